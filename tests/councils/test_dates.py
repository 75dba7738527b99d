"""Councils start and end by the clock.

The story: on 1 April 2027 Surrey is replaced by East Surrey and West Surrey. Nobody does anything on that day.
"""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from catalogue import places
from catalogue.version import present_version
from councils import names
from councils.models import Council
from lessons.models import Lesson
from tests.cast import a_council, an_entry
from tests.search.asking import agrees, counts, found, titles

pytestmark = pytest.mark.django_db

DAY = date(2027, 4, 1)
MIDNIGHT = timezone.make_aware(datetime(2027, 4, 1))


@pytest.fixture
def clock(monkeypatch):
    """Set the clock to a moment; it begins in the last second of 31 March 2027 in the United Kingdom."""

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(MIDNIGHT - timedelta(seconds=1))
    return set_to


@pytest.fixture
def surrey(clock):
    old = a_council(
        "SRY", "Surrey", type="CTY", official_name="Surrey County Council", region="south-east", ended_on=DAY
    )
    new = [
        a_council(code, name, type="UA", official_name=f"{name} Council", region="south-east", started_on=DAY)
        for code, name in (("ESY", "East Surrey"), ("WSY", "West Surrey"))
    ]
    old.successors.add(*new)
    an_entry(Lesson, title="Gooseberry", councils=[old])
    return old, *new


def words(response):
    return " ".join(response.content.decode().split())


def test_a_council_is_current_until_the_day_it_ends_and_its_page_says_by_whom_it_will_be_replaced(client, surrey):
    old, east, _ = surrey
    assert str(old) == "Surrey"
    assert old.has_adult_social_care
    assert not east.is_current
    assert list(Council.objects.current()) == [old]
    assert names.find("Surrey") == old
    page = words(client.get("/councils/surrey/"))
    assert "This council will be replaced on 1 April 2027 by <a" in page
    assert page.index("East Surrey Council</a> and <a") < page.index("West Surrey Council</a>.")
    assert "abolished" not in page
    page = words(client.get("/councils/east-surrey/"))
    assert "This council starts on 1 April 2027. It will take over from <a" in page
    assert "Gooseberry" not in page


def test_at_midnight_pages_filters_counts_names_and_the_index_switch_by_themselves(client, surrey, clock, answering):
    _, east, west = surrey
    assert counts(client.get("/lessons/")) == {"surrey": 1}
    before = present_version()
    clock(MIDNIGHT)
    assert present_version() != before
    assert present_version() == present_version()
    assert counts(client.get("/lessons/")) == {"surrey": 1, "east-surrey": 1, "west-surrey": 1}
    assert titles(client.get("/lessons/?council=west-surrey")) == ["Gooseberry"]
    assert titles(client.get("/lessons/?council=surrey")) == ["Gooseberry"]
    listed = {council for _, rows in client.get("/councils/").context["regions"] for council, _ in rows}
    assert listed == {east, west}
    page = words(client.get("/councils/surrey/"))
    assert "This council was abolished on 1 April 2027. Its area is now looked after by <a" in page
    assert "Gooseberry" in words(client.get("/councils/east-surrey/"))
    assert [place.name for place in places.of(Lesson.objects.get())] == ["Surrey County Council"]
    assert {place.name for _, place in places.pairs(Lesson.objects.all())} == {"Surrey County Council"}
    assert "Surrey County Council" in client.get("/api/v1/lessons").content.decode()
    assert "Surrey County Council" in b"".join(client.get("/lessons/?format=csv")).decode()


def test_the_index_holds_nothing_of_the_councils_to_come_before_midnight_and_everything_after(client, surrey, clock):
    lesson = Lesson.objects.get()
    assert found(client, "gooseberry", council="east-surrey") == set()
    assert found(client, "gooseberry", council="surrey") == {lesson.pk}
    clock(MIDNIGHT)
    assert found(client, "gooseberry", council="east-surrey") == {lesson.pk}
    assert found(client, "gooseberry", council="surrey") == {lesson.pk}
    assert agrees()


def test_the_second_of_two_days_to_come_is_noticed_too(surrey, clock):
    a_council("KEN", "Kent", official_name="Kent County Council", type="CTY", ended_on=date(2028, 4, 1))
    clock(MIDNIGHT)
    before = present_version()
    clock(timezone.make_aware(datetime(2028, 4, 1)))
    assert present_version() != before


def test_a_day_brought_forward_is_noticed_on_that_day_however_it_was_written(clock):
    a_council("KEN", "Kent", official_name="Kent County Council", type="CTY")
    Council.objects.update(ended_on=DAY)
    before = present_version()
    clock(MIDNIGHT)
    assert present_version() != before


def test_a_bulk_update_of_councils_moves_the_version_of_the_site():
    a_council()
    before = present_version()
    Council.objects.update(population=1)
    assert present_version() != before


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"ended_on": DAY}, "This council will be abolished on 1 April 2027.</div>"),
        ({"ended_on": date(2023, 4, 1)}, "This council was abolished on 1 April 2023.</div>"),
        ({"started_on": DAY}, "This council starts on 1 April 2027.</div>"),
    ],
)
def test_no_page_has_half_a_sentence_where_no_successor_or_predecessor_is_known(client, clock, dates, said):
    a_council("KEN", "Kent", **dates)
    assert said in words(client.get("/councils/kent/"))

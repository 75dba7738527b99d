"""A record is reached by its reference, however people write it: at its short address, by search, API, embed and list."""

import pytest

from catalogue import references
from catalogue.models import Entry
from lessons.models import Lesson
from tests.cast import KINDS, a_draft, a_scheduled, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db

SPELLINGS = [
    "NW-L06",
    "nw-l06",
    "Nw-L06",
    "NW–L06",
    "nw—l06",
    "NW‑L06",
    "NW−L06",
    "NW L06",
    " nw l06 ",
    "NW_L06",
    "nw - l06",
]


@pytest.fixture
def lesson(db):
    return an_entry(Lesson, reference="NW-L06", title="Demand is fragile")


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_bare_reference_in_any_case_and_with_any_dash_leads_straight_to_the_record(client, lesson, written):
    response = client.get("/search/", {"q": written})
    assert (response.status_code, response.headers["Location"]) == (302, lesson.get_absolute_url())


@pytest.mark.parametrize("written", SPELLINGS)
def test_the_short_address_leads_to_the_record(client, lesson, written):
    response = client.get(f"/r/{written}/")
    assert (response.status_code, response.headers["Location"]) == (301, lesson.get_absolute_url())


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_every_kind_has_a_short_address_even_where_its_reference_has_small_letters(client, kind):
    entry = an_entry(kind)
    for written in (entry.pk, entry.pk.lower(), entry.pk.upper()):
        assert client.get(f"/r/{written}/").headers["Location"] == entry.get_absolute_url()


@pytest.mark.parametrize("written", ["XX-L01", "covid-19", "NW-L0", "NW-L066", "wigan", "é-1", "a" * 200, "💥", "%25"])
def test_an_unknown_reference_is_not_found_at_a_short_address(client, lesson, written):
    assert client.get(f"/r/{written}/").status_code == 404


def test_a_withdrawn_record_answers_at_its_short_address_as_on_its_page(client, lesson):
    gone = a_withdrawn(Lesson, reference="NW-L07", title="Xyzzy", replaced_by=lesson)
    response = client.get("/r/nw-l07/")
    assert response.status_code == 410
    assert "Xyzzy" not in response.content.decode()
    assert lesson.title in response.content.decode()
    assert client.get("/search/", {"q": "nw-l07"}).headers["Location"] == gone.get_absolute_url()


@pytest.mark.parametrize("make", [a_draft, a_scheduled])
def test_nothing_leads_to_a_record_that_was_never_public(client, curating, make):
    hidden = make(Lesson, reference="NW-L08")
    for visitor in (client, curating):
        assert visitor.get("/r/NW-L08/").status_code == 404
        assert visitor.get("/search/", {"q": "NW-L08"}).status_code == 200
    assert references.find(hidden.pk) is None


def test_a_reference_with_a_filter_or_on_a_list_is_searched_for(client, lesson):
    assert client.get("/search/", {"q": "NW-L06", "sort": "newest"}).status_code == 200
    assert client.get("/search/", {"q": "NW-L06", "format": "csv"}).status_code == 200
    assert client.get("/lessons/", {"q": "NW-L06"}).status_code == 200


def test_api_embed_and_my_list_take_a_reference_in_any_case(client, lesson):
    assert client.get("/api/v1/lessons/nw-l06").json()["reference"] == "NW-L06"
    assert client.get("/embed/nw-l06/").status_code == 200
    mine = client.get("/my-list/?ref=nw-l06&ref=NW-L06&ref=nw–l06&ref=NW-L99").context["mine"]
    assert (mine.references, mine.missing) == (["NW-L06"], ["NW-L99"])


def test_the_api_says_that_a_record_was_withdrawn_in_any_case(client):
    gone = a_withdrawn(Lesson, reference="NW-L07")
    for written in ("nw-l07", gone.slug):
        assert client.get(f"/api/v1/lessons/{written}").status_code == 410


def test_a_reference_is_found_in_as_many_queries_among_a_hundred_records(django_assert_num_queries, lesson):
    with django_assert_num_queries(2):
        assert references.find("nw-l06") == lesson
    for _ in range(100):
        an_entry(Lesson)
    with django_assert_num_queries(2):
        assert references.find("nw-l06") == lesson


def test_every_reference_of_the_content_leads_to_its_record(client, content):
    for kind in Entry.kinds():
        for entry in kind.objects.published():
            for written in (entry.pk.lower(), entry.pk.replace("-", "–")):
                response = client.get("/search/", {"q": written})
                assert (response.status_code, response.headers["Location"]) == (302, entry.get_absolute_url())

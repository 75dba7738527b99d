"""Whoever follows the content by what changed and what went ends up with exactly what is public."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.db.models import F, QuerySet
from django.utils import timezone

from catalogue.models import Change
from councils.models import Council
from curation.tags import merging
from lessons.models import Enabler, Lesson, LessonComponent, LessonEnabler, SystemComponent
from recommendations.models import Recommendation
from tests.cast import a_council, a_draft, a_scheduled, a_tag, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db


class Mirror:
    """A copy of the records of a kind, kept by asking for what is new since the visit before."""

    def __init__(self, client, kind="lessons", fields=""):
        self.client, self.kind, self.copy, self.since = client, kind, {}, "2000-01-01T00:00:00Z"
        self.fields = f"&fields={fields}" if fields else ""

    def ask(self, path):
        response = self.client.get(f"/api/v1/{path}")
        assert response.status_code == 200, response.content
        return response.json()

    def visit(self):
        """Take in what is new; the rows of this visit stay in `new`."""
        seen, since, self.new = self.ask("kinds")["changed_at"], quote(self.since), []
        for row in self.ask(f"withdrawn?since={since}")["results"]:
            self.copy.pop(row["reference"], None)
        following = f"{self.kind}?limit=2&updated_since={since}{self.fields}"
        while following:
            page = self.ask(following)
            self.new += page["results"]
            following = page["next"] and page["next"].partition("/api/v1/")[2]
        self.copy.update((row["reference"], row) for row in self.new)
        self.since = seen

    def everything(self):
        """What the mirror should hold."""
        rows = self.ask(f"{self.kind}?limit=200{self.fields}")["results"]
        return {row["reference"]: row for row in rows}


def everything(client):
    return Mirror(client).everything()


def test_two_mirrors_miss_nothing_whether_they_come_often_or_seldom(client):
    often, seldom = Mirror(client), Mirror(client)
    first, second, third, fourth, fifth = (an_entry(Lesson) for _ in range(5))
    enabler, waiting = an_entry(Enabler), a_scheduled(Lesson)

    def edit():
        first.summary = "Something else was learned."
        first.save()

    def withdraw_as_of_yesterday():
        third.status, third.withdrawn_on = "withdrawn", date.today() - timedelta(days=1)
        third.save()

    def merge_tags():
        first.tags.add(a_tag("Going home"))
        merging.merge(a_tag("Going home"), a_tag())

    def rename_the_council():
        council = Council.objects.get(code="WGN")
        council.name = "Wigan and Leigh"
        council.save()

    def time_passes():
        # The record was saved before the last visits; only the clock makes it public.
        past = timezone.now() - timedelta(seconds=1)
        QuerySet(Lesson).filter(pk=waiting.pk).update(published_at=past)
        Change.objects.filter(reference=waiting.pk).update(due_at=past)

    def withdraw_and_schedule_again():
        fifth.status, fifth.withdrawn_on = "withdrawn", date.today()
        fifth.save()
        fifth.status, fifth.withdrawn_on = "published", None
        fifth.published_at = timezone.now() + timedelta(days=1)
        fifth.save()

    steps = [
        edit,
        lambda: second.tags.add(a_tag()),
        lambda: second.councils.add(a_council()),
        lambda: LessonEnabler.objects.create(lesson=first, enabler=enabler),
        time_passes,
        withdraw_as_of_yesterday,
        merge_tags,
        rename_the_council,
        fourth.delete,
        withdraw_and_schedule_again,
        lambda: an_entry(Lesson),
    ]
    seldom.visit()
    for step in steps:
        often.visit()
        step()
    for mirror in (often, seldom):
        mirror.visit()
        assert mirror.copy == everything(client)
    assert waiting.pk in often.copy
    assert third.pk not in often.copy
    assert fourth.pk not in often.copy
    assert fifth.pk not in often.copy
    assert often.copy[second.pk]["councils"] == ["Wigan and Leigh"]


def test_a_record_nobody_ever_saw_is_not_on_the_list_of_withdrawn_ones(client):
    a_withdrawn(Lesson, published_at=None)
    for hidden in (a_draft(Lesson), a_scheduled(Lesson)):
        hidden.delete()
    assert Mirror(client).ask("withdrawn")["results"] == []


def test_a_record_to_appear_again_is_gone_until_then(client):
    lesson = an_entry(Lesson)
    lesson.published_at = timezone.now() + timedelta(days=1)
    lesson.save()
    lesson.save()
    assert [row["reference"] for row in Mirror(client).ask("withdrawn")["results"]] == [lesson.pk]
    QuerySet(Lesson).filter(pk=lesson.pk).update(published_at=timezone.now())
    Change.objects.filter(reference=lesson.pk).update(due_at=timezone.now())
    assert Mirror(client).ask("withdrawn")["results"] == []
    assert list(everything(client)) == [lesson.pk]


def a_day_passes():
    """A mirror is told again of what changed at the very moment of its visit."""
    Change.objects.update(changed_at=F("changed_at") - timedelta(days=1))


def withdraw(record):
    record.status, record.withdrawn_on = "withdrawn", date.today()
    record.save()


def publish(record):
    record.status, record.published_at = "published", timezone.now()
    record.save()


def let_it_come_due(record):
    past = timezone.now() - timedelta(seconds=1)
    QuerySet(type(record)).filter(pk=record.pk).update(published_at=past)
    Change.objects.filter(reference=record.pk).update(due_at=past)


def rename_in_bulk(record):
    type(record).objects.filter(pk=record.pk).update(title="Another title")


ACTS = [
    (an_entry, withdraw),
    (a_draft, publish),
    (a_scheduled, let_it_come_due),
    (an_entry, rename_in_bulk),
    (an_entry, lambda record: record.delete()),
]


@pytest.mark.parametrize(("made", "happens"), ACTS)
def test_a_mirror_learns_of_records_that_name_one_that_appears_goes_or_is_renamed(client, made, happens):
    enabler, lesson = made(Enabler), an_entry(Lesson)
    LessonEnabler.objects.create(lesson=lesson, enabler=enabler)
    alone = an_entry(Lesson)
    mirror = Mirror(client, fields="title,enablers,links")
    mirror.visit()
    a_day_passes()
    happens(enabler)
    mirror.visit()
    assert mirror.copy == mirror.everything()
    assert [row["reference"] for row in mirror.new] == [lesson.pk]
    assert alone.pk in mirror.copy


def test_a_mirror_learns_that_what_a_recommendation_is_part_of_is_gone(client):
    whole = an_entry(Recommendation)
    part = an_entry(Recommendation, parent=whole)
    mirror = Mirror(client, "recommendations")
    mirror.visit()
    a_day_passes()
    withdraw(whole)
    mirror.visit()
    assert mirror.copy == mirror.everything()
    assert mirror.copy[part.pk]["part_of"] == []


def test_a_mirror_learns_that_a_part_of_the_system_is_called_otherwise(client):
    door = SystemComponent.objects.create(reference="front-door", number=1, name="Front door")
    LessonComponent.objects.create(lesson=an_entry(Lesson), component=door)
    mirror = Mirror(client)
    mirror.visit()
    a_day_passes()
    door.name = "First contact"
    door.save()
    mirror.visit()
    assert mirror.copy == mirror.everything()


def test_other_words_in_a_record_are_no_change_of_those_that_name_it(client):
    enabler, lesson = an_entry(Enabler), an_entry(Lesson)
    LessonEnabler.objects.create(lesson=lesson, enabler=enabler)
    mirror = Mirror(client)
    mirror.visit()
    a_day_passes()
    enabler.summary = "Said in other words."
    enabler.save()
    mirror.visit()
    assert mirror.new == []

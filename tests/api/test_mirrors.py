"""Whoever follows the content by what changed and what went ends up with exactly what is public."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from catalogue import merging
from catalogue.models import Change
from councils.models import Council
from lessons.models import Enabler, Lesson, LessonEnabler
from tests.cast import a_council, a_draft, a_scheduled, a_tag, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db


class Mirror:
    """A copy of the lessons, kept by asking for what is new since the visit before."""

    def __init__(self, client):
        self.client, self.copy, self.since = client, {}, "2000-01-01T00:00:00Z"

    def ask(self, path):
        response = self.client.get(f"/api/v1/{path}")
        assert response.status_code == 200, response.content
        return response.json()

    def visit(self):
        seen, since = self.ask("kinds")["changed_at"], quote(self.since)
        for row in self.ask(f"withdrawn?since={since}")["results"]:
            self.copy.pop(row["reference"], None)
        following = f"lessons?limit=2&updated_since={since}"
        while following:
            page = self.ask(following)
            self.copy.update((row["reference"], row) for row in page["results"])
            following = page["next"] and page["next"].partition("/api/v1/")[2]
        self.since = seen


def everything(client):
    return {row["reference"]: row for row in client.get("/api/v1/lessons?limit=200").json()["results"]}


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

"""Every change is in the history, and what is written together has one time, author and reason."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from simple_history.models import HistoricalRecords

from catalogue.models import Statistic
from history.acts import revision
from history.deleting import delete
from lessons.models import Enabler, Lesson, LessonCitation, LessonEnabler, LessonTag
from tests.cast import a_council, a_draft, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


def test_everything_written_in_one_revision_has_its_time_author_and_reason(curator):
    with revision("Tidied up", user=curator):
        lesson = an_entry(Lesson, tags=[a_tag()], councils=[a_council()])
    rows = [*lesson.history.all(), *LessonTag.history.all(), *LessonCitation.history.all(), *a_tag().history.all()]
    assert len(rows) > 3
    assert {(row.history_user, row.history_change_reason) for row in rows} == {(curator, "Tidied up")}
    assert len({row.history_date for row in rows}) == 1


def test_a_revision_within_a_revision_is_part_of_it():
    with revision() as outer, revision("Inner reason") as inner:
        assert inner is outer
        an_entry(Lesson)
    assert {row.history_change_reason for row in Lesson.history.all()} == {"Inner reason"}


def test_two_revisions_never_have_the_same_time():
    timestamps = []
    for _ in range(200):
        with revision() as one:
            timestamps.append(one.timestamp)
    assert timestamps == sorted(set(timestamps))


def test_a_revision_that_fails_leaves_nothing():
    with pytest.raises(ZeroDivisionError), revision():
        an_entry(Lesson, title=f"{1 / Lesson.objects.filter(title=an_entry(Lesson).pk).count()}")
    assert not Lesson.objects.exists()
    assert not Lesson.history.exists()


def test_an_update_of_many_rows_at_once_is_in_the_history(curator):
    lesson = a_draft(Lesson, councils=[a_council()])
    with revision("Renamed", user=curator):
        Lesson.objects.filter(pk=lesson.pk).update(title="Renamed")
    newest = lesson.history.first()
    assert (newest.title, newest.history_type, newest.history_user) == ("Renamed", "~", curator)
    assert newest.history_change_reason == "Renamed"
    assert [row.council for row in newest.councils.all()] == [a_council()]


def test_rows_created_many_at_once_are_in_the_history():
    lesson, enablers = a_draft(Lesson), [a_draft(Enabler) for _ in range(3)]
    LessonEnabler.objects.bulk_create([LessonEnabler(lesson=lesson, enabler=enabler) for enabler in enablers])
    assert list(LessonEnabler.history.values_list("history_type", flat=True)) == ["+"] * 3


def test_rows_written_twice_in_one_revision_keep_their_lists_once_each():
    lesson = a_draft(Lesson, councils=[a_council()])
    with revision():
        lesson.save()
        Lesson.objects.filter(pk=lesson.pk).update(title="Renamed")
    assert [version.councils.count() for version in lesson.history.all()[:2]] == [1, 1]


def test_an_update_of_many_rows_is_by_whoever_sent_the_request(curator, rf, monkeypatch):
    lesson, request = a_draft(Lesson), rf.get("/")
    request.user = curator
    monkeypatch.setattr(HistoricalRecords.context, "request", request, raising=False)
    Lesson.objects.filter(pk=lesson.pk).update(title="Renamed")
    assert lesson.history.first().history_user == curator
    request.user = AnonymousUser()
    Lesson.objects.filter(pk=lesson.pk).update(title="Renamed again")
    assert lesson.history.first().history_user is None


def test_an_update_that_is_rolled_back_is_not_in_the_history():
    lesson = a_draft(Lesson)
    before = lesson.history.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert 1 / (Lesson.objects.update(title="Lost") - 1)
    assert lesson.history.count() == before


def test_what_names_a_deleted_record_says_so_in_its_own_history():
    figure = Statistic.objects.create(reference="beds", title="Beds", value="3", source=a_source())
    older = Statistic.objects.create(reference="old", title="Beds", value="2", source=a_source(), superseded_by=figure)
    lesson, successor = an_entry(Lesson), an_entry(Lesson)
    lesson.statistics.add(figure)
    lesson.replaced_by = successor
    lesson.save()
    delete([figure, successor])
    assert not Statistic.objects.filter(pk="beds").exists()
    newest = lesson.history.first()
    assert newest.replaced_by_id is None
    assert list(newest.statistics.all()) == []
    assert older.history.first().superseded_by_id is None

"""Changes of what visitors see are noted once for each record, whatever else is written with it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogue import changes
from catalogue.models import Change, Tag
from catalogue.models.change import SITE_WIDE
from lessons.models import Lesson, LessonTag
from tests.cast import a_draft, a_tag, a_theme, an_entry


class Failed(Exception):
    pass


def noted(after=0):
    """The references of the records noted since a change, as a list: one that was noted twice would be there twice."""
    changes = Change.objects.filter(pk__gt=after).exclude(kind=SITE_WIDE)
    return list(changes.values_list("reference", flat=True))


@pytest.mark.django_db
def test_what_is_written_together_is_noted_once_and_at_the_end():
    lessons = [an_entry(Lesson) for _ in range(3)]
    last = Change.objects.latest("id").pk
    with changes.change_set():
        for lesson in lessons:
            lesson.title = "Better"
            lesson.save()
            LessonTag.objects.create(content_object=lesson, tag=a_tag())
        assert noted(last) == []
    assert sorted(noted(last)) == sorted(each.pk for each in lessons)


@pytest.mark.django_db
def test_what_was_deleted_or_moved_together_is_noted_too():
    gone, left = an_entry(Lesson), an_entry(Lesson, tags=[a_tag()])
    both = {gone.pk, left.pk}
    last = Change.objects.latest("id").pk
    with changes.change_set():
        gone.delete()
        Tag.objects.filter(slug="hospital-discharge").update(name="Going home")
    assert set(noted(last)) == both


@pytest.mark.django_db
def test_nothing_is_noted_of_what_failed_and_the_next_act_starts_afresh():
    lesson = an_entry(Lesson)
    last = Change.objects.latest("id").pk

    def fail():
        with transaction.atomic(), changes.change_set():
            lesson.title = "Worse"
            lesson.save()
            raise Failed

    with pytest.raises(Failed):
        fail()
    assert Change.objects.latest("id").pk == last
    an_entry(Lesson)
    assert Change.objects.latest("id").pk > last


@pytest.mark.django_db
def test_a_draft_written_with_others_leaves_no_trace():
    with changes.change_set():
        a_draft(Lesson)
        seen = an_entry(Lesson)
    assert noted() == [seen.pk]


@pytest.mark.django_db
def test_an_act_within_an_act_is_noted_with_it():
    with changes.change_set():
        with changes.change_set():
            an_entry(Lesson)
        assert noted() == []
    assert len(noted()) == 1


def test_a_new_tag_belongs_to_no_record_and_no_record_is_asked(db):
    theme = a_theme("Care market")
    with CaptureQueriesContext(connection) as asked:
        tag = Tag.objects.create(name="Home care", slug="home-care", broader=theme)
    assert not [each["sql"] for each in asked if "lessons_lessontag" in each["sql"]]
    with CaptureQueriesContext(connection) as asked:
        tag.name = "Care at home"
        tag.save()
    assert [each["sql"] for each in asked if "lessons_lessontag" in each["sql"]]


def test_noting_no_records_asks_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        Change.objects.record(Lesson, [])

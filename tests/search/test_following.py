"""The index follows the database, whatever the way a record is written."""

from datetime import timedelta

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from casestudies.models import CaseStudy, CaseStudyLesson, Finding
from catalogue.models import Change, Tag, TagLabel
from catalogue.models.change import SITE_WIDE
from catalogue.version import last_change, present_version, settled
from councils.models import Council
from lessons.models import Lesson, LessonTag
from search import following, index
from tests.cast import KINDS, a_council, a_draft, a_scheduled, a_section, a_source, a_tag, an_entry
from tests.curation.desk import edit, step
from tests.search.asking import agrees, found

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_record_is_found_by_the_next_search(client, lesson, kind):
    entry = an_entry(kind, title="Raspberry")
    assert found(client, "raspberry") == {entry.pk}
    entry.title = "Blackberry"
    entry.save()
    assert found(client, "blackberry") == {entry.pk}
    assert found(client, "raspberry") == set()


def test_a_save_in_the_admin_is_found_once_it_is_published(curating, client, lesson):
    edit(curating, lesson, title="Cloudberry")
    assert found(client, "cloudberry") == set()
    step(curating, lesson, "publish")
    assert found(client, "cloudberry") == {lesson.pk}


def test_bulk_updates_and_bulk_creation_are_found(client, lesson):
    Lesson.objects.filter(pk=lesson.pk).update(title="Cranberry")
    assert found(client, "cranberry") == {lesson.pk}
    lesson.title = "Elderberry"
    Lesson.objects.bulk_update([lesson], ["title"])
    assert found(client, "elderberry") == {lesson.pk}
    now = timezone.now()
    Lesson.objects.bulk_create(
        [
            Lesson(
                reference="B-1",
                slug="b-1",
                title="Mulberry",
                summary="x",
                status="published",
                published_at=now,
            )
        ]
    )
    assert found(client, "mulberry") == {"B-1"}


def test_a_deleted_or_withdrawn_record_is_not_found(client, lesson):
    Lesson.objects.filter(pk=lesson.pk).update(status="withdrawn", withdrawn_on=timezone.localdate())
    assert found(client, "gooseberry") == set()
    other = an_entry(Lesson, title="Gooseberry too")
    assert found(client, "gooseberry") == {other.pk}
    Lesson.objects.all().delete()
    assert found(client, "gooseberry") == set()
    assert agrees()


def test_renamed_tags_labels_councils_and_sources_are_found(client, lesson):
    Tag.objects.filter(slug="day-care").update(name="Raspberry")
    assert found(client, "raspberry") == {lesson.pk}
    tag = Tag.objects.get(slug="day-care")
    tag.name = "Blackberry"
    tag.save()
    assert found(client, "blackberry") == {lesson.pk}
    label = TagLabel.objects.create(tag=tag, label="Cloudberry")
    assert found(client, "cloudberry") == {lesson.pk}
    label.delete()
    assert found(client, "cloudberry") == set()
    theme = tag.broader
    theme.name = "Mulberry"
    theme.save()
    assert found(client, "mulberry") == {lesson.pk}
    council = Council.objects.get(pk="WGN")
    council.name = "Strawberry"
    council.save()
    assert found(client, "strawberry") == {lesson.pk}
    source = lesson.citations.get().source
    source.title = "The elderberry report"
    source.save()
    assert found(client, "elderberry") == {lesson.pk}
    assert agrees()


def test_tags_and_councils_put_on_and_taken_off_are_followed(client, lesson):
    other = a_tag("Raspberry")
    lesson.tags.add(other)
    assert found(client, "gooseberry", tag="raspberry") == {lesson.pk}
    lesson.tags.remove(other)
    assert found(client, "gooseberry", tag="raspberry") == set()
    LessonTag.objects.filter(content_object=lesson).update(tag=other)
    assert found(client, "gooseberry", tag="raspberry") == {lesson.pk}
    bolton = a_council("BOL", "Bolton")
    lesson.councils.add(bolton)
    assert found(client, "gooseberry", council="bolton") == {lesson.pk}
    lesson.councils.set(["WGN"])
    assert found(client, "gooseberry", council="bolton") == set()
    lesson.councils.clear()
    assert found(client, "gooseberry", council="wigan") == set()
    assert agrees()


def test_a_lesson_gains_and_loses_the_councils_of_its_case_studies(client, lesson):
    study = an_entry(CaseStudy, councils=[a_council("BOL", "Bolton")])
    link = CaseStudyLesson.objects.create(case_study=study, lesson=lesson)
    assert found(client, "gooseberry", council="bolton", linked="yes") == {lesson.pk}
    study.status = "draft"
    study.save()
    assert found(client, "gooseberry", council="bolton", linked="yes") == set()
    CaseStudy.objects.filter(pk=study.pk).update(status="published")
    assert found(client, "gooseberry", council="bolton", linked="yes") == {lesson.pk}
    link.delete()
    assert found(client, "gooseberry", council="bolton", linked="yes") == set()


def test_the_words_of_a_finding_belong_to_its_case_study(client, lesson):
    study = an_entry(CaseStudy)
    finding = Finding.objects.create(
        reference="F-1",
        case_study=study,
        section=a_section(a_source()),
        number=1,
        title="Raspberry",
        body="x",
    )
    assert found(client, "raspberry") == {study.pk}
    finding.delete()
    assert found(client, "raspberry") == set()


def test_loaded_fixtures_are_found(client, lesson, tmp_path):
    file = tmp_path / "lessons.json"
    file.write_text(serializers.serialize("json", Lesson.objects.all()).replace("Gooseberry", "Raspberry"))
    call_command("loaddata", file, verbosity=0)
    assert found(client, "raspberry") == {lesson.pk}


def test_a_scheduled_record_is_found_when_its_time_has_come(client, lesson, monkeypatch):
    entry = a_scheduled(Lesson, title="Raspberry")
    assert found(client, "raspberry") == set()
    assert entry.pk not in Change.objects.public().values_list("reference", flat=True)
    later = entry.published_at + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert found(client, "raspberry") == {entry.pk}
    assert entry.pk in Change.objects.public().values_list("reference", flat=True)


def test_a_draft_leaves_no_trace_among_the_changes(client):
    draft = a_draft(Lesson)
    draft.save()
    draft.tags.add(a_tag())
    draft.delete()
    assert not Change.objects.exclude(kind=SITE_WIDE).exists()


def test_the_changes_are_never_more_than_the_records_and_their_ids_grow(lesson):
    before = Change.objects.get(reference=lesson.pk)
    lesson.save()
    after = Change.objects.get(reference=lesson.pk)
    assert after.pk > before.pk


def test_a_change_that_is_rolled_back_leaves_nothing(client, lesson):
    last = last_change()
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - the change belongs inside
        lesson.title = "Raspberry"
        lesson.save()
        raise RuntimeError
    assert last_change() == last
    assert found(client, "raspberry") == set()


def test_a_page_that_began_before_a_change_does_not_have_the_index_built_again(client, lesson):
    version = present_version()
    other = an_entry(Lesson, title="Raspberry")
    assert found(client, "raspberry") == {other.pk}
    build = following.reader().build
    with settled(version):
        assert following.reader().last_change > version.last
    assert following.reader().build == build


@pytest.mark.parametrize("many", [False, True])
def test_sqlite_is_told_how_many_rows_there_are_only_where_there_are_many(lesson, monkeypatch, many):
    monkeypatch.setattr(following, "MAX_BUILT_BY_A_SEARCH", 0 if many else 1)
    following.rebuild()
    is_told = "sqlite_stat1" in connection.introspection.table_names()
    assert is_told == (many and connection.vendor == "sqlite")


def test_an_index_that_only_searches_have_kept_in_step_stays_of_few_parts(client, lesson):
    for number in range(20):
        entry = an_entry(Lesson, title=f"Raspberry {number}")
        following.bring_up_to_date(index.current(), present_version(), max_wait=None)
    with index.lock("writer", wait=60):
        assert index.current().searcher().num_segments < 10
    assert entry.pk in found(client, "raspberry")
    assert agrees()

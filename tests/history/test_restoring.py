"""Any earlier version of a record comes back, and so does a deleted one, as an act like any other."""

import pytest
from django.core.exceptions import ValidationError

from casestudies.models import CaseStudy, Finding
from catalogue.models import Change, Event, FormerSlug, Source, SourceSection, Statistic, Tag, TagLabel
from history import snapshot
from history.acts import revision
from history.deleting import delete
from history.differences import differences
from history.restoring import restore
from history.snapshot import ChildTable, child_tables
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, LessonEnabler, LessonTag, SystemComponent
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import KINDS, a_council, a_draft, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


def changed_everywhere(entry):
    """Change everything about a record."""
    with revision("Changed"):
        entry.title, entry.summary, entry.body = "Other", "Other.", "Other"
        entry.save()
        entry.tags.set([a_tag("Home care")])
        entry.councils.set([a_council("BOL", "Bolton")])
        entry.citations.all().delete()
        entry.citations.create(source=a_source("other"), locator="p9")


@pytest.mark.parametrize("kind", KINDS)
def test_an_earlier_version_of_every_kind_comes_back(kind, curator):
    entry = an_entry(kind, tags=[a_tag()], councils=[a_council()])
    then = snapshot.now(entry)
    changed_everywhere(entry)
    assert restore(then, curator, "Restored") == []
    assert differences(then, snapshot.now(entry)) == []
    assert snapshot.now(entry).digest() == then.digest()


@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_record_of_every_kind_comes_back(kind, curator):
    entry = an_entry(kind, tags=[a_tag()], councils=[a_council()])
    then, made = snapshot.now(entry), kind.objects.get(pk=entry.pk)
    delete([entry])
    assert not kind.objects.exists()
    assert restore(then, curator, "Restored") == []
    back = kind.objects.get()
    assert snapshot.now(back).digest() == then.digest()
    assert (back.created_at, back.updated_by, back.version) == (made.created_at, curator, made.version + 1)
    assert back.published_at.replace(microsecond=0) == made.published_at.replace(microsecond=0)


def other_records():
    source = Source.objects.create(reference="r", title="Report", type="report", summary="x")
    section = SourceSection.objects.create(reference="s", source=source, position=1, title="One")
    tag = Tag.objects.create(name="Hotels", slug="hotels", definition="x")
    TagLabel.objects.create(tag=tag, label="Inns")
    review = an_entry(CaseStudy)
    finding = Finding.objects.create(reference="f", case_study=review, section=section, number=1, title="t", body="b")
    finding.questions.add(an_entry(KeyLineOfEnquiry, part="b"))
    return {
        "source": Source.objects.create(reference="r2", title="Report", type="report"),
        "section": SourceSection.objects.create(reference="s2", source=source, position=2, title="Two"),
        "tag": tag,
        "finding": finding,
        "figure": Statistic.objects.create(reference="st", title="Beds", value="3", source=source),
        "event": Event.objects.create(reference="ev", title="Start", date="2020", source=source),
        "component": SystemComponent.objects.create(reference="c", number=1, name="Front door"),
    }


@pytest.mark.parametrize("name", ["source", "section", "tag", "finding", "figure", "event", "component"])
def test_an_earlier_version_and_a_deletion_of_any_other_record_can_be_taken_back(name, curator):
    record = other_records()[name]
    word = "name" if hasattr(record, "name") else "title"
    then = snapshot.now(record)
    setattr(record, word, "Other")
    record.save()
    restore(then, curator, "Restored")
    assert snapshot.now(record).digest() == then.digest()
    delete([type(record).objects.get(pk=record.pk)])
    restore(then, curator, "Restored")
    assert snapshot.now(record).digest() == then.digest()


def test_a_review_comes_back_with_its_findings_and_their_questions(curator):
    review = other_records()["finding"].case_study
    then = snapshot.now(review)
    delete([review])
    assert not Finding.objects.exists()
    restore(then, curator, "Restored")
    assert snapshot.of(CaseStudy, then.record.key).digest() == then.digest()
    assert Finding.objects.get().questions.count() == 1


def test_a_deleted_record_comes_back_with_what_cited_it(curator):
    lesson = an_entry(Lesson)
    RecommendationLesson.objects.create(recommendation=an_entry(Recommendation), lesson=lesson, note="why")
    then = snapshot.now(lesson)
    delete([lesson])
    restore(then, curator, "Restored")
    assert RecommendationLesson.objects.get().note == "why"


def test_only_the_named_parts_of_a_record_that_exists_are_restored(curator):
    lesson = an_entry(Lesson, tags=[a_tag()])
    link = RecommendationLesson.objects.create(recommendation=an_entry(Recommendation), lesson=lesson)
    then = snapshot.now(lesson)
    link.delete()
    lesson.tags.clear()
    restore(then, curator, "Restored", parts=[ChildTable(LessonTag, "content_object")])
    assert lesson.tags.count() == 1
    assert not RecommendationLesson.objects.exists()


def test_what_is_gone_is_left_out_and_said_so(curator):
    lesson, enabler = an_entry(Lesson, councils=[a_council()]), an_entry(Enabler, title="Money")
    LessonEnabler.objects.create(lesson=lesson, enabler=enabler)
    figure = Statistic.objects.create(reference="beds", title="Beds", value="3", source=a_source())
    lesson.statistics.add(figure)
    then = snapshot.now(lesson)
    delete([lesson, enabler, figure])
    said = restore(then, curator, "Restored")
    assert said == [
        "Statistics “Beds: 3 (deleted)” was left out: it is no longer there.",
        "Enablers: “Money (deleted)” was left out: it is no longer there.",
    ]
    assert Lesson.objects.get().councils.count() == 1


def test_a_tag_that_was_merged_since_is_followed(curator):
    old, new = a_tag("Hotels"), a_tag("Lodging")
    lesson = an_entry(Lesson, tags=[old, new])
    then = snapshot.now(lesson)
    lesson.tags.clear()
    Tag.objects.filter(pk=old.pk).update(merged_into=new)
    assert restore(then, curator, "Restored") == []
    assert list(lesson.tags.all()) == [new]


def test_a_restored_public_record_is_a_public_change_and_keeps_its_addresses(curator):
    lesson = an_entry(Lesson, slug="before")
    then = snapshot.now(lesson)
    lesson.slug, lesson.title = "after", "After"
    lesson.save()
    change = Change.objects.get(reference=lesson.pk).pk
    restore(then, curator, "Restored")
    assert Change.objects.get(reference=lesson.pk).pk > change
    assert FormerSlug.objects.get().slug == "after"
    assert Lesson.objects.get().version == 2


def test_whether_a_record_is_published_is_not_restored(curator):
    lesson = a_draft(Lesson, title="Before")
    then = snapshot.now(lesson)
    lesson.title, lesson.status = "After", "published"
    lesson.full_clean()
    lesson.save()
    restore(then, curator, "Restored")
    assert (Lesson.objects.get().title, Lesson.objects.get().status) == ("Before", "published")


def test_a_version_that_would_not_be_accepted_today_is_refused_and_changes_nothing(curator):
    lesson = an_entry(Lesson, slug="mine", tags=[a_tag()])
    then = snapshot.now(lesson)
    delete([lesson])
    an_entry(Lesson, slug="mine")
    with pytest.raises(ValidationError, match="already exists"):
        restore(then, curator, "Restored")
    assert not Lesson.objects.filter(pk=lesson.pk).exists()


def test_a_restore_is_an_act_in_the_history(curator):
    lesson = an_entry(Lesson, tags=[a_tag()])
    then = snapshot.now(lesson)
    changed_everywhere(lesson)
    restore(then, curator, "Restored the first version")
    newest = snapshot.RecordHistory(Lesson, lesson.pk).revisions()[0]
    assert (newest.user, newest.reason, newest.change_type) == (curator, "Restored the first version", "~")


def test_restoring_what_is_as_it_was_writes_nothing_about_the_parts(curator):
    lesson = an_entry(Lesson, tags=[a_tag()])
    LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler))
    before = LessonEnabler.history.count(), LessonTag.history.count()
    restore(snapshot.now(lesson), curator, "Restored")
    assert (LessonEnabler.history.count(), LessonTag.history.count()) == before


def test_every_part_of_every_kind_has_a_history():
    for kind in KINDS:
        names = {part.model._meta.label for part in child_tables(kind)}
        cascading = {
            relation.related_model._meta.label
            for relation in kind._meta.related_objects
            if not relation.many_to_many and relation.on_delete.__name__ == "CASCADE"
        }
        assert names == cascading

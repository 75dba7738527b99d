"""A record as it stood at any moment, and what differs between two of them, in words."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casestudies.models import CaseStudy, Finding
from catalogue.models import Source
from history import snapshot
from history.acts import revision
from history.differences import RecordTitles, differences, word_diff
from history.snapshot import RecordHistory, snapshot_at
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, LessonCitation, LessonEnabler
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import KINDS, a_council, a_draft, a_section, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


def a_full_lesson():
    """A lesson with a tag, a council, a citation and two links, made in one act."""
    with revision("Made"):
        lesson = an_entry(Lesson, tags=[a_tag()], councils=[a_council()], title="Before")
        LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler, title="Money"), basis="stated", note="p3")
        RecommendationLesson.objects.create(recommendation=an_entry(Recommendation), lesson=lesson)
    return lesson


def change(lesson):
    with revision("Changed"):
        lesson.title = "After"
        lesson.save()
        lesson.tags.set([a_tag("Home care")])
        lesson.councils.clear()
        LessonEnabler.objects.get().delete()
        citation = LessonCitation.objects.get(entry=lesson)
        citation.note = "All of it"
        citation.save()


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_moment_of_the_history_is_the_record_as_it_is(kind):
    with revision():
        entry = an_entry(kind, tags=[a_tag()], councils=[a_council()])
    assert snapshot_at(kind, entry.pk, timezone.now()).digest() == snapshot.now(entry).digest()


def test_a_record_can_be_seen_as_it_was_with_tags_citations_and_links():
    lesson = a_full_lesson()
    then, at = snapshot.now(lesson), RecordHistory(Lesson, lesson.pk).revisions()[0].timestamp
    change(lesson)
    assert snapshot.now(lesson).digest() != then.digest()
    assert snapshot_at(Lesson, lesson.pk, at) == then


def test_a_deleted_record_can_be_seen_as_it_was():
    lesson = a_full_lesson()
    then, key = snapshot.now(lesson), lesson.pk
    with revision("Deleted"):
        lesson.delete()
    deletion, making = RecordHistory(Lesson, key).revisions()
    assert (deletion.change_type, making.change_type) == ("-", "+")
    assert snapshot_at(Lesson, key, making.timestamp) == then
    assert snapshot_at(Lesson, key, deletion.timestamp) is None
    assert snapshot.of(Lesson, key) is None


def test_before_a_record_was_made_there_is_nothing():
    before = timezone.now()
    lesson = a_full_lesson()
    assert snapshot_at(Lesson, lesson.pk, before) is None


def test_differences_are_told_in_words_and_by_title():
    lesson = a_full_lesson()
    before = snapshot.now(lesson)
    change(lesson)
    said = [str(difference) for difference in differences(before, snapshot.now(lesson))]
    assert said == [
        "Title: “Before” became “After”",
        "Councils: removed Wigan",
        "Tags: added Home care, removed Hospital discharge",
        "Citations, “Report report, Section 1”: note: “” became “All of it”",
        "Enablers: removed Money",
    ]


def test_space_around_a_text_is_no_difference_to_be_read():
    lesson = a_draft(Lesson, body="One.\n\nTwo.\n")
    before = snapshot.now(lesson)
    lesson.body = "One.\n\nTwo."
    lesson.save()
    assert differences(before, snapshot.now(lesson)) == []
    lesson.body = "One.\nTwo."
    lesson.save()
    assert len(differences(before, snapshot.now(lesson))) == 1


def test_the_findings_of_a_review_and_their_questions_are_part_of_it():
    review = an_entry(CaseStudy)
    question = an_entry(KeyLineOfEnquiry, part="b", title="What helped?")
    finding = Finding.objects.create(
        reference="F1", case_study=review, section=a_section(a_source()), number=1, title="Hotels", body="x"
    )
    before = snapshot.now(review)
    finding.questions.add(question)
    said = [str(difference) for difference in differences(before, snapshot.now(review))]
    assert said == ["Findings, “Hotels”: questions: added What helped?"]


def test_a_link_moved_to_another_record_left_the_first():
    one, two, enabler = a_draft(Lesson), a_draft(Lesson), a_draft(Enabler)
    link = LessonEnabler.objects.create(lesson=one, enabler=enabler)
    link.lesson = two
    link.save()
    newest = RecordHistory(Lesson, one.pk).revisions()[0].timestamp
    assert snapshot_at(Lesson, one.pk, newest) == snapshot.now(one)
    assert not any(part.model is LessonEnabler and rows for part, rows in snapshot.now(one).parts.items())


def test_a_record_that_is_gone_is_still_named_by_its_title():
    lesson = a_full_lesson()
    before = snapshot.now(lesson)
    Enabler.objects.get().delete()
    names = RecordTitles(before)
    assert (
        names(
            Enabler, next(iter(before.parts[snapshot.ChildTable(LessonEnabler, "lesson")].values())).values["enabler"]
        )
        == "Money (deleted)"
    )


def test_words_are_compared_one_by_one_and_very_long_texts_as_a_whole():
    assert word_diff("Ask before you cut", "Ask again before cut") == [
        ("same", "Ask "), ("new", "again "), ("same", "before "), ("gone", "you "), ("same", "cut"),
    ]  # fmt: skip
    long = "word " * 30_000
    assert word_diff(long, long + "more") == [("gone", long), ("new", long + "more")]


def test_the_history_of_a_record_is_read_in_as_many_queries_whatever_its_length():
    def read(lesson):
        record_history = RecordHistory(Lesson, lesson.pk)
        revisions = record_history.revisions()
        shots = [record_history.at(revision.timestamp) for revision in revisions]
        names = RecordTitles(*shots)
        return [differences(old, new, names) for new, old in pairwise(shots)]

    lesson = a_full_lesson()
    change(lesson)
    with CaptureQueriesContext(connection) as few:
        read(lesson)
    for number in range(20):
        with revision():
            LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler))
            lesson.tags.add(a_tag(f"Tag {number}"))
            LessonCitation.objects.create(entry=lesson, source=Source.objects.get(), locator=str(number))
    with CaptureQueriesContext(connection) as many:
        assert len(read(lesson)) > 20
    assert len(many) == len(few)

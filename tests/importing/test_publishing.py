"""New records that an import publishes at once meet the conditions of those published by hand."""

import pytest
from django.utils import timezone

from catalogue.models import Tag
from curation import review
from curation.models import RuleChoice
from lessons.models import Lesson
from tests.cast import a_draft, a_source, a_tag, a_theme, a_withdrawn, an_entry
from tests.importing.files import a_csv
from tests.importing.run import checked, imported, outcomes, problems

pytestmark = pytest.mark.django_db
HEADINGS = ["reference", "title", "summary", "tags"]
CALL = "Call Jo on 07700 900123 before anybody leaves hospital."


@pytest.fixture
def one_row():
    a_tag("Home care", a_theme())
    return lambda summary: a_csv([HEADINGS, ["T-L1", "Ask first", summary, "Home care"]])


def test_what_stops_publication_by_hand_stops_it_here_too(one_row):
    batch = checked(Lesson, one_row(CALL), publish=True)
    [(number, column, words)] = problems(batch)
    assert (number, column) == (2, "")
    assert "phone number" in words


def test_a_draft_may_still_hold_what_has_to_go_before_it_is_published(one_row):
    assert outcomes(checked(Lesson, one_row(CALL))) == ["new"]


def test_a_draft_that_seems_to_hold_personal_data_says_so():
    [remark] = checked(Lesson, a_csv([["title", "summary"], ["Ask", CALL]])).rows.get().plan.remarks
    assert remark == ("", "“Summary” seems to hold a telephone number. Take it out: records never name a person.")


@pytest.mark.parametrize("cell", ["2099-01-01", "2001-01-01", ""])
@pytest.mark.parametrize("make", [an_entry, a_withdrawn])
def test_when_a_record_appears_that_is_or_was_public_is_no_matter_of_a_file(cell, make):
    lesson = make(Lesson)
    rows = [["reference", "published_at"], [lesson.pk, cell]]
    [(number, column, words)] = problems(checked(Lesson, a_csv(rows)))
    assert (number, column) == (2, "published_at")
    assert "decided on its own page" in words
    draft = a_draft(Lesson)
    assert problems(checked(Lesson, a_csv([rows[0], [draft.pk, cell]]))) == []


def test_a_public_record_keeps_a_source_and_a_draft_need_not_have_one():
    a_source("other")
    lesson, draft = an_entry(Lesson), a_draft(Lesson)
    [(number, column, words)] = problems(
        checked(Lesson, a_csv([["reference", "source"], [lesson.pk, ""], [draft.pk, ""]]))
    )
    assert (number, column) == (2, "source")
    assert "rests on a source" in words
    assert problems(checked(Lesson, a_csv([["reference", "source"], [lesson.pk, "other"]]))) == []


def test_a_rule_that_the_administrator_chose_stops_publication_and_one_switched_off_does_not(one_row):
    RuleChoice.objects.create(rule="stands-alone", stops_publication=True)
    RuleChoice.objects.create(rule="personal-data", stops_publication=False)
    assert problems(checked(Lesson, one_row(CALL), publish=True)) == []
    [problem] = problems(checked(Lesson, one_row("They did not know who decides."), publish=True))
    assert "Say what it is about" in problem[2]


def test_a_public_record_is_not_given_words_that_could_not_be_published():
    an_entry(Lesson, reference="T-L1"), a_draft(Lesson, reference="T-L2")
    rows = [["reference", "summary"], ["T-L1", CALL], ["T-L2", CALL]]
    assert [number for number, *_ in problems(checked(Lesson, a_csv(rows)))] == [2]


def test_what_is_published_at_once_is_due_for_review_as_its_themes_say(one_row):
    Tag.objects.themes().update(review_months=6)
    imported(Lesson, one_row("Ask the family first, and write down what they say."), publish=True)
    lesson = Lesson.objects.get()
    assert lesson.review_due == review.next_due(lesson, timezone.localdate())
    assert lesson.review_due == review.months_after(timezone.localdate(), 6)


def test_a_record_without_a_theme_is_due_after_a_year_and_a_draft_not_at_all():
    row = a_csv([["reference", "title", "summary"], ["T-L1", "Ask first", "Ask the family first, and write it down."]])
    imported(Lesson, row, publish=True)
    assert Lesson.objects.get().review_due == review.months_after(timezone.localdate(), review.DEFAULT_MONTHS)
    Lesson.objects.all().delete()
    imported(Lesson, row)
    assert Lesson.objects.get().review_due is None

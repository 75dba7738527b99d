"""What needs doing: every question counts exactly what its list shows, and says nothing about what is in order."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue.models import Tag, TagProposal
from curation import daily, queue
from curation.models import NumberOfTheDay, OutwardLink, Suggestion
from curation.tags import merging
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, LessonEnabler, QuestionLesson
from recommendations.models import Recommendation, RecommendationCaseStudy
from search.models import MissedSearch
from tests.cast import KINDS, LINKS_OF, a_council, a_development, a_draft, a_tag, a_theme, a_withdrawn, an_entry
from tests.forms import address

pytestmark = pytest.mark.django_db
QUESTIONS = [question.name for question in queue.questions()]


def today():
    """Asked for anew each time: a run of the tests may pass midnight."""
    return timezone.localdate()


def found(name, user=None):
    """The references or names of all rows that a question is about."""
    question = next(question for question in queue.questions() if question.name == name)
    return {
        row.pk if model in KINDS else str(row)
        for model in question.models()
        for row in model.objects.filter(question.condition(model, user))
    }


def everything(curator=None):
    """At least one row for each question, beside one of each kind that is in order."""
    tag, theme = a_tag(), a_theme("A theme of nothing")
    good = {kind: an_entry(kind, tags=[tag], councils=[a_council()], strength="account") for kind in KINDS}
    a_development("old", checked_on=today() - timedelta(days=366))
    LessonEnabler.objects.create(lesson=good[Lesson], enabler=good[Enabler])
    CaseStudyLesson.objects.create(case_study=good[CaseStudy], lesson=good[Lesson])
    QuestionLesson.objects.create(question=good[KeyLineOfEnquiry], lesson=good[Lesson])
    RecommendationCaseStudy.objects.create(recommendation=good[Recommendation], case_study=good[CaseStudy])
    a_draft(Lesson, owner=curator)
    an_entry(Enabler, status="in-review", published_at=None)
    an_entry(Lesson, review_due=today())
    an_entry(Lesson, review_due=today() + timedelta(days=30))
    LINKS_OF[CaseStudy][1].objects.filter(entry=an_entry(CaseStudy)).delete()
    an_entry(Recommendation), an_entry(KeyLineOfEnquiry)
    TagProposal.objects.create(word="New", definition="x", why="y")
    MissedSearch.objects.create(text="nothing", day=today())
    Suggestion.objects.create(kind="lessons", reference="L", text="We did this too.")
    OutwardLink.objects.create(url="https://example.org/", failures=2)
    a_tag("Unused", theme=theme)
    gone = Tag.objects.create(name="Gone", slug="gone", definition="x", broader=theme, merged_into=tag)
    an_entry(Lesson, tags=[gone])
    return good


def test_each_number_leads_to_a_list_of_exactly_that_many(curating, curator):
    everything(curator)
    page = curating.get("/admin/")
    lines = page.context["lines"]
    assert [line.question.name for line in lines] == QUESTIONS
    assert page.context["in_order"] == []
    for part in (part for line in lines for part in line.parts):
        assert (part.label in page.content.decode()) == (part.number > 0)
        listed = curating.get(part.url)
        assert listed.status_code == 200
        assert listed.context["cl"].result_count == part.number, part


def test_a_record_in_order_is_in_no_list(curator):
    good = {entry.pk for entry in everything(curator).values()}
    assert {name: found(name) & good for name in QUESTIONS} == {name: set() for name in QUESTIONS}


def test_mine_are_the_drafts_i_made_or_look_after_and_nobody_elses(curator, django_user_model):
    other = django_user_model.objects.create_user("other")
    made, owned = a_draft(Lesson, created_by=curator), an_entry(CaseStudy, status="in-review", owner=curator)
    a_draft(Lesson, created_by=other), an_entry(Lesson, owner=curator)
    assert found("mine", curator) == {made.pk, owned.pk}
    assert found("mine") == set()


def test_a_review_is_overdue_from_its_day_on_and_due_for_30_days_before():
    overdue, due = an_entry(Lesson, review_due=today()), an_entry(Lesson, review_due=today() + timedelta(days=30))
    an_entry(Lesson, review_due=today() + timedelta(days=31)), an_entry(Lesson)
    a_draft(Lesson, review_due=today()), a_withdrawn(Lesson, review_due=today())
    assert (found("overdue"), found("due")) == ({overdue.pk}, {due.pk})


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_is_missed_on_drafts_too_but_not_on_what_was_withdrawn(kind):
    draft = a_draft(kind)
    gone = a_withdrawn(kind)
    for entry in (draft, gone):
        LINKS_OF[kind][1].objects.filter(entry=entry).delete()
    for name in ("no-citation", "no-tag", "no-link", *(["no-council"] if kind in (Lesson, CaseStudy) else [])):
        assert found(name) == {draft.pk}


def test_a_note_is_to_be_checked_a_year_after_it_last_was_and_only_where_visitors_see_it():
    a_development("checked", title="Checked", checked_on=today() - timedelta(days=365))
    a_development("old", title="Old", checked_on=today() - timedelta(days=366))
    a_development("never", title="Never", checked_on=None)
    a_development("draft", title="Draft", checked_on=None, status="draft")
    assert found("notes-to-check") == {"Old", "Never"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_strength_is_asked_of_what_is_published(kind):
    missing = an_entry(kind)
    an_entry(kind, strength="mention"), a_draft(kind), a_withdrawn(kind)
    assert found("no-strength") == {missing.pk}


@pytest.mark.parametrize("kind", [Enabler, Recommendation, KeyLineOfEnquiry])
def test_a_council_is_not_asked_of_what_holds_anywhere(curating, kind):
    an_entry(kind)
    assert found("no-council") == set()
    assert curating.get(f"{address(kind, 'changelist')}?needs=no-council").status_code == 400


def test_a_record_has_a_council_too_where_a_public_case_study_lends_it():
    lesson, lender = an_entry(Lesson), an_entry(CaseStudy, councils=[a_council()])
    other, hidden = an_entry(Lesson), a_draft(CaseStudy, councils=[a_council()])
    CaseStudyLesson.objects.create(lesson=lesson, case_study=lender)
    CaseStudyLesson.objects.create(lesson=other, case_study=hidden)
    assert found("no-council") == {other.pk}


def test_a_theme_has_a_recommendation_where_one_of_its_tags_has():
    tagged, empty, hidden = a_theme("Tagged"), a_theme("Empty"), a_theme("Hidden")
    an_entry(Recommendation, tags=[a_tag("Under", theme=tagged)])
    a_draft(Recommendation, tags=[hidden])
    merging.merge(a_theme("Gone"), empty)
    assert found("without-recommendations") == {"Empty", "Hidden"}


@pytest.mark.parametrize("value", ["nonsense", "", "mine'--", "missed", "%00", "x" * 3000])
@pytest.mark.parametrize("model", [Lesson, Tag, OutwardLink])
def test_a_question_there_is_not_is_refused_by_the_list(curating, model, value):
    assert curating.get(f"{address(model, 'changelist')}?needs={value}").status_code == 400


def test_the_front_page_asks_the_database_as_much_for_many_records_as_for_few(curating):
    everything()
    curating.get("/admin/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            curating.get("/admin/")
        counts.append(len(captured))
        for kind in KINDS:
            for _ in range(5):
                an_entry(kind)
    assert counts[0] == counts[1] <= 20


def test_people_see_only_the_questions_about_what_they_may_change(django_user_model):
    everything()
    person = django_user_model.objects.create_user("keeper", password="a long pass phrase", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_tag", "change_tag", "view_lesson"]))
    browser = Client()
    browser.force_login(person)
    page = browser.get("/admin/")
    assert {line.question.name for line in page.context["lines"]} == {"unused", "unfinished"}
    assert "/lessons/lesson/?needs" not in page.content.decode()
    person.user_permissions.clear()
    assert "What needs doing" not in browser.get("/admin/").content.decode()


# --- Numbers over time


def test_the_first_look_of_the_day_keeps_the_numbers_and_later_ones_do_not(curating):
    everything()
    curating.get("/admin/")
    kept = dict(NumberOfTheDay.objects.values_list("question", "number"))
    assert set(kept) == set(QUESTIONS) - {"mine"}
    assert kept["missed"] == 1
    MissedSearch.objects.create(text="more", day=today())
    curating.get("/admin/")
    assert "were kept before" in daily.keep_numbers()
    assert dict(NumberOfTheDay.objects.values_list("question", "number")) == kept


def test_numbers_of_several_days_are_drawn_and_said_in_words(curating):
    MissedSearch.objects.create(text="nothing", day=today())
    NumberOfTheDay.objects.create(day=today() - timedelta(days=10), question="missed", number=4)
    NumberOfTheDay.objects.create(day=today() - timedelta(days=200), question="missed", number=9)
    page = curating.get("/admin/").content.decode()
    assert f"4 on {(today() - timedelta(days=10)).day} " in page
    assert "9 on" not in page
    assert page.count("<polyline") == 1
    listed = curating.get(address(NumberOfTheDay, "changelist"), {"question": "missed"})
    assert listed.context["cl"].result_count == 3
    assert "Searches that found nothing" in listed.content.decode()


def test_numbers_cannot_be_written_by_hand(curating):
    row = NumberOfTheDay.objects.create(day=today(), question="missed", number=4)
    assert curating.get(address(NumberOfTheDay, "add")).status_code == 403
    assert curating.post(address(NumberOfTheDay, "change", row.pk), {"number": 1}).status_code == 403
    assert curating.post(address(NumberOfTheDay, "delete", row.pk), {"post": "yes"}).status_code == 403

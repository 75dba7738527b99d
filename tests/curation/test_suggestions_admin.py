"""Editors work through what readers suggested, and start a record from “our council did this too”."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casestudies.models import CaseStudy
from curation.models import Suggestion
from lessons.models import KeyLineOfEnquiry, Lesson
from tests.cast import KINDS, a_council, an_entry

LIST = "/admin/curation/suggestion/"
pytestmark = pytest.mark.django_db


def a_suggestion(entry, **fields):
    said = {"kind": entry.kind, "reference": entry.pk, "type": "did-this", "text": "We did the same in 2023."} | fields
    return Suggestion.objects.create(**said)


def act(client, action, *suggestions):
    return client.post(LIST, {"action": action, "_selected_action": [each.pk for each in suggestions]})


@pytest.mark.parametrize(("action", "status"), [("accept", "accepted"), ("decline", "declined"), ("finish", "done")])
def test_editors_decide_on_several_at_once(curating, curator, action, status):
    suggestion, other = (a_suggestion(an_entry(Lesson)) for _ in range(2))
    act(curating, action, suggestion)
    suggestion.refresh_from_db()
    assert (suggestion.status, suggestion.decided_by) == (status, curator)
    assert suggestion.decided_at
    assert list(Suggestion.objects.waiting()) == [other]


def test_a_decision_on_its_page_is_kept_with_who_and_why(curating, curator):
    suggestion = a_suggestion(an_entry(Lesson))
    said = {"status": "declined", "note": "Already there.", "council": ""}
    assert curating.post(f"{LIST}{suggestion.pk}/change/", said).status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.status, suggestion.note, suggestion.decided_by) == ("declined", "Already there.", curator)


def test_the_words_of_readers_cannot_be_changed(curating):
    suggestion = a_suggestion(an_entry(Lesson), name="Jo")
    said = {"status": "new", "note": "", "text": "Other words entirely.", "name": "Joe", "council": ""}
    curating.post(f"{LIST}{suggestion.pk}/change/", said)
    suggestion.refresh_from_db()
    assert (suggestion.text, suggestion.name) == ("We did the same in 2023.", "Jo")


def test_who_sent_it_is_removed_on_request(curating):
    suggestion = a_suggestion(an_entry(Lesson), name="Jo", email="jo@wigan.example")
    act(curating, "forget_who", suggestion)
    suggestion.refresh_from_db()
    assert (suggestion.name, suggestion.email) == ("", "")


def test_people_are_never_searched_for_by_name_or_address(curating):
    a_suggestion(an_entry(Lesson), name="Quixote", email="quixote@wigan.example")
    assert curating.get(LIST, {"q": "quixote"}).context["cl"].result_count == 0
    assert curating.get(LIST, {"q": "2023"}).context["cl"].result_count == 1


def start_page(suggestion):
    return reverse("admin:curation_suggestion_start", args=[suggestion.pk])


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_started_with_the_council_and_linked_with_the_record(curating, client, curator, kind):
    record, council = an_entry(kind), a_council()
    suggestion = a_suggestion(record, council=council, status="accepted")
    assert "Start a case study from this" in curating.get(f"{LIST}{suggestion.pk}/change/").content.decode()
    assert "We did the same" in curating.get(start_page(suggestion)).content.decode()
    response = curating.post(start_page(suggestion), {"reference": "W-C01", "title": "What Wigan did"})
    assert response.headers["Location"] == "/admin/casestudies/casestudy/W-C01/change/"
    draft = CaseStudy.objects.get(pk="W-C01")
    assert (draft.status, draft.owner, list(draft.councils.all())) == ("draft", curator, [council])
    suggestion.refresh_from_db()
    assert suggestion.led_to == "W-C01"
    assert client.get(draft.get_absolute_url()).status_code == 404
    page = curating.get(draft.get_absolute_url()).content.decode()
    if kind is not KeyLineOfEnquiry:  # the one kind that case studies have no links with
        assert record.title in page
    assert curating.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"reference": "", "title": "What Wigan did"}, "This field is required"),
        ({"reference": "no spaces", "title": "What Wigan did"}, "letters, digits, hyphens"),
        ({"reference": "TAKEN", "title": "What Wigan did"}, "already exists"),
        ({"reference": "W-C01", "title": "Same title"}, "already exists"),
        ({"reference": "W-C01", "title": "x" * 300}, "at most 250 characters"),
        ({"reference": "W-C01", "title": "W\x00"}, "Null characters"),
    ],
)
def test_a_draft_that_would_not_be_valid_is_not_started(curating, said, problem):
    an_entry(CaseStudy, reference="TAKEN", slug="same-title")
    suggestion = a_suggestion(an_entry(Lesson), status="accepted")
    response = curating.post(start_page(suggestion), said)
    assert response.status_code == 400
    assert problem in response.content.decode()
    assert CaseStudy.objects.count() == 1


@pytest.mark.parametrize("change", [{"status": "new"}, {"status": "declined"}, {"type": "change"}, {"led_to": "X"}])
def test_nothing_is_started_from_what_is_not_accepted_or_already_started(curating, change):
    suggestion = a_suggestion(an_entry(Lesson), **({"status": "accepted"} | change))
    assert curating.post(start_page(suggestion), {"reference": "W-C01", "title": "x"}).status_code == 403
    assert not CaseStudy.objects.exists()


def test_only_those_who_may_do_any_of_this(client, django_user_model):
    suggestion = a_suggestion(an_entry(Lesson), status="accepted")
    assert client.get(LIST).status_code == 302
    client.force_login(django_user_model.objects.create_user("colleague", is_staff=True))
    for address in (LIST, f"{LIST}{suggestion.pk}/change/", start_page(suggestion)):
        assert client.get(address).status_code == 403
    assert Client().get(start_page(suggestion)).status_code == 302


def test_the_queue_asks_the_same_number_of_questions_for_one_and_for_many(curating):
    lesson, council = an_entry(Lesson), a_council()

    def questions():
        with CaptureQueriesContext(connection) as captured:
            assert curating.get(LIST).status_code == 200
        return len(captured)

    a_suggestion(lesson, council=council)
    questions()
    one = questions()
    for _ in range(20):
        a_suggestion(an_entry(Lesson), council=council)
    assert questions() == one

"""The preview looks as the page will, links to records are found, and links that lead nowhere are pointed out."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy, Finding
from catalogue.models import FormerSlug
from curation import linked_pages, quality
from foundation import markdown
from lessons.models import Lesson
from tests.cast import KINDS, a_draft, a_scheduled, a_section, a_source, a_withdrawn, an_entry
from tests.forms import address, form_of

PREVIEW, RECORDS = "/admin/writing/preview/", "/admin/writing/records.json"
TEXT = "### What happened\n\nFirst *this*, then [that](https://example.org).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
pytestmark = pytest.mark.django_db


def test_the_preview_is_what_the_page_shows(curating, client):
    page = curating.post(PREVIEW, {"preview": "body", "body": TEXT}).content.decode()
    assert markdown.render(TEXT) in page
    assert markdown.render(TEXT) in client.get(an_entry(Lesson, body=TEXT).get_absolute_url()).content.decode()


def test_the_preview_holds_no_script_and_runs_none(curating):
    page = curating.post(PREVIEW, {"preview": "body", "body": "<script>alert(1)</script> [x](javascript:alert(1))"})
    assert "<script" not in page.content.decode()
    assert 'href="javascript' not in page.content.decode()


@pytest.mark.parametrize("data", [{}, {"preview": "body"}, {"preview": "body\x00", "body": "x"}])
def test_a_preview_of_nothing_is_refused(curating, data):
    assert curating.post(PREVIEW, data).status_code == 400


@pytest.mark.parametrize("text", ["", "\x00", "x" * 200_000, "[" * 5_000, "[a](http://[)"])
def test_any_text_can_be_previewed(curating, text):
    assert curating.post(PREVIEW, {"preview": "body", "body": text}).status_code == 200


def test_both_are_for_those_signed_in_and_the_preview_needs_its_token(client, curator):
    assert client.post(PREVIEW, {"preview": "body", "body": "x"}).status_code == 302
    assert client.get(RECORDS, {"q": "x"}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(curator)
    assert strict.post(PREVIEW, {"preview": "body", "body": "x"}).status_code == 403
    assert strict.get(PREVIEW).status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_without_script_every_text_has_a_preview_in_a_tab_of_its_own(curating, kind):
    entry = an_entry(kind, body="Some *words*.")
    response = curating.get(address(kind, "change", entry.pk))
    buttons = re.findall(r'<button[^>]*name="preview" value="(\w+)"[^>]*>', response.content.decode())
    texts = {field.name for field in kind._meta.fields if field.get_internal_type() == "TextField"}
    assert set(buttons) == texts
    assert f'formaction="{PREVIEW}" formtarget="_blank" formnovalidate' in response.content.decode()
    page = curating.post(PREVIEW, form_of(response) | {"preview": "body"})
    assert "Some <em>words</em>." in page.content.decode()
    assert kind.objects.get().body == entry.body


def test_the_save_button_comes_before_any_preview_so_that_enter_saves(curating):
    page = curating.get(address(Lesson, "change", an_entry(Lesson).pk)).content.decode()
    form = page[page.index('id="lesson_form"') :]
    assert form.index('name="_save"') < form.index('name="preview"')


def test_the_summary_says_how_long_it_may_be(curating):
    page = curating.get(address(Lesson, "add")).content.decode()
    limit = Lesson._meta.get_field("summary").max_length
    assert f'data-counted="{limit}"' in page
    assert f"At most {limit} characters" in page


def found(client, q):
    return [record["url"] for record in json.loads(client.get(RECORDS, {"q": q}).content)["records"]]


def test_public_records_are_found_by_words_of_their_title_or_their_reference(curating):
    lesson = an_entry(Lesson, title="Ask before you cut", reference="ASK-1")
    here = [lesson.get_absolute_url()]
    assert found(curating, "cut BEFORE") == found(curating, "ask-") == found(curating, "ASK-1") == here
    assert (
        found(curating, "before nonsense") == found(curating, "") == found(curating, "  ") == found(curating, "%") == []
    )


@pytest.mark.parametrize("make", [a_draft, a_scheduled, a_withdrawn])
def test_what_visitors_cannot_see_is_not_offered_to_link_to(curating, make):
    make(Lesson, title="Hidden away")
    assert found(curating, "hidden") == []


@pytest.mark.parametrize("q", ["\x00", "x" * 3_000])
def test_words_no_search_could_use_are_refused(curating, q):
    assert curating.get(RECORDS, {"q": q}).status_code == 400


def link(address):
    return f"See [this]({address})."


def test_links_that_work_are_not_mentioned(settings):
    lesson = an_entry(Lesson)
    for good in (
        lesson.get_absolute_url(), lesson.get_absolute_url() + "#body", settings.BASE_URL + lesson.get_absolute_url(),
        "/themes/", "https://example.org/lessons/nothing/", "mailto:a@b.example", "#source", "//example.org/x/",
    ):  # fmt: skip
        assert linked_pages.to_mend(link(good)) == [], good


@pytest.mark.parametrize(
    ("make", "state"), [(a_draft, "draft"), (a_scheduled, "scheduled"), (a_withdrawn, "withdrawn")]
)
def test_a_link_to_what_visitors_cannot_see_is_pointed_out(make, state):
    entry = make(Lesson, title="Hidden")
    assert linked_pages.to_mend(link(entry.get_absolute_url())) == [
        f"Visitors cannot follow the link to “Hidden”: it is {state}."
    ]


def test_a_link_by_an_old_address_is_pointed_out_with_the_new_one():
    lesson = an_entry(Lesson, title="Ask first", slug="ask-first")
    FormerSlug.objects.create(kind="lessons", slug="ask-before", reference=lesson.pk)
    assert linked_pages.to_mend(link("/lessons/ask-before/")) == [
        "“Ask first” has a new address. Link to /lessons/ask-first/ instead."
    ]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/lessons/never-was/", "There is no lesson at /lessons/never-was/."),
        ("/lesson/ask/", "leads nowhere on this site"),
        ("lessons/ask/", "should begin with /"),
    ],
)
def test_a_link_to_nothing_is_pointed_out(settings, address, said):
    assert said in linked_pages.to_mend(link(address))[0]
    if address.startswith("/"):
        assert said in linked_pages.to_mend(link(settings.BASE_URL + address))[0]


def test_the_preview_and_the_advice_on_the_record_both_say_so(curating):
    text = link(a_draft(Lesson, title="Hidden").get_absolute_url())
    assert "Visitors cannot follow" in curating.post(PREVIEW, {"preview": "x", "x": text}).content.decode()
    said = {each.rule.name: each for each in quality.advice(an_entry(Lesson, context=text))}
    assert "Visitors cannot follow" in said["links"].sentences[0]
    assert not said["links"].is_obstacle


def test_many_links_ask_as_many_questions_as_one():
    def questions(entries):
        with CaptureQueriesContext(connection) as captured:
            linked_pages.to_mend(" ".join(link(entry.get_absolute_url()) for entry in entries))
        return len(captured)

    entries = [an_entry(Lesson) for _ in range(20)]
    assert questions(entries) == questions(entries[:1]) == 1


def test_findings_are_written_with_the_same_editor(curating):
    source = a_source()
    review = an_entry(CaseStudy)
    Finding.objects.create(reference="F-1", case_study=review, section=a_section(source), number=1, title="T", body="B")
    page = curating.get(address(CaseStudy, "change", review.pk)).content.decode()
    assert 'name="preview" value="findings-0-body"' in page

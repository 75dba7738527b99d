"""A page of the admin asks the database the same number of questions for one row and for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy, Finding
from catalogue.models import Source, SourceSection
from curation import entry_admin
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, LessonCitation, LessonEnabler, RelatedLesson
from tests.cast import KINDS, a_council, a_draft, a_source, a_tag, an_entry
from tests.curation.desk import edit
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db

MOST_FOR_A_FORM, MOST_FOR_A_FORM_OF_A_COPY = 33, 66
# PostgreSQL asks four more for its locks.
MOST_FOR_A_SAVE = 51 + 4 * (connection.vendor == "postgresql")
MOST_FOR_A_PUBLISH = 90 + 4 * (connection.vendor == "postgresql")


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    assert response.status_code in (200, 302)
    return len(captured)


def of_lessons():
    """A lesson, and how it gets one more row of everything."""
    lesson = a_draft(Lesson, tags=[a_tag()], councils=[a_council()])

    def grow(number):
        LessonEnabler.objects.create(lesson=lesson, enabler=a_draft(Enabler))
        RelatedLesson.objects.create(lesson=lesson, related=a_draft(Lesson))
        LessonCitation.objects.create(entry=lesson, source=a_source(f"r{number}"), locator="p1")

    return lesson, grow


def of_reviews():
    """A review, and how it gets one more finding."""
    review, source = a_draft(CaseStudy), a_source()

    def grow(number):
        section = SourceSection.objects.create(reference=f"s{number}", source=source, position=number, title="Part")
        finding = Finding.objects.create(
            reference=f"f{number}", case_study=review, section=section, number=number, title="Found", body="x"
        )
        finding.questions.add(a_draft(KeyLineOfEnquiry, part="b"))

    return review, grow


def of_sources():
    """A source, and how it gets one more section."""
    source = a_source()
    first = SourceSection.objects.create(reference="s0", source=source, position=100, title="Whole")

    def grow(number):
        SourceSection.objects.create(reference=f"s{number}", source=source, position=number, title="Part", parent=first)

    return source, grow


@pytest.mark.parametrize("made", [of_lessons, of_reviews, of_sources])
def test_a_form_with_twenty_rows_is_shown_and_saved_with_the_queries_of_one(curating, made):
    record, grow = made()
    page = address(type(record), "change", record.pk)

    def shown_and_saved():
        data = form_of(curating.get(page))
        return queries(lambda: curating.get(page)), queries(lambda: curating.post(page, data))

    grow(1)
    one = shown_and_saved()
    for number in range(2, 21):
        grow(number)
    assert shown_and_saved() == one


def test_a_form_a_save_and_a_publish_stay_within_their_queries(curating):
    lesson, grow = of_lessons()
    grow(1)
    page, publish = address(Lesson, "change", lesson.pk), address(Lesson, "step", lesson.pk, "publish")
    curating.get(page)
    data = form_of(curating.get(page)) | {"summary": "Another summary of what was learned."}
    assert queries(lambda: curating.get(page)) <= MOST_FOR_A_FORM
    assert queries(lambda: curating.post(page, data)) <= MOST_FOR_A_SAVE
    shown = {"shown": curating.get(publish).context["shown"]}
    assert queries(lambda: curating.post(publish, shown)) <= MOST_FOR_A_PUBLISH
    edit(curating, lesson, summary="A third summary of what was learned.")
    assert queries(lambda: curating.get(page)) <= MOST_FOR_A_FORM_OF_A_COPY
    copied = form_of(curating.get(page))
    assert queries(lambda: curating.post(page, copied)) <= MOST_FOR_A_SAVE
    shown = {"shown": curating.get(publish).context["shown"]}
    assert queries(lambda: curating.post(publish, shown)) <= MOST_FOR_A_PUBLISH
    lesson.refresh_from_db()
    assert lesson.summary == "A third summary of what was learned."


@pytest.mark.parametrize("model", [*KINDS, Source])
def test_a_list_of_twenty_costs_as_many_queries_as_one(curating, model):
    make = (lambda number: a_source(f"r{number}")) if model is Source else (lambda number: a_draft(model))
    make(1)
    curating.get(address(model, "changelist"))
    one = queries(lambda: curating.get(address(model, "changelist")))
    for number in range(2, 21):
        make(number)
    assert queries(lambda: curating.get(address(model, "changelist"))) == one


def test_a_changed_row_is_still_checked(curating):
    lesson, grow = of_lessons()
    grow(1)
    grow(2)
    page = address(Lesson, "change", lesson.pk)
    data = form_of(curating.get(page))
    twice = data | {"enabler_links-1-enabler": data["enabler_links-0-enabler"]}
    assert curating.post(page, twice).status_code == 200
    wrong = data | {"enabler_links-1-enabler": "NO-SUCH"}
    assert "Select a valid choice" in curating.post(page, wrong).content.decode()
    assert curating.post(page, data | {"enabler_links-1-enabler": "x\x00"}).status_code in (200, 400)
    assert len(set(LessonEnabler.objects.values_list("enabler", flat=True))) == 2


def test_a_search_in_the_admin_reads_the_texts_of_records_once(curating):
    for number in range(3):
        an_entry(Lesson, title=f"Gooseberry {number}")
    an_entry(Lesson, title="Plum")
    with CaptureQueriesContext(connection) as captured:
        page = curating.get("/admin/lessons/lesson/?q=gooseberry")
    assert page.context["cl"].result_count == 3
    assert sum("gooseberry" in query["sql"].lower() for query in captured) == 1


def test_a_search_in_the_admin_that_finds_many_finds_all(curating, monkeypatch):
    monkeypatch.setattr(entry_admin, "MOST_NAMED", 2)
    for number in range(3):
        an_entry(Lesson, title=f"Gooseberry {number}")
    assert curating.get("/admin/lessons/lesson/?q=gooseberry").context["cl"].result_count == 3

"""What a working copy would make of its record is shown before it is published: exactly, and without writing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import Finding
from catalogue.models import Citation, Entry, Event, Statistic
from catalogue.publication import STEPS
from councils.models import Organisation
from history import snapshot
from history.differences import differences
from lessons.models import SystemComponent
from search import following
from tests.cast import KINDS, a_council, a_draft, a_section, a_source, a_tag, an_entry
from tests.curation.desk import step
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db


def a_row(model, end, number):
    """What a form says of a row of a model: everything but the record, which is at this end of it."""
    if issubclass(model, Citation):
        source = a_source(f"report-{number}")
        return {"source": source, "section": a_section(source, f"section-{number}"), "locator": f"p{number}"}
    if model is Finding:
        section = a_section(a_source(), f"part-{9 - number}")
        words = {"reference": f"F-{number}", "number": 9 - number, "title": f"Found {number}", "body": "Words."}
        return {"section": section, **words}
    other = next(model._meta.get_field(name) for name in model.ends if name != end)
    if issubclass(other.related_model, Entry):
        # A council that a case study lends is one of the record's own.
        place = a_council(f"C{number}", f"Council {number}")
        linked = an_entry(other.related_model, title=f"Linked {number}", councils=[place], tags=[a_tag()])
    else:
        linked = SystemComponent.objects.create(reference=f"c{number}", number=number, name=f"Part {number}")
    return {other.name: linked, "basis": "suggested", "note": f"Because {number}."}


def a_rich_record(kind, browser):
    """A record with two rows of everything its form shows, and that form filled in otherwise in every place."""
    source, tag = a_source(), a_tag()
    lists = {
        "councils": [a_council(), a_council("BOL", "Bolton")],
        "organisations": [Organisation.objects.create(name=f"Body {n}", slug=f"body-{n}") for n in range(2)],
        "statistics": [
            Statistic.objects.create(reference=f"s{n}", title=f"Figure {n}", value="7", source=source) for n in range(2)
        ],
        "events": [
            Event.objects.create(reference=f"e{n}", title=f"Event {n}", date="2020", source=source) for n in range(2)
        ],
    }
    record = an_entry(kind, tags=[tag], title="As published", source=a_source("report-0"))
    for name, (first, _) in lists.items():
        getattr(record, name).set([first])
    page = address(kind, "change", record.pk)
    sets = [inline.formset for inline in browser.get(page).context["inline_admin_formsets"]]
    for rows in sets:
        for number in (1, 2):
            rows.model.objects.create(**{rows.fk.name: record}, **a_row(rows.model, rows.fk.name, number))
    data = form_of(browser.get(page)) | {name: [second.pk] for name, (_, second) in lists.items()}
    data |= {"title": "As it will be", "slug": "elsewhere", "summary": "Otherwise.", "tags": [a_tag("Day care").pk]}
    for rows in sets:
        total = int(data[f"{rows.prefix}-TOTAL_FORMS"])
        new = {
            f"{rows.prefix}-{total}-{name}": getattr(v, "pk", v)
            for name, v in a_row(rows.model, rows.fk.name, 3).items()
        }
        words = "title" if rows.model is Finding else "locator" if issubclass(rows.model, Citation) else "note"
        data |= new | {
            f"{rows.prefix}-TOTAL_FORMS": total + 1,
            f"{rows.prefix}-{total}-{rows.fk.name}": record.pk,
            f"{rows.prefix}-{total - 2}-{words}": "Said otherwise",
            f"{rows.prefix}-{total - 1}-DELETE": "on",
        }
    assert browser.post(page, data).status_code == 302
    return record


def shown(response):
    """The words of a page of a record, without those that tell a preview from the public page."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    for part in (
        r'<div class="app-actions.*?</div>',
        r'<details class="app-fold" id="cite">.*?</details>',
        r'<section[^>]*"suggest">.*?</section>',
        r"version \d+",
        r"<[^>]+>",
    ):
        main = re.sub(part, " ", main, flags=re.DOTALL)
    return main.split()


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_says_what_the_public_page_says_once_the_copy_is_published(publisher, client, kind):
    record = a_rich_record(kind, publisher)
    before = shown(client.get(record.get_absolute_url()))
    preview = shown(publisher.get(address(kind, "preview", record.pk)))
    assert shown(client.get(record.get_absolute_url())) == before
    assert step(publisher, record, "publish").status_code == 302
    record.refresh_from_db()
    after = shown(client.get(record.get_absolute_url()))
    assert preview == after
    assert before != after


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_step_tells_every_difference_that_it_then_makes(publisher, kind):
    record = a_rich_record(kind, publisher)
    told = publisher.get(address(kind, "step", record.pk, "publish")).context["changes"]
    before = snapshot.now(record)
    assert step(publisher, record, "publish").status_code == 302
    made = differences(before, snapshot.now(record))
    assert sorted(map(str, told)) == sorted(map(str, made))
    assert len(told) > 10


# Not within a transaction, as no look is: there Django would set savepoints around some of what it reads.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_a_look_writes_nothing_and_takes_nobody_s_turn(publisher, kind):
    record = a_rich_record(kind, publisher)
    draft = a_draft(kind, tags=[a_tag()])
    # Whoever asks for similar records where there is no index yet has it built.
    following.rebuild()
    pages = [address(kind, "preview", record.pk)]
    pages += [address(kind, "step", each.pk, name) for each in (record, draft) for name in STEPS]
    for page in pages:
        with CaptureQueriesContext(connection) as captured:
            answer = publisher.get(page)
        assert answer.status_code in (200, 409), page
        asked = [query["sql"].lstrip("(\n ") for query in captured]
        assert [sql for sql in asked if not sql.startswith("SELECT")] == [], page
        assert [sql for sql in asked if "advisory" in sql or "FOR UPDATE" in sql] == [], page

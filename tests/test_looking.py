"""Looking at a working copy publishes none of it: what only its curators have seen is in nobody's search."""

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.publication import STEPS
from history.acts import revision
from history.snapshot import RecordHistory
from tests.cast import KINDS, a_council, a_tag, an_entry
from tests.curation.desk import edit
from tests.forms import address
from tests.search.asking import agrees, found
from tests.visitors import MARKER, read

# Stands beside the marker, so that it is seen where a page repeats what was looked for.
BESIDE = "frumious"

# On real transactions, because SQLite gives the id of a change that was taken back to whoever writes next.
pytestmark = pytest.mark.django_db(transaction=True)


def a_copied_record(kind, curating, client):
    """A public record that is indexed, like records of every other kind, with the marker all over its working copy."""
    record = an_entry(kind, tags=[a_tag()], councils=[a_council()], title="Gooseberry")
    for other in KINDS:
        an_entry(other, tags=[a_tag()], councils=[a_council()], title="Gooseberry jam")
    assert record.pk in found(client, "gooseberry")
    edit(curating, record, **dict.fromkeys(("title", "summary", "body"), f"Gooseberry {MARKER} {BESIDE}"))
    return record


def looks(kind, record):
    """Every way of looking at what a working copy would make of its record, as a name and what it asks of a browser."""
    bulk = [step for step in STEPS.values() if step.in_bulk and step.is_publication]
    yield "preview", lambda browser: browser.get(address(kind, "preview", record.pk))
    restore = restore_page(kind, record)
    yield "restore page", lambda browser: browser.get(restore)
    yield "form", lambda browser: browser.get(address(kind, "change", record.pk))
    for name in STEPS:
        page = address(kind, "step", record.pk, name)
        yield f"{name} page", lambda browser, page=page: browser.get(page)
    for name in (step.name for step in STEPS.values() if step.is_publication):
        page = address(kind, "step", record.pk, name)
        yield f"{name} refused", lambda browser, page=page: browser.post(page, {"note": "x"})
    for step in bulk:
        said = {"action": f"step_{step.name}", "_selected_action": [record.pk]}
        yield f"{step.name} in bulk", lambda browser, said=said: browser.post(address(kind, "changelist"), said)


def where_words_stand(record):
    """Search, suggestions, lists, feeds, the API, and every record, which names those like it."""
    yield from (f"/search/?q={MARKER}", f"/api/v1/search?q={MARKER}", f"/search/suggest.json?q={MARKER}")
    for kind in KINDS:
        lists = (kind.list_url(), f"/feeds/{kind.kind}.atom", f"/api/v1/{kind.kind}")
        yield from (f"{address}{words}" for address in lists for words in ("", f"?q={MARKER}"))
        yield from (f"/api/v1/{kind.kind}/{each.pk}" for each in kind.objects.published())
        yield from (each.get_absolute_url() for each in kind.objects.published())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_look_at_a_working_copy_is_found_by_nobody_and_hides_no_change_of_others(curating, client, settings, kind):
    # Whoever wrote the copy may not publish it: so every step is looked at, and tried, and none is taken.
    settings.FOUR_EYES = True
    record = a_copied_record(kind, curating, client)
    other = an_entry(kind, title="Cranberry")
    for number, (name, look) in enumerate(looks(kind, record)):
        assert look(curating).status_code < 500, name
        kind.objects.filter(pk=other.pk).update(title=f"Blackberry {number}")
        assert found(client, f"blackberry {number}") == {other.pk}, name
        assert found(client, MARKER) == set(), name
    caches["pages"].clear()
    for page in where_words_stand(record):
        status, words = read(client, page)
        assert status == 200, page
        assert BESIDE not in words, page
    assert agrees()
    assert BESIDE in curating.get(address(kind, "preview", record.pk)).content.decode()


def restore_page(kind, record):
    """The page that restores the first version of a record, which is worded otherwise now or deleted."""
    return address(kind, "restore", record.pk, RecordHistory(kind, record.pk).revisions()[-1].number)


@pytest.mark.parametrize("deleted", [False, True], ids=["standing", "deleted"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_the_page_that_restores_says_what_would_be_and_writes_nothing(curating, kind, deleted):
    with revision("made"):
        record = an_entry(kind, tags=[a_tag()], councils=[a_council()], title=f"Gooseberry {BESIDE}")
    key = record.pk
    with revision("changed"):
        kind.objects.get(pk=key).tag_links.all().delete()
        changed = kind.objects.get(pk=key)
        changed.title = "Cranberry"
        changed.save()
    page = restore_page(kind, record)
    if deleted:
        with revision("deleted"):
            kind.objects.get(pk=key).delete()
    curating.get(page)
    with CaptureQueriesContext(connection) as asked:
        answer = curating.get(page)
    assert answer.status_code == 200
    # Of a deleted record the page offers the whole, and does not list what differs.
    assert ("Restore this record" if deleted else BESIDE) in answer.content.decode()
    assert "cannot be restored" not in answer.content.decode()
    tables = {model._meta.db_table for model in apps.get_models()} - {"django_session"}
    written = [q["sql"] for q in asked if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in written if any(f'"{table}"' in sql for table in tables)]
    assert not [q["sql"] for q in asked if "FOR UPDATE" in q["sql"].upper() or "ADVISORY" in q["sql"].upper()]
    assert kind.objects.filter(title__contains=BESIDE).count() == 0

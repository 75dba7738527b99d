"""Looking at a working copy publishes none of it: what only its curators have seen is in nobody's search."""

import pytest
from django.core.cache import caches

from catalogue.publication import STEPS
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

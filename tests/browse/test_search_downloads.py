"""What a search of all kinds finds, as a file: the words, filters and order of the page, with the columns all kinds have."""

import pytest

from exports import mixed
from exports.formats import FORMATS
from lessons.models import Enabler, Lesson
from search import engine
from search.index import Unavailable
from tests.cast import KINDS, a_draft, a_tag, an_entry
from tests.exports.files import TABULAR, body, rows, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(monkeypatch):
    """Records of every kind about visiting, read two at a time; some about other things, and a draft."""
    monkeypatch.setattr(mixed, "FIRST_ROWS", 2)
    found = [
        an_entry(kind, tags=[a_tag()], title=f"About {'visiting ' * (n + 1)}", body="filler " * (7 - n))
        for n in range(2)
        for kind in KINDS
    ]
    an_entry(Lesson, title="Another subject", tags=[a_tag()])
    a_draft(Enabler, title="Visiting in secret")
    return found


@pytest.mark.parametrize("word", TABULAR)
@pytest.mark.parametrize("asked", ["q=visiting", "q=visiting&tag=hospital-discharge&sort=title", "kind=enablers"])
def test_a_file_has_what_the_search_finds_in_its_order(client, entries, word, asked):
    heading, *found = rows(body(client, f"/search/?{asked}&format={word}"), word)
    listed = [card.reference for card in client.get(f"/search/?{asked}").context["page"].object_list]
    assert [row[0] for row in found] == listed
    first = dict(zip(heading, found[0], strict=True))
    assert first["tags"] == "Hospital discharge"
    assert first["kind"] in {kind.name().capitalize() for kind in KINDS}
    assert first["list_url"].startswith("http://testserver/search/?")


@pytest.mark.parametrize("word", FORMATS)
def test_a_search_comes_in_every_format_and_says_what_was_looked_for(client, entries, word):
    said = " ".join(text_of(body(client, f"/search/?q=visiting&format={word}"), word).split())
    assert all(entry.pk in said for entry in entries)
    assert "secret" not in said
    assert "Another subject" not in said
    if word not in {"csv", "jsonl"}:
        assert "Words: visiting" in said
    assert body(client, f"/search/?q=nothinglikeit&format={word}") or word == "jsonl"


def test_a_search_without_the_index_has_a_file_too(client, entries, monkeypatch):
    def fail(*args, **kwargs):
        raise Unavailable

    monkeypatch.setattr(engine, "find", fail)
    _heading, *found = rows(body(client, "/search/?q=visiting&format=csv"), "csv")
    assert {row[0] for row in found} == {entry.pk for entry in entries}


def test_the_page_of_a_search_offers_every_format(client, entries):
    page = client.get("/search/?q=visiting").content.decode()
    for word in FORMATS:
        assert f"/search/?q=visiting&amp;format={word}" in page
    assert "rows=links" not in page


@pytest.mark.parametrize(
    "asked", ["format=doc", "format=csv&rows=links", "format=docx&layout=action-plan", "format=csv&page=abc"]
)
def test_what_a_search_does_not_come_as_is_refused_with_a_sentence(client, asked):
    response = client.get(f"/search/?{asked}")
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()


def test_a_search_too_long_for_a_format_points_to_the_others(client, entries, monkeypatch):
    monkeypatch.setattr("exports.formats.Format.takes", lambda self, count: self.most is None)
    response = client.get("/search/?q=visiting&format=json")
    assert response.status_code == 400
    assert "/search/?q=visiting&amp;format=csv" in response.content.decode()

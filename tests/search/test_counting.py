"""How the values of a list's filters are counted and shown: beside the ranking, and by the records that do not match."""

from types import SimpleNamespace

import pytest

from catalogue.models import Entry
from lessons.models import Lesson
from search import engine, query
from search.facets import facets
from search.list_query import ListQuery
from tests.cast import a_council, a_tag, an_entry


@pytest.mark.parametrize("text", ["testing", "testing gooseberry", "gooseberry", "home testing", "testing -gooseberry"])
def test_counting_the_others_where_most_records_match_gives_the_same_counts(client, db, monkeypatch, text):
    tags, councils = [a_tag("Home care"), a_tag("Day care")], [a_council(), a_council("BOL", "Bolton")]
    for number in range(9):
        title = f"Testing {number}" if number < 7 else f"Gooseberry {number}"
        an_entry(Lesson, title=title, tags=tags[: number % 3], councils=councils[: number % 2 + 1])
    asked, others = [], query.others
    monkeypatch.setattr(query, "others", lambda parsed: asked.append(parsed) or others(parsed))

    def counted(share):
        monkeypatch.setattr(engine, "MOST", share)
        found = engine.find(ListQuery(tuple(Entry.kinds()), text, tuple((facet.name, ()) for facet in facets(None))))
        return {facet.name: found.counts(facet.name) for facet in facets(None)}

    directly = counted(1.0)
    assert not asked
    assert directly == counted(2 / 3)
    assert bool(asked) == (text in ("testing", "testing gooseberry", "home testing"))
    assert directly["kind"]


def test_filters_with_more_values_than_are_counted_are_counted_directly(client, db, monkeypatch):
    monkeypatch.setattr(engine, "MOST_VALUES", 1)
    common, other = a_tag("Day care"), a_tag("Respite")
    for _ in range(8):
        an_entry(Lesson, title="Testing", tags=[common])
    an_entry(Lesson, title="Gooseberry", tags=[common, other])
    an_entry(Lesson, title="Raspberry", tags=[other])
    assert engine.find(ListQuery(tuple(Entry.kinds()), "testing", (("tag", ()),))).counts("tag") == {common.slug: 8}


def test_the_name_of_a_filter_s_value_is_only_text(client, db):
    an_entry(Lesson, title="Testing", tags=[a_tag("Care & <b>support</b>")])
    for address in ("/lessons/", "/search/?q=testing"):
        assert "Care &amp; &lt;b&gt;support&lt;/b&gt; (1)</label>" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "is_counted_beside"),
    [
        ("/lessons/?q=gooseberry", True),
        ("/search/?q=gooseberry", True),
        ("/lessons/", False),
        ("/lessons/?q=gooseberry&format=csv", False),
    ],
)
def test_only_a_page_of_ranked_records_has_its_filters_counted_beside_them(
    client, lesson, monkeypatch, address, is_counted_beside
):
    begun, pool = [], engine._beside
    monkeypatch.setattr(engine, "_beside", SimpleNamespace(submit=lambda *work: begun.append(1) or pool.submit(*work)))
    assert client.get(address).status_code == 200
    assert bool(begun) == is_counted_beside

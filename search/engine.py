"""A search: words and filters in; records in order, counts and facets out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tantivy
from django.utils.safestring import SafeString
from tantivy import Occur, Order, Query

from catalogue.models import Entry
from search import following, index, language, query, snippets, spelling, vocabulary
from search.list_query import ListQuery

MOST_VALUES = 2_000
# The orders by a text of the index that each record has alone, with its field.
TEXTS = {"source": "key", "title": "title_order", "newest": "newest_order"}
# To have the engine pass over one record in the order of a text costs as much as to read so many.
PASSING_COSTS = 60
# More unknown words than this are no slips, but another language or nonsense.
MOST_PUT_RIGHT = 12
# What is no longer than this is a page, not a list.
A_PAGE = 50

Filters = dict[str, list[str]]
Counts = dict[str, dict[str, int]]
# The kind and the reference of a record.
Key = tuple[str, str]


@dataclass
class Found:
    """The records that words and filters find. Nothing is asked of the engine before it is needed."""

    kinds: list[type[Entry]]
    filters: Filters
    parsed: query.Parsed
    state: following.State
    vocabulary: vocabulary.Vocabulary
    # The query as typed, where what was looked for is a corrected one.
    typed: query.Parsed | None = None
    words: spelling.Words | None = None

    @property
    def searcher(self) -> tantivy.Searcher:
        return self.state.searcher

    @cached_property
    def count(self) -> int:
        """How many records there are."""
        if self.parsed.terms:
            return self._best.count  # type: ignore[attr-defined]
        return self.searcher.search(self._narrowed(query.matching), 1, count=True).count  # type: ignore[attr-defined]

    @cached_property
    def _best(self) -> tantivy.SearchResult:
        """What matches the words best, and how many match: one pass takes less than ranking and counting apart."""
        return self.searcher.search(self._narrowed(query.built), A_PAGE, count=True)

    def keys(self, sort: str, start: int, stop: int) -> list[Key]:
        """The kind and the reference of the records from one place of an order to another."""
        by_text = sort in TEXTS
        found = self._texts(sort, start, min(stop, self.count)) if by_text else self._ranked(start, stop)
        return [tuple(key.split("/", 1)) for key in found]  # type: ignore[misc]

    def _ranked(self, start: int, stop: int) -> list[str]:
        """The keys from place to place by how well they match."""
        if stop <= start:
            return []
        if self.parsed.terms and stop <= A_PAGE:
            hits = self._best.hits[start:stop]
        else:
            hits = self.searcher.search(self._narrowed(query.built), stop - start, count=False, offset=start).hits
        keys = self._read(hits)
        # The engine gives equals in the order they were indexed in, which is not the same on every machine.
        return [key for _, key in sorted((-score, key) for (score, _), key in zip(hits, keys, strict=True))]  # type: ignore[operator]

    def _texts(self, sort: str, start: int, stop: int) -> list[str]:
        """The keys from place to place by a text that each record has alone.

        The engine goes through texts slowly, record by record from the nearer end; deep inside a long list it is
        quicker to read all of them.
        """
        by, asked = TEXTS[sort], self._narrowed(query.matching)
        if stop <= start:
            return []
        if PASSING_COSTS * min(stop, self.count - start) > self.count:
            every = self.searcher.search(asked, self.count, count=False).hits
            texts = (self.searcher.doc(address)[by][0] for _, address in every)
            return [text.rpartition("\x01")[2] for text in sorted(texts)[start:stop]]  # type: ignore[type-var, union-attr]
        from_end = stop > self.count - start
        order, offset = (Order.Desc, self.count - stop) if from_end else (Order.Asc, start)
        found = self.searcher.search(
            asked, stop - start, count=False, offset=offset, order_by_field=by, order=order
        ).hits
        keys = self._read(found)
        return keys[::-1] if from_end else keys

    def _read(self, hits: list[Any]) -> list[str]:
        """The keys of hits."""
        return [self.searcher.doc(address)["key"][0] for _, address in hits]  # type: ignore[misc]

    def counts(self, name: str) -> dict[str, int]:
        """How many records have each value of a facet, counted as if its own filter were off."""
        if not self.filters.get(name):
            return self._counts_of_unfiltered[name]
        return self._aggregated([name], self._narrowed(query.matching, leave_out=name))[name]

    @cached_property
    def _counts_of_unfiltered(self) -> Counts:
        """The counts of the facets without a filter, in one pass."""
        names = [name for name, values in self.filters.items() if not values]
        return self._aggregated(names, self._narrowed(query.matching))

    def _aggregated(self, names: list[str], asked: Query) -> Counts:
        """How many of the records that a query finds have each value of these facets."""
        by_value = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
        found = self.searcher.aggregate(asked, by_value)
        return {name: {row["key"]: row["doc_count"] for row in facet["buckets"]} for name, facet in found.items()}

    def _narrowed(self, form: Callable[[query.Parsed], Query], leave_out: str = "") -> Query:
        """The query with its filters, or with all filters but one. Filters do not change the order."""
        parts = [(Occur.Must, form(self.parsed))]
        filters = self.filters
        if len(self.kinds) < len(Entry.kinds()):
            filters = {**filters, "kind": [kind.kind for kind in self.kinds]}
        for name, values in filters.items():
            if values and name != leave_out:
                chosen = Query.term_set_query(index.schema(), name, values)
                parts.append((Occur.Must, Query.const_score_query(chosen, 0.0)))
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    @property
    def corrected_text(self) -> str:
        """What was looked for instead of what was typed: the typed text with its unknown words put right."""
        better = self.parsed.corrected
        return re.sub(r"\w+", lambda word: better.get("".join(language.words(word[0])), word[0]), self.parsed.text)

    @cached_property
    def passages(self) -> snippets.Passages:
        """What finds the passages that answer the query."""
        return snippets.Passages(self.searcher, query.telling(self.parsed))

    def passages_of(self, keys: list[str]) -> dict[str, SafeString]:
        """The best passage of each of these records that the index has, by its key."""
        hits = self.searcher.search(query.records(keys), max(len(keys), 1), count=False).hits
        documents: list[Any] = [self.searcher.doc(address) for _, address in hits]
        return {each["key"][0]: self.passages.passage(each[index.READABLE][0].decode()) for each in documents}

    def near_terms(self) -> list[str]:
        """Known words that look like those typed, for a search that found nothing."""
        if self.words is None:
            return []
        near = [other for word in self.parsed.words[:MOST_PUT_RIGHT] for other in self.words.nearest(word, limit=3)]
        return [word for word in dict.fromkeys(near) if word not in self.parsed.words][:5]


def find(asked: ListQuery) -> Found:
    """Search as a list asks. Unless wanted as typed, unknown words are put right. Raises index.Unavailable."""
    state = following.state()
    names = vocabulary.known(state)
    parsed = query.parse(asked.words, names)
    kinds, filters = [*asked.kinds], {asked.field(name): [*values] for name, values in asked.filters}
    found = Found(kinds, filters, parsed, state, names)
    unknown = spelling.unknown(state.searcher, names, parsed.words)
    if unknown:
        found.words = spelling.words(state)
        better = {word: near[0] for word in unknown[:MOST_PUT_RIGHT] if (near := found.words.nearest(word))}
        if better and not asked.as_typed:
            corrected = query.correct(parsed, better)
            found = Found(kinds, filters, corrected, state, names, typed=parsed, words=found.words)
    return found

"""Searching the index: words and filters in; references in order, counts and facets out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import tantivy
from django.utils.safestring import SafeString
from tantivy import Occur, Order, Query

from catalogue.models import Entry
from search import following, index, language, matching, query, snippets, spelling, vocabulary
from search.forms import WordForms
from search.list_query import ListQuery

# The most values of one facet that are counted.
MAX_FACET_VALUES = 2_000
# For each order that is no ranking, the field of the index with a text that no other record has, to sort by.
SORT_FIELDS = {"source": "key", "title": "title_order", "newest": "newest_order"}
# Skipping one record in the order of a field takes as long as reading the field of so many records.
COST_OF_SKIPPING = 60
# More unknown words than this are no slips, but another language or nonsense.
MAX_CORRECTIONS = 12
# So many records are ranked and counted in one pass.
TOP = 50
# A sentence, or prose, is asked for fewer of its words until so many records hold them.
ENOUGH, ENOUGH_FOR_PROSE = 10, 100

Counts = dict[str, dict[str, int]]
# The kind and the reference of a record.
RecordKey = tuple[str, str]


@dataclass
class SearchResults:
    """The records of some kinds that words and filters find. Each question is put to the index when it is asked.

    `filters` are the chosen values by the name of the filter. `typed` is the query as typed where `parsed` is a
    corrected one; `known_words` is there where some word was unknown.
    """

    kinds: list[type[Entry]]
    filters: dict[str, list[str]]
    parsed: query.ParsedQuery
    reader: following.IndexReader
    vocabulary: vocabulary.Vocabulary
    typed: query.ParsedQuery | None = None
    known_words: spelling.KnownWords | None = None
    partly: bool = False
    # Words that no record uses and that were not put right, each with words that look like it.
    absent: dict[str, list[str]] = field(default_factory=dict)

    @property
    def searcher(self) -> tantivy.Searcher:
        return self.reader.searcher

    @cached_property
    def count(self) -> int:
        """How many records there are."""
        if self.parsed.terms:
            return self._top.count
        result: Any = self.searcher.search(self._filtered(matching.unranked), 1, count=True)
        return result.count

    @cached_property
    def _top(self) -> Any:
        """The best hits for the words, and how many hits there are."""
        return self.searcher.search(self._filtered(matching.ranked), TOP, count=True)

    @property
    def partial(self) -> SearchResults:
        """Those that hold some of what was asked and not all."""
        return replace(self, partly=True)

    def keys(self, order: str, start: int, stop: int) -> list[RecordKey]:
        """The keys of the records from position `start` to before `stop` of an order (a key of list_query.ORDERS)."""
        if order in SORT_FIELDS:
            keys = self._sorted_keys(order, start, min(stop, self.count))
        else:
            keys = self._ranked_keys(start, stop)
        return [_record_key(key) for key in keys]

    def _ranked_keys(self, start: int, stop: int) -> list[str]:
        """The keys from position to position by score."""
        if stop <= start:
            return []
        if self.parsed.terms and stop <= TOP:
            hits = self._top.hits[start:stop]
        else:
            hits = self.searcher.search(self._filtered(matching.ranked), stop - start, count=False, offset=start).hits
        # The engine gives equals in the order they were indexed in, which is not the same on every machine.
        scores = [-score for score, _ in hits]
        return [key for _, key in sorted(zip(scores, self._keys_of(hits), strict=True))]

    def _sorted_keys(self, order: str, start: int, stop: int) -> list[str]:
        """The keys from position to position by a field.

        The engine skips records one by one, from the nearer end; deep inside a long list it is quicker to read the
        field of all of them.
        """
        if stop <= start:
            return []
        order_field, found = SORT_FIELDS[order], self._filtered(matching.unranked)
        if COST_OF_SKIPPING * min(stop, self.count - start) > self.count:
            hits = self.searcher.search(found, self.count, count=False).hits
            texts = sorted(_stored(self.searcher, address)[order_field][0] for _, address in hits)
            return [text.rpartition("\x01")[2] for text in texts[start:stop]]
        from_end = stop > self.count - start
        direction, offset = (Order.Desc, self.count - stop) if from_end else (Order.Asc, start)
        page = self.searcher.search(
            found, stop - start, count=False, offset=offset, order_by_field=order_field, order=direction
        )
        keys = self._keys_of(page.hits)
        return keys[::-1] if from_end else keys

    def _keys_of(self, hits: list[Any]) -> list[str]:
        return [_stored(self.searcher, address)["key"][0] for _, address in hits]

    def counts(self, facet: str) -> dict[str, int]:
        """How many records have each value of a facet, counted as if its own filter were off."""
        if not self.filters.get(facet):
            return self._counts_without_filter[facet]
        return self._aggregate([facet], self._filtered(matching.unranked, leave_out=facet))[facet]

    @cached_property
    def _counts_without_filter(self) -> Counts:
        """The counts of the facets in which nothing is chosen, in one pass."""
        names = [name for name, values in self.filters.items() if not values]
        return self._aggregate(names, self._filtered(matching.unranked))

    def _aggregate(self, facets: list[str], wanted: Query) -> Counts:
        """How many of the records that match have each value of these facets."""
        by_value = {name: {"terms": {"field": name, "size": MAX_FACET_VALUES}} for name in facets}
        results = self.searcher.aggregate(wanted, by_value)
        return {name: {each["key"]: each["doc_count"] for each in facet["buckets"]} for name, facet in results.items()}

    def _filtered(self, build: Callable[..., Query], leave_out: str = "") -> Query:
        """What `build` makes of the words, narrowed by all filters or by all but one. Filters do not change scores."""
        filters = self.filters
        if len(self.kinds) < len(Entry.kinds()):
            filters = {**filters, "kind": [kind.kind for kind in self.kinds]}
        parts = [(Occur.Must, build(self.parsed, partly=self.partly))]
        for name, values in filters.items():
            if values and name != leave_out:
                chosen = Query.term_set_query(index.schema(), name, values)
                parts.append((Occur.Must, Query.const_score_query(chosen, 0.0)))
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    @property
    def corrected_text(self) -> str:
        """The typed text with its unknown words corrected."""
        corrections = self.parsed.corrections
        return re.sub(r"\w+", lambda word: corrections.get("".join(language.words(word[0])), word[0]), self.parsed.text)

    @cached_property
    def highlighter(self) -> snippets.Highlighter:
        """What marks the words of the query in texts."""
        return snippets.Highlighter(self.parsed)

    def snippets_of(self, keys: list[str]) -> dict[str, SafeString]:
        """The passage of each of these records that answers the query best, by the key of its document."""
        hits = self.searcher.search(matching.with_keys(keys), max(len(keys), 1), count=False).hits
        stored = [_stored(self.searcher, address) for _, address in hits]
        return {each["key"][0]: self.highlighter.snippet(each[index.READABLE][0].decode()) for each in stored}

    @property
    def kind_first(self) -> str:
        """The kind that the words asked for, as people call its records; "" for none."""
        return next((kind.names() for kind in self.kinds if kind.kind == self.parsed.kind and len(self.kinds) > 1), "")

    def similar_words(self) -> list[str]:
        """Up to five known words that look like those typed, for a search that found nothing."""
        if self.known_words is None:
            return []
        typed = self.parsed.words
        near = [other for word in typed[:MAX_CORRECTIONS] for other in self.known_words.nearest(word, limit=3)]
        return [word for word in dict.fromkeys(near) if word not in typed][:5]


def find(list_query: ListQuery) -> SearchResults:
    """Search the index. Unless wanted as typed, unknown words are corrected. Raises index.Unavailable."""
    reader = following.reader()
    names = vocabulary.current(reader)
    parsed = query.parse(list_query.words, names, WordForms(reader.searcher), as_typed=list_query.as_typed)
    filters = {list_query.field(name): [*values] for name, values in list_query.filters}
    results = SearchResults([*list_query.kinds], filters, parsed, reader, names, partly=list_query.partly)
    if unknown := spelling.unknown(reader.searcher, names, parsed.words):
        results.known_words = known_words = spelling.known_words(reader)
        near = {word: known_words.nearest(word, limit=2) for word in unknown[:MAX_CORRECTIONS]}
        english = spelling.english_words()
        corrections = {word: words[0] for word, words in near.items() if words and word not in english}
        results.absent = {word: words for word, words in near.items() if list_query.as_typed or word not in corrections}
        if corrections and not list_query.as_typed:
            results.typed, results.parsed = parsed, query.correct(parsed, corrections)
    results.parsed = _relaxed(reader.searcher, results.parsed)
    return results


def _relaxed(searcher: tantivy.Searcher, parsed: query.ParsedQuery) -> query.ParsedQuery:
    """A sentence with as many of its terms let go as it takes to find enough records.

    Prose, such as a pasted question, is asked for less of its words, because it has more that say little.
    """
    # What stands in quotation marks is never let go.
    terms = [term for term in parsed.terms if not term.quoted]
    if not terms or len(parsed.terms) <= query.MOST_TERMS_OF_SHORT_QUERY:
        return parsed
    enough = ENOUGH_FOR_PROSE if len(parsed.terms) > query.MAX_TERMS_WITH_PHRASES else ENOUGH
    for number in range(len(terms)):
        relaxed = replace(parsed, let_go=number)
        result: Any = searcher.search(matching.unranked(relaxed), 1, count=True)
        if result.count >= enough:
            break
    return relaxed


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Any:
    """The stored fields of a document, each a list of values."""
    return searcher.doc(address)


def _record_key(key: str) -> RecordKey:
    kind, _, reference = key.partition("/")
    return kind, reference

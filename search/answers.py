"""The results of a list: from the index where there is one, else from the database; both give the same records."""

from __future__ import annotations

from functools import cached_property

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from catalogue.models import Entry
from search import documents, engine, plain
from search.engine import RecordKey, SearchResults
from search.facets import Facet, Option, facets
from search.hits import Hits
from search.index import Unavailable
from search.list_query import ListQuery


class IndexResults:
    """Records found in the index. `rows` can be counted, cut into pages and read to the end."""

    is_plain = False

    def __init__(self, search: SearchResults, list_query: ListQuery):
        self.search, self.list_query, self.rows = search, list_query, Hits(search, list_query.order)

    @cached_property
    def partial(self) -> Hits | None:
        """The records that hold some of what was asked and not all, the best first; None where they are asked for."""
        return None if self.list_query.partly else Hits(self.search.partial, "relevance")

    @property
    def words(self) -> str:
        """The words that were looked for, unknown ones corrected."""
        return self.search.corrected_text

    def all_keys(self) -> list[RecordKey]:
        """The keys of all of them, in order."""
        return self.rows.keys()

    def options(self, facet: Facet) -> list[Option]:
        """The values of a filter with their counts, counted as if that filter were off."""
        return facet.options_of_counts(
            self.search.counts(self.list_query.field(facet.name)), self.search.vocabulary.names
        )

    def highlight(self, entries: list[Entry]) -> None:
        """Set on records of a page, where words were looked for, `passage`, `marked_title` and `marked_summary`."""
        if self.search.parsed.terms:
            passages = self.search.snippets_of([documents.key_of(entry) for entry in entries])
            for entry in entries:
                entry.passage = passages.get(documents.key_of(entry), "")  # type: ignore[attr-defined]
                entry.marked_summary = self.search.highlighter.whole(entry.summary)  # type: ignore[attr-defined]
                entry.marked_title = self.search.highlighter.whole(entry.title)  # type: ignore[attr-defined]


class DatabaseResults:
    """Records of one kind found by a plain match of words and the filters, ranked only by words in the title."""

    search: SearchResults | None = None
    partial: Hits | None = None
    is_plain = True

    def __init__(self, list_query: ListQuery, kind: type[Entry]):
        self.list_query, self.entries = list_query, kind.objects.published()
        self.facets = facets(list_query.kind, linked=list_query.linked)
        self.filtered = self._filter()
        self.rows = self._sort(self.filtered)

    @property
    def words(self) -> str:
        """The words that were looked for."""
        return self.list_query.words

    def all_keys(self) -> list[RecordKey]:
        """The keys of all of them, in order."""
        kind = self.entries.model.kind
        return [(kind, reference) for reference in self.rows.values_list("pk", flat=True)]

    def options(self, facet: Facet) -> list[Option]:
        """The values of a filter with their counts, counted as if that filter were off."""
        own = next(each for each in self.facets if each.name == facet.name)
        return own.options(self._filter(leave_out=facet.name) if self.list_query.values(facet.name) else self.filtered)

    def highlight(self, entries: list[Entry]) -> None:
        """Do nothing: without the index no words are marked."""

    def _filter(self, leave_out: str = "") -> QuerySet:
        # Without the index there are none that hold only some of the words: each has to be there.
        entries = self.entries.none() if self.list_query.partly else plain.match(self.entries, self.list_query.words)
        for facet in self.facets:
            if facet.name != leave_out and (values := self.list_query.values(facet.name)):
                entries = facet.restrict(entries, values)
        return entries

    def _sort(self, entries: QuerySet) -> QuerySet:
        # References in the order of their letters, as the index has them, whatever language the database sorts by.
        reference = Collate("pk", "C" if connection.vendor == "postgresql" else "BINARY")
        match self.list_query.order:
            case "relevance":
                return plain.ranked(entries, self.list_query.words)
            case "newest":
                return entries.order_by(F("published_at").desc(), reference)
            case "title":
                return entries.order_by("title", reference)
        return entries.order_by(reference)


class DatabaseResultsOfAllKinds:
    """Records of several kinds found without the index, kind after kind."""

    search: SearchResults | None = None
    partial: Hits | None = None
    is_plain = True

    def __init__(self, by_kind: list[DatabaseResults]):
        self.by_kind, self.rows, self.words = by_kind, self, by_kind[0].words

    def count(self) -> int:
        """How many there are."""
        return sum(results.rows.count() for results in self.by_kind)

    __len__ = count

    def __getitem__(self, part: slice) -> list[Entry]:
        start, stop = part.start or 0, part.stop
        entries: list[Entry] = []
        for results in self.by_kind:
            count = results.rows.count()
            if start < count and len(entries) < part.stop - (part.start or 0):
                entries += list(results.rows[max(start, 0) : stop])
            start, stop = max(start - count, 0), max(stop - count, 0)
        return entries

    def all_keys(self) -> list[RecordKey]:
        """The keys of all of them, in order."""
        return [key for results in self.by_kind for key in results.all_keys()]

    def options(self, facet: Facet) -> list[Option]:
        """How many of each kind; other filters are not counted without the index."""
        if facet.name != "kind":
            return []
        counts = {results.entries.model.kind: results.rows.count() for results in self.by_kind}
        return facet.options_of_counts(counts, {})

    def highlight(self, entries: list[Entry]) -> None:
        """Do nothing: without the index no words are marked."""


ListResults = IndexResults | DatabaseResults | DatabaseResultsOfAllKinds


def results_of(list_query: ListQuery) -> ListResults:
    """The records of a list in its order. Where there is no index to read, a plain match in the database stands in."""
    try:
        return IndexResults(engine.find(list_query), list_query)
    except Unavailable:
        by_kind = [DatabaseResults(list_query, kind) for kind in list_query.kinds]
        return by_kind[0] if list_query.kind else DatabaseResultsOfAllKinds(by_kind)

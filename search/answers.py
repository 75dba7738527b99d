"""What a list finds: from the index where there is one, else from the database; both answer alike."""

from __future__ import annotations

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from catalogue.models import Entry
from search import documents, engine, plain
from search.engine import Found, Key
from search.facets import Facet, Option, facets
from search.hits import Hits
from search.index import Unavailable
from search.list_query import ListQuery


class FromIndex:
    """Records found by the engine. `rows` can be counted, cut into pages and read to the end."""

    is_plain = False

    def __init__(self, found: Found, asked: ListQuery):
        self.found, self.asked, self.rows = found, asked, Hits(found, asked.order)

    @property
    def looked_for(self) -> str:
        """The words that were looked for, unknown ones put right."""
        return self.found.corrected_text

    def all_keys(self) -> list[Key]:
        """The kind and the reference of all of them, in order."""
        return self.rows.keys()

    def options(self, facet: Facet) -> list[Option]:
        """The values of a filter with their counts, counted as if that filter were off."""
        return facet.named(self.found.counts(self.asked.field(facet.name)), self.found.vocabulary.names)

    def show(self, entries: list[Entry]) -> None:
        """Give the records of a page their passage, marked title and summary, where there are words to mark."""
        if self.found.parsed.terms:
            passages = self.found.passages_of([documents.key(entry) for entry in entries])
            for entry in entries:
                entry.passage = passages.get(documents.key(entry), "")  # type: ignore[attr-defined]
                entry.marked_summary = self.found.passages.whole(entry.summary)  # type: ignore[attr-defined]
                entry.marked_title = self.found.passages.whole(entry.title)  # type: ignore[attr-defined]


class FromDatabase:
    """Records of one kind found by a plain match of words and the filters, without ranking to speak of."""

    found: Found | None = None
    is_plain = True

    def __init__(self, asked: ListQuery, kind: type[Entry]):
        self.asked, self.entries = asked, kind.objects.published()
        self.facets = facets(asked.kind, linked=asked.linked)
        self.narrowed = self._narrow()
        self.rows = self._ordered(self.narrowed)

    @property
    def looked_for(self) -> str:
        """The words that were looked for."""
        return self.asked.words

    def all_keys(self) -> list[Key]:
        """The kind and the reference of all of them, in order."""
        kind = self.entries.model.kind
        return [(kind, reference) for reference in self.rows.values_list("pk", flat=True)]

    def options(self, facet: Facet) -> list[Option]:
        """The values of a filter with their counts, counted as if that filter were off."""
        own = next(each for each in self.facets if each.name == facet.name)
        return own.options(self._narrow(leave_out=facet.name) if self.asked.values(facet.name) else self.narrowed)

    def show(self, entries: list[Entry]) -> None:
        """There is nothing to mark."""

    def _narrow(self, leave_out: str = "") -> QuerySet:
        entries = plain.match(self.entries, self.asked.words)
        for facet in self.facets:
            if facet.name != leave_out and (values := self.asked.values(facet.name)):
                entries = facet.restrict(entries, values)
        return entries

    def _ordered(self, entries: QuerySet) -> QuerySet:
        # References in the order of their letters, as the index has them, whatever language the database sorts by.
        reference = Collate("pk", "C" if connection.vendor == "postgresql" else "BINARY")
        match self.asked.order:
            case "relevance":
                return plain.ranked(entries, self.asked.words)
            case "newest":
                return entries.order_by(F("published_at").desc(), reference)
            case "title":
                return entries.order_by("title", reference)
        return entries.order_by(reference)


class FromEveryKind:
    """Records of several kinds found without the index, kind after kind."""

    found: Found | None = None
    is_plain = True

    def __init__(self, answers: list[FromDatabase]):
        self.answers, self.rows, self.looked_for = answers, self, answers[0].looked_for

    def count(self) -> int:
        """How many there are."""
        return sum(answer.rows.count() for answer in self.answers)

    __len__ = count

    def __getitem__(self, part: slice) -> list[Entry]:
        start, stop, found = part.start or 0, part.stop, []  # type: ignore[var-annotated]
        for answer in self.answers:
            here = answer.rows.count()
            if start < here and len(found) < part.stop - (part.start or 0):
                found += list(answer.rows[max(start, 0) : stop])
            start, stop = max(start - here, 0), max(stop - here, 0)
        return found

    def all_keys(self) -> list[Key]:
        """The kind and the reference of all of them, in order."""
        return [key for answer in self.answers for key in answer.all_keys()]

    def options(self, facet: Facet) -> list[Option]:
        """How many of each kind; other filters are not counted without the index."""
        if facet.name != "kind":
            return []
        counts = {answer.entries.model.kind: answer.rows.count() for answer in self.answers}
        return facet.named(counts, {})

    def show(self, entries: list[Entry]) -> None:
        """There is nothing to mark."""


Answer = FromIndex | FromDatabase | FromEveryKind


def answer(asked: ListQuery) -> Answer:
    """What a list finds, in its order. Where there is no index to read, a plain match in the database stands in."""
    try:
        return FromIndex(engine.find(asked), asked)
    except Unavailable:
        found = [FromDatabase(asked, kind) for kind in asked.kinds]
        return found[0] if asked.kind else FromEveryKind(found)

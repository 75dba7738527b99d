"""What a list's form finds: from the index where there is one, else from the database; both answer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from catalogue.models import Entry
from search import documents, plain
from search.engine import Found
from search.facets import Option
from search.hits import Hits

if TYPE_CHECKING:
    from browse.list_form import FacetField, ListForm


class FromIndex:
    """Records found by the engine. `rows` can be counted, cut into pages and read to the end."""

    def __init__(self, found: Found, order: str):
        self.found, self.rows = found, Hits(found, order)

    @property
    def looked_for(self) -> str:
        """The words that were looked for, unknown ones put right."""
        return self.found.corrected_text

    def options(self, field: FacetField) -> list[Option]:
        """The values of a filter with their counts, counted as if that filter were off."""
        return field.facet.named(self.found.counts(field.facet.name), self.found.vocabulary.names)

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

    def __init__(self, form: ListForm, entries: QuerySet, order: str):
        self.form, self.entries = form, entries
        self.narrowed = self._narrow()
        self.rows = self._ordered(self.narrowed, order)

    def options(self, field: FacetField) -> list[Option]:
        """The values of a filter with their counts, counted as if that filter were off."""
        return field.facet.options(self._narrow(leave_out=field) if self.form.values(field) else self.narrowed)

    def show(self, entries: list[Entry]) -> None:
        """There is nothing to mark."""

    def _narrow(self, leave_out: FacetField | None = None) -> QuerySet:
        entries = plain.match(self.entries, self.form.words)
        for field in self.form.facet_fields:
            if field is not leave_out and (values := self.form.values(field)):
                entries = field.facet.restrict(entries, values)
        return entries

    def _ordered(self, entries: QuerySet, order: str) -> QuerySet:
        match order:
            case "relevance":
                return plain.ranked(entries, self.form.words)
            case "newest":
                return entries.order_by(F("published_at").desc(), "pk")
            case "title":
                return entries.order_by("title", "pk")
        return entries.order_by("pk")


class FromEveryKind:
    """Records of several kinds found without the index, kind after kind."""

    found: Found | None = None

    def __init__(self, answers: list[FromDatabase]):
        self.answers, self.rows, self.looked_for = answers, self, answers[0].form.words

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

    def keys(self) -> list[tuple[str, str]]:
        """The kind and the reference of all of them."""
        rows = ((answer.entries.model.kind, answer.rows.values_list("pk", flat=True)) for answer in self.answers)
        return [(kind, reference) for kind, references in rows for reference in references]

    def options(self, field: FacetField) -> list[Option]:
        """How many of each kind; other filters are not counted without the index."""
        if field.facet.name != "kind":
            return []
        counts = {answer.entries.model.kind: answer.rows.count() for answer in self.answers}
        return field.facet.named(counts, {})

    def show(self, entries: list[Entry]) -> None:
        """There is nothing to mark."""

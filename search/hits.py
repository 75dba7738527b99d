"""Records that a search found, loaded from the database a page or a batch at a time; public ones only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from catalogue.models import Entry
from search.engine import RecordKey, SearchResults

BATCH_SIZE = 500


class Hits:
    """The records of a search in an order: to be counted, cut into pages and read to the end as a queryset is."""

    def __init__(self, results: SearchResults, order: str, *prefetch: str | Prefetch):
        self.results, self.order, self.prefetch = results, order, prefetch
        self.model = results.kinds[0]

    def count(self) -> int:
        """How many there are."""
        return self.results.count

    __len__ = count

    def __getitem__(self, part: slice) -> list[Entry]:
        return load(self.keys(part), *self.prefetch)

    def keys(self, part: slice = slice(None)) -> list[RecordKey]:
        """The keys of some of them, or of all."""
        return self.results.keys(self.order, part.start or 0, min(part.stop or self.count(), self.count()))

    def references(self) -> list[str]:
        """The references of all of them."""
        return [reference for _, reference in self.keys()]

    def prefetch_related(self, *names: str | Prefetch) -> Hits:
        """The same records with more loaded along, as a queryset would."""
        return Hits(self.results, self.order, *self.prefetch, *names)

    def values_list(self, *fields: str) -> HitValues:
        """Some fields of each, for files; the records are of one kind."""
        return HitValues(self, fields)

    def iterator(self, chunk_size: int = BATCH_SIZE) -> Iterator[Entry]:
        """All of them, a batch at a time."""
        keys = self.keys()
        for start in range(0, len(keys), chunk_size):
            yield from load(keys[start : start + chunk_size], *self.prefetch)


class HitValues:
    """Some fields of found records of one kind, in their order, read a batch at a time, as a queryset would."""

    def __init__(self, hits: Hits, fields: tuple[str, ...]):
        self.hits, self.fields = hits, fields

    def iterator(self, chunk_size: int = BATCH_SIZE) -> Iterator[tuple]:
        """The values of each record that is public now."""
        references = self.hits.references()
        for start in range(0, len(references), chunk_size):
            batch = references[start : start + chunk_size]
            rows = self.hits.model.objects.published().filter(pk__in=batch).values_list("pk", *self.fields)
            values = {row[0]: row[1:] for row in rows}
            yield from (values[reference] for reference in batch if reference in values)


def load(keys: list[RecordKey], *prefetch: str | Prefetch) -> list[Entry]:
    """The records of these keys that are public now, in the order given; one query for each kind."""
    records: dict[RecordKey, Entry] = {}
    for entries in _published(keys):
        records.update({(entry.kind, entry.pk): entry for entry in entries.prefetch_related(*prefetch)})
    return [records[key] for key in keys if key in records]


def _published(keys: list[RecordKey]) -> Iterator[QuerySet]:
    """The public records among these, a queryset for each kind there is among them."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, reference in keys:
        by_kind[kind].append(reference)
    for model in Entry.kinds():
        if model.kind in by_kind:
            yield model.objects.published().filter(pk__in=by_kind[model.kind]).order_by()

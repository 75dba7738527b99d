"""Found records, loaded from the database a page or a batch at a time, public ones only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from catalogue.models import Entry
from search.engine import Found, Key

AT_A_TIME = 500


class Hits:
    """Found records in an order."""

    def __init__(self, found: Found, sort: str, *prefetch: str | Prefetch):
        self.found, self.sort, self.prefetch = found, sort, prefetch
        self.model = found.kinds[0]

    def count(self) -> int:
        """How many there are."""
        return self.found.count

    __len__ = count

    def __getitem__(self, part: slice) -> list[Entry]:
        return loaded(self.keys(part), *self.prefetch)

    def keys(self, part: slice = slice(None)) -> list[Key]:
        """The kind and the reference of some of them, or of all."""
        return self.found.keys(self.sort, part.start or 0, min(part.stop or self.count(), self.count()))

    def references(self) -> list[str]:
        """The references of all of them."""
        return [reference for _, reference in self.keys()]

    def prefetch_related(self, *names: str | Prefetch) -> Hits:
        """The same records with more loaded along, as a queryset would."""
        return Hits(self.found, self.sort, *self.prefetch, *names)

    def values_list(self, *fields: str) -> Values:
        """Some fields of each, for files; the records are of one kind."""
        return Values(self, fields)

    def iterator(self, chunk_size: int = AT_A_TIME) -> Iterator[Entry]:
        """All of them, a batch at a time."""
        keys = self.keys()
        for start in range(0, len(keys), chunk_size):
            yield from loaded(keys[start : start + chunk_size], *self.prefetch)


class Values:
    """Some fields of found records of one kind, in their order, read a batch at a time, as a queryset would."""

    def __init__(self, hits: Hits, fields: tuple[str, ...]):
        self.hits, self.fields = hits, fields

    def iterator(self, chunk_size: int = AT_A_TIME) -> Iterator[tuple]:
        """The values of each record that is public now."""
        keys = self.hits.references()
        for start in range(0, len(keys), chunk_size):
            some = keys[start : start + chunk_size]
            rows = self.hits.model.objects.published().filter(pk__in=some).values_list("pk", *self.fields)
            found = {row[0]: row[1:] for row in rows}
            yield from (found[key] for key in some if key in found)


def loaded(keys: list[Key], *prefetch: str | Prefetch) -> list[Entry]:
    """The records of these keys that are public now, in the order given; one query for each kind."""
    found: dict[Key, Entry] = {}
    for entries in _published(keys):
        found.update({(entry.kind, entry.pk): entry for entry in entries.prefetch_related(*prefetch)})
    return [found[key] for key in keys if key in found]


def _published(keys: list[Key]) -> Iterator[QuerySet]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, reference in keys:
        by_kind[kind].append(reference)
    for model in Entry.kinds():
        if model.kind in by_kind:
            yield model.objects.published().filter(pk__in=by_kind[model.kind]).order_by()

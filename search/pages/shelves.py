"""What a gathering page shows of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.models import Entry
from search.facets import Facet

ON_A_SHELF = 5


@dataclass(frozen=True)
class Shelf:
    """The public records of one kind on a page: the first few, how many there are, and where all are."""

    kind: type[Entry]
    entries: list[Entry]
    count: int
    url: str


def shelves(facet: Facet, value: str) -> list[Shelf]:
    """For each kind that has any, its public records with one value of a filter."""
    found = []
    for kind in Entry.kinds():
        entries = facet.restrict(kind.objects.published(), [value])
        count = entries.count()
        if count:
            first = list(entries.order_by("pk")[:ON_A_SHELF])
            found.append(Shelf(kind, first, count, f"{kind.list_url()}?{facet.name}={value}"))
    return found

"""What a gathering page shows of each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from browse.cards import few
from catalogue import places
from catalogue.models import Basis, Citation, Entry
from search.facets import Facet, PlaceFacet

ON_A_SHELF = 5


@dataclass(frozen=True)
class Shelf:
    """The public records of one kind on a page: the first few, how many there are, and where all are.

    `id` and `heading` are those of its part of the page; `see_all` are the words of the link to its list, at `url`.
    """

    kind: type[Entry]
    id: str
    heading: str
    entries: list[Entry]
    count: int
    url: str
    see_all: str


def shelves(facet: Facet, value: str) -> list[Shelf]:
    """For each kind that has any, its public records with one value of a filter."""
    found = []
    for kind in Entry.kinds():
        entries = facet.restrict(kind.objects.published(), [value])
        if count := entries.count():
            url = f"{kind.list_url()}?{facet.name}={value}"
            said = kind.kind, kind.heading
            tally = kind.tally(count, count_by_type(entries) if "type" in kind.own_filters else None)
            found.append(Shelf(kind, *said, _first(kind, entries), count, url, _see_all(kind, count, tally)))
    return found


def connected_shelves(facet: PlaceFacet, value: str, codes: Collection[str], what: str) -> list[Shelf]:
    """For each kind, its public records that are connected with councils only through the case studies of these.

    `facet` and `value` find those whose own source names them, which are left out; `codes` are the councils, `what` is
    what they did, in words. Records that a report connects stand apart from those that only the editors do.
    """
    found = []
    for kind in Entry.kinds():
        public = kind.objects.published()
        known = facet.restrict(public, [value])
        for basis, who in ((Basis.STATED, "a report connects"), (Basis.SUGGESTED, "the editors connect")):
            entries = places.connected(public, codes, basis).exclude(pk__in=known.values("pk"))
            known = known | entries
            if count := entries.count():
                url = f"{kind.list_url()}?{facet.name}={value}&linked=yes"
                said = f"{kind.kind}-{basis}", f"{kind.names().capitalize()} {who} with {what}"
                see_all = f"All {kind.spoken_names()} from here or connected with what was done here"
                found.append(Shelf(kind, *said, _first(kind, entries), count, url, see_all))
    return found


def _see_all(kind: type[Entry], count: int, tally: str) -> str:
    if count > ON_A_SHELF:
        return f"All {tally}"
    return f"{'It' if count == 1 else f'These {count}'} in the list of {kind.spoken_names()}"


def say_where(shelves: list[Shelf]) -> None:
    """Put in `happened_in` of the records that happened somewhere the names of their councils; one query."""
    for shelf in shelves:
        if shelf.kind is places.lending_kind():
            names: dict[str, list[str]] = defaultdict(list)
            for reference, place in places.pairs(shelf.kind.objects.filter(pk__in=[e.pk for e in shelf.entries])):
                names[reference].append(place.name)
            for entry in shelf.entries:
                entry.happened_in = few(sorted(names[entry.pk]))  # type: ignore[attr-defined]


def count_by_type(entries: QuerySet) -> dict[str, int]:
    """How many of these records, of a kind that has types, there are of each type; one query."""
    return dict(entries.order_by().values_list("type").annotate(n=Count("pk", distinct=True)))


def _first(kind: type[Entry], entries: QuerySet) -> list[Entry]:
    """The first few, of each report in turn, so that a report with many does not stand alone."""
    citations = Citation.model_for(kind).objects.filter(entry=OuterRef("pk"))
    report = Subquery(citations.order_by("pk").values("source")[:1])
    turn = Window(RowNumber(), partition_by=F("report"), order_by="pk")
    rows = kind.objects.filter(pk__in=entries.order_by().values("pk"))
    return list(rows.annotate(report=report).annotate(turn=turn).order_by("turn", "pk")[:ON_A_SHELF])

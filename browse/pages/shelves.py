"""What a gathering page shows of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from catalogue.models import Citation, Entry
from search.facets import Facet

ON_A_SHELF = 5


@dataclass(frozen=True)
class Shelf:
    """The public records of one kind on a page: the first few, how many there are, and where all are."""

    kind: type[Entry]
    entries: list[Entry]
    count: int
    tally: str
    url: str


def shelves(facet: Facet, value: str) -> list[Shelf]:
    """For each kind that has any, its public records with one value of a filter."""
    found = []
    for kind in Entry.kinds():
        entries = facet.restrict(kind.objects.published(), [value])
        count = entries.count()
        if count:
            by_type = count_by_type(entries) if "type" in kind.own_filters else None
            tally = kind.tally(count, by_type)
            found.append(Shelf(kind, _first(kind, entries), count, tally, f"{kind.list_url()}?{facet.name}={value}"))
    return found


def count_by_type(entries: QuerySet) -> dict[str, int]:
    """How many of these records, of a kind that has types, there are of each type; one query."""
    return dict(entries.order_by().values_list("type").annotate(n=Count("pk", distinct=True)))


def _first(kind: type[Entry], entries: QuerySet) -> list[Entry]:
    """The first few, of each report in turn, so that a report with many does not stand alone."""
    citations = Citation.model_for(kind).objects.filter(entry=OuterRef("pk"))
    report = Subquery(citations.order_by("pk").values("source")[:1])
    turn = Window(RowNumber(), partition_by=F("report"), order_by="pk")
    rows = kind.objects.filter(pk__in=entries.order_by().values("pk"))  # type: ignore[attr-defined]
    return list(rows.annotate(report=report).annotate(turn=turn).order_by("turn", "pk")[:ON_A_SHELF])

"""The councils of a record: one rule for filters, facets, counts, pages and files.

They are the councils its source names: those the record itself has, for a case study where it happened. The councils
of the public case studies it is linked with, mostly by the editors, are another thing and always called so: “through
linked case studies”. (Which kind lends its councils that way is said by the kind: Entry.lends_councils. A record
related to another of its own kind reaches none.) A record of an abolished council counts for the councils that took
over from it as well (councils/succession.py); what is shown of the record itself names its own councils alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, Expression, F, OuterRef, Q, QuerySet, When

from catalogue.models import Entry, Link
from catalogue.publication import public
from councils.models import Council, current
from councils.succession import Succession

# From records of a kind to their councils: rows, what in them names the record, the path to a council.
Way = tuple[QuerySet, str, str]


def lenders(kind: type[Entry]) -> list[tuple[type[Link], str, str]]:
    """The links through which records of this kind borrow councils: the link, this end, the lending end."""
    return [
        (link, here, there)
        for link, here, there, other in Link.sides_of(kind)
        if other is not kind and issubclass(other, Entry) and other.lends_councils
    ]


def in_councils(entries: QuerySet, councils: Iterable[str] | QuerySet, *, linked: bool = False) -> QuerySet:
    """The entries, all of one kind, that name any of these councils, given by code; `linked`: or reach any so."""
    kind = entries.model
    found = Q(pk__in=kind.objects.filter(councils__in=councils).values("pk"))
    return entries.filter(found | _connected(kind, councils) if linked else found)


def connected(entries: QuerySet, councils: Iterable[str], basis: str) -> QuerySet:
    """The entries that reach any of these councils, given by code, through a link of this basis with a case study."""
    return entries.filter(_connected(entries.model, councils, basis=basis))


def _connected(kind: type[Entry], councils: Iterable[str] | QuerySet, **which: str) -> Q:
    """The condition, on records of this kind, of a link with a public case study of any of these councils."""
    found = Q(pk__in=[])
    for link, here, there in lenders(kind):
        lent = link.objects.filter(public(f"{there}__"), **{f"{there}__councils__in": councils}, **which)
        found |= Q(pk__in=lent.values(here))
    return found


def nowhere(kind: type[Entry]) -> Q:
    """The condition, on records of this kind, of having no council at all: neither named nor through case studies."""
    condition = ~Q(Exists(_own(kind).filter(**{kind.councils.field.m2m_field_name(): OuterRef("pk")})))
    for link, here, there in lenders(kind):
        wanted = {here: OuterRef("pk"), f"{there}__councils__isnull": False}
        condition &= ~Q(Exists(link.objects.filter(public(f"{there}__"), **wanted)))
    return condition


@dataclass(frozen=True)
class Place:
    """What lists and filters show of a council."""

    code: str
    slug: str
    name: str
    region: str

    @classmethod
    def of(cls, council: Council) -> Place:
        """The place of a council."""
        return cls(council.pk, council.slug, str(council), council.region)


def pairs(entries: QuerySet) -> set[tuple[str, Place]]:
    """Every reference of these entries with every council its record names, in one query.

    The answer is kept on the queryset, because several filters of one list ask the same.
    """
    if not hasattr(entries, "_places"):
        entries._places = _read(entries, [_named(entries.model)])  # type: ignore[attr-defined]
    return entries._places  # type: ignore[attr-defined]


def pairs_through_links(entries: QuerySet) -> set[tuple[str, Place]]:
    """Every reference of these entries with every council of the public case studies linked to it; as `pairs`."""
    if not hasattr(entries, "_linked_places"):
        entries._linked_places = _read(entries, _ways_through_links(entries.model))  # type: ignore[attr-defined]
    return entries._linked_places  # type: ignore[attr-defined]


def _read(entries: QuerySet, ways: list[Way]) -> set[tuple[str, Place]]:
    wanted = entries.order_by().values("pk")
    found = [
        rows.filter(**{f"{here}__in": wanted})
        .order_by()
        .values_list(here, f"{path}__pk", f"{path}__slug", _called(path), f"{path}__region")
        for rows, here, path in ways
    ]
    if not found:
        return set()
    return {
        (reference, Place(code, slug, name, region))
        for reference, code, slug, name, region in found[0].union(*found[1:])
    }


def with_successors(places: Iterable[Place], succession: Succession) -> set[Place]:
    """These places and those of every council that took over from any of them."""
    own = set(places)
    return own | {Place.of(council) for place in own for council in succession.successors(place.code)}


def counted(entries: QuerySet, succession: Succession, *, linked: bool = False) -> set[tuple[str, Place]]:
    """Every reference of these entries with every council its record counts for, successors included.

    `linked`: also with those reached through linked case studies.
    """
    own = pairs(entries) | (pairs_through_links(entries) if linked else set())
    everywhere = {place: with_successors([place], succession) for _, place in own}
    return {(reference, counts_for) for reference, place in own for counts_for in everywhere[place]}


def regions(entries: QuerySet, *, linked: bool = False) -> set[tuple[str, str]]:
    """Every reference of these entries with every region its record counts for: those of its councils."""
    own = pairs(entries) | (pairs_through_links(entries) if linked else set())
    return {(reference, place.region) for reference, place in own}


def named(kind: type[Entry], record: Expression | F) -> list[tuple[QuerySet, Expression]]:
    """Rows that lead from one record of a kind to the councils it names, and what such a council is called in lists."""
    return _labelled([_named(kind)], record)


def named_through_links(kind: type[Entry], record: Expression | F) -> list[tuple[QuerySet, Expression]]:
    """The same for the councils of the public case studies it is linked with."""
    return _labelled(_ways_through_links(kind), record)


def _labelled(ways: list[Way], record: Expression | F) -> list[tuple[QuerySet, Expression]]:
    return [(rows.filter(**{here: record}), _called(path)) for rows, here, path in ways]


def _called(path: str) -> Case:
    """What the council at the end of a path is called: as str(council)."""
    return Case(When(current(f"{path}__"), then=f"{path}__name"), default=f"{path}__official_name")


def _own(kind: type[Entry]) -> QuerySet:
    return kind.councils.through._default_manager.all()


def _named(kind: type[Entry]) -> Way:
    return _own(kind), kind.councils.field.m2m_field_name(), "council"


def _ways_through_links(kind: type[Entry]) -> list[Way]:
    return [
        (link.objects.filter(public(f"{there}__"), **{f"{there}__councils__isnull": False}), here, f"{there}__councils")
        for link, here, there in lenders(kind)
    ]


def of(entry: Entry) -> list[Place]:
    """The councils one record names, by name."""
    return sorted((Place.of(council) for council in entry.councils.all()), key=lambda place: place.name)


def with_records(codes: Iterable[str]) -> set[str]:
    """Those of these councils, given by code, that a public record of any kind names; one query."""
    wanted, ways = set(codes), [_named(kind) for kind in Entry.kinds()]
    found = [rows.filter(public(f"{here}__"), **{f"{path}__in": wanted}).values_list(path) for rows, here, path in ways]
    return {code for (code,) in found[0].union(*found[1:])}


def lending_kind() -> type[Entry]:
    """The kind whose records happened somewhere: the first that lends its councils."""
    return next(kind for kind in Entry.kinds() if kind.lends_councils)


def by_council(querysets: Iterable[QuerySet]) -> dict[str, set[str]]:
    """The references of the entries that count for each council, by its code.

    One query for each queryset, and one for the successors.
    """
    references: dict[str, set[str]] = defaultdict(set)
    succession = Succession()
    for entries in querysets:
        for reference, place in counted(entries, succession):
            references[place.code].add(reference)
    return references

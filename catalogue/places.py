"""The councils of a record: one rule for filters, facets, counts and “found in”.

They are the councils the record names, and those of the public case studies linked to it. (Which kind lends
its councils that way is said by the kind: Entry.lends_councils. A record related to another of its own kind
keeps its own.) A record of an abolished council counts for the councils that took over from it as well
(councils/succession.py); what is shown of the record itself names its own councils alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, Expression, F, OuterRef, Q, QuerySet, When

from catalogue.models import Entry, Link
from catalogue.publication import public
from councils.models import Council
from councils.succession import Succession
from foundation.prefetched import brought


def lenders(kind: type[Entry]) -> list[tuple[type[Link], str, str]]:
    """The links through which records of this kind borrow councils: the link, this end, the lending end."""
    return [
        (link, here, there)
        for link, here, there, other in Link.sides_of(kind)
        if other is not kind and issubclass(other, Entry) and other.lends_councils
    ]


def in_councils(entries: QuerySet, councils: Iterable[str] | QuerySet) -> QuerySet:
    """The entries, all of one kind, that have any of these councils, given by code."""
    kind = entries.model
    found = Q(pk__in=kind.objects.filter(councils__in=councils).values("pk"))
    for link, here, there in lenders(kind):
        lent = link.objects.filter(public(f"{there}__"), **{f"{there}__councils__in": councils})
        found |= Q(pk__in=lent.values(here))
    return entries.filter(found)


def nowhere(kind: type[Entry]) -> Q:
    """The condition, on records of this kind, of having no council at all."""
    own = kind.councils.through._default_manager.filter(**{kind.councils.field.m2m_field_name(): OuterRef("pk")})
    condition = ~Q(Exists(own))
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
    """Every reference of these entries with every council of its record, in one query.

    The answer is kept on the queryset, because several filters of one list ask the same.
    """
    if not hasattr(entries, "_places"):
        wanted = entries.order_by().values("pk")
        columns = ("pk", "slug", "name", "official_name", "ended_on", "region")
        first, *lent = [
            rows.filter(**{f"{here}__in": wanted}).order_by().values_list(here, *(f"{path}__{c}" for c in columns))
            for rows, here, path in _ways(entries.model)
        ]
        entries._places = {  # type: ignore[attr-defined]
            (reference, Place(code, slug, official if ended else name, region))
            for reference, code, slug, name, official, ended, region in (first.union(*lent) if lent else first)
        }
    return entries._places  # type: ignore[attr-defined]


def with_successors(places: Iterable[Place], succession: Succession) -> set[Place]:
    """These places and those of every council that took over from any of them."""
    own = set(places)
    return own | {Place.of(council) for place in own for council in succession.successors(place.code)}


def counted(entries: QuerySet, succession: Succession) -> set[tuple[str, Place]]:
    """Every reference of these entries with every council its record counts for, successors included."""
    own = pairs(entries)
    everywhere = {place: with_successors([place], succession) for _, place in own}
    return {(reference, counts_for) for reference, place in own for counts_for in everywhere[place]}


def named(kind: type[Entry], record: Expression | F) -> list[tuple[QuerySet, Expression]]:
    """Rows that lead from one record of a kind to its councils, and what such a council is called in lists."""
    return [
        (
            rows.filter(**{here: record}),
            Case(When(**{f"{path}__ended_on": None, "then": f"{path}__name"}), default=f"{path}__official_name"),
        )
        for rows, here, path in _ways(kind)
    ]


def _ways(kind: type[Entry]) -> list[tuple[QuerySet, str, str]]:
    """The ways from records of a kind to their councils: rows, what in them names the record, the path to a council."""
    own = kind.councils.field.m2m_field_name()
    ways = [(kind.councils.through._default_manager.all(), own, "council")]
    ways += [
        (link.objects.filter(public(f"{there}__")), here, f"{there}__councils") for link, here, there in lenders(kind)
    ]
    return [(rows.filter(**{f"{path}__isnull": False}), here, path) for rows, here, path in ways]


def of(entry: Entry) -> list[Place]:
    """The councils of one record, by name."""
    chosen = brought(entry, "councils")
    if chosen is None:
        councils = {place for _, place in pairs(type(entry).objects.filter(pk=entry.pk))}
    else:
        councils = {Place.of(council) for council in chosen} | _lent(entry)
    return sorted(councils, key=lambda place: place.name)


def _lent(entry: Entry) -> set[Place]:
    """The councils of the records that lend theirs to one that is not saved."""
    councils: set[Place] = set()
    for link, here, there in lenders(type(entry)):
        relation: Any = link._meta.get_field(here).remote_field
        rows = brought(entry, relation.get_accessor_name())
        keys = [getattr(row, f"{there}_id") for row in (link.objects.filter(**{here: entry}) if rows is None else rows)]
        lender: Any = link.end_model(there)
        councils |= {place for _, place in pairs(lender.objects.published().filter(pk__in=keys))}
    return councils


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

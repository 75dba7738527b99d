"""Councils like another: by a published list where one is loaded, else by the rule below, which pages state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from councils.models import Council, current

RULE = (
    "Councils of the same type whose population differs by no more than a quarter; "
    "those of the same region first, then the nearest in population; at most six."
)
RULE_FOR_SOMETHING = (
    "Councils that have published something here, those most like it first: of the same type, with a population that "
    "differs by no more than a quarter, in the same region, nearest in population."
)
MOST = 6
MOST_WITH_SOMETHING = 4
PART_OF_POPULATION = 0.25


@dataclass(frozen=True)
class Alike:
    """Current councils like one, the most alike first, and what says so, as the page states it."""

    councils: list[Council]
    rule: str


def like(council: Council) -> Alike:
    """The councils most like this one, by the list of nearest neighbours it is on, else by our own rule."""
    listed = council.nearest_neighbours.filter(current("neighbour__")).select_related("neighbour")
    if found := list(listed):
        return Alike([row.neighbour for row in found], f"The nearest first, as listed in: {found[0].source}.")
    return Alike(_by_rule(council), RULE)


def rule_for_something(near: Alike) -> str:
    """What says which councils with something are like one: a published list first, where it is on one."""
    return RULE_FOR_SOMETHING if near.rule == RULE else f"{near.rule} Then: {RULE_FOR_SOMETHING}"


def with_something(council: Council, having: Collection[str], near: Sequence[Council]) -> list[Council]:
    """The current councils that have something, by code, most like this one; first those of `near`, then by the rule.

    Every council has some, as long as any other has something: what makes two alike puts in order and leaves none out.
    """
    others = list(Council.objects.current().filter(pk__in=having).exclude(pk=council.pk))
    place = {other.pk: number for number, other in enumerate(near)}
    population = council.population or 0

    def unlikeness(other: Council) -> tuple:
        apart = abs((other.population or 0) - population)
        return (
            place.get(other.pk, len(place)),
            other.type != council.type,
            apart > population * PART_OF_POPULATION,
            other.region != council.region,
            apart,
            other.name,
        )

    return sorted(others, key=unlikeness)[:MOST_WITH_SOMETHING]


def _by_rule(council: Council) -> list[Council]:
    """By RULE; none where its population is unknown or nothing comes near."""
    if not council.population or not council.is_current:
        return []
    margin = council.population * PART_OF_POPULATION
    near = Council.objects.current().filter(
        type=council.type, population__range=(council.population - margin, council.population + margin)
    )
    population = council.population

    def order(other: Council) -> tuple[bool, int, str]:
        return other.region != council.region, abs((other.population or 0) - population), other.name

    return sorted(near.exclude(pk=council.pk), key=order)[:MOST]

"""Councils like another: by a published list where one is loaded, else by the rule below, which pages state."""

from __future__ import annotations

from dataclasses import dataclass

from councils.models import Council, current

RULE = (
    "Councils of the same type whose population differs by no more than a quarter; "
    "those of the same region first, then the nearest in population; at most six."
)
MOST = 6
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

"""Councils like another. The page states the rule in RULE; the code below it is that rule."""

from __future__ import annotations

from councils.models import Council

RULE = (
    "Councils of the same type whose population differs by no more than a quarter; "
    "those of the same region first, then the nearest in population; at most six."
)
MOST = 6
PART_OF_POPULATION = 0.25


def like(council: Council) -> list[Council]:
    """The current councils most like this one; none where its population is unknown or nothing comes near."""
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

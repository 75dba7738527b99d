"""Councils like one that have something to show, and what they have."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.http import urlencode

from catalogue import places
from catalogue.models import Entry
from councils import alike
from councils.models import Council
from search.facets import CouncilFacet, ThemeFacet

TOPICS = 4
ON_THE_PAGE = 4


@dataclass(frozen=True)
class Likes:
    """Councils like one with how many records each, those like it without any, and their records by topic.

    `topics` are links to the list of these records, each with its words and how many there are; all of them at `url`.
    """

    councils: list[tuple[Council, int]]
    rule: str
    empty: list[Council]
    kind: type[Entry]
    records: list[Entry]
    count: int
    url: str
    topics: list[tuple[str, str, int]]


def likes(council: Council) -> Likes:
    """What councils like this one have to show; eight queries, however many they are."""
    kind = places.lending_kind()
    counts = {code: len(found) for code, found in places.by_council([kind.objects.published()]).items()}
    near = alike.like(council)
    found = alike.with_something(council, counts, near.councils)
    slugs = [other.slug for other in found]
    entries = CouncilFacet().restrict(kind.objects.published(), slugs) if slugs else kind.objects.none()
    url = f"{kind.list_url()}?{urlencode({'council': slugs}, doseq=True)}"
    options = sorted(ThemeFacet().options(entries), key=lambda option: -option.count)[:TOPICS]
    return Likes(
        councils=[(other, counts[other.pk]) for other in found],
        rule=alike.rule_for_something(near) if found else near.rule,
        empty=[other for other in near.councils if other.pk not in counts],
        kind=kind,
        records=list(entries.order_by("pk").distinct()[:ON_THE_PAGE]),
        count=entries.count(),
        url=url,
        topics=[(option.label, f"{url}&theme={option.value}", option.count) for option in options if option.count],
    )

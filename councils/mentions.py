"""The places that a text names: councils in any spelling, regions and named areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from councils.models import Area, Council, CouncilName, Region
from councils.names import CouncilNotFound, Directory
from councils.spelling import bare_key, key

# No name of a place has more words.
LONGEST_NAME = 8
# So many places are offered where a name may be one of several.
MOST_OFFERED = 6
# Names that are everyday words, too: beside other words they name the council with a capital only.
EVERYDAY = {"reading", "rugby"}

AnyPlace = Council | Region | Area


@dataclass(frozen=True)
class Mention:
    """The words of a text that name a place, and the place; several where they may mean any of them.

    `others` are places whose names begin or end with the same words, to be told apart from it.
    """

    words: str
    places: tuple[AnyPlace, ...]
    others: tuple[AnyPlace, ...] = ()


class Gazetteer:
    """Every name of a council, region or area, read at once in three queries."""

    def __init__(self) -> None:
        self._directory = Directory()
        self._councils: dict[str, set[Council]] = defaultdict(set)
        # By the name without the words that say what sort of council it is.
        self._by_bare_name: dict[str, set[AnyPlace]] = defaultdict(set)
        for row in CouncilName.objects.select_related("council"):
            self._councils[row.key].add(row.council)
            self._councils[row.bare_key].add(row.council)
            self._by_bare_name[row.bare_key].add(row.council)
        self._wide: dict[str, AnyPlace] = {key(area.name): area for area in Area.objects.filter(region="")}
        for region in Region:
            self._wide |= dict.fromkeys((key(region.label), key(region.label).replace(" the ", " ")), region)
        for name, place in self._wide.items():
            self._by_bare_name[name].add(place)

    def mentions(self, text: str) -> list[Mention]:
        """The places a text names, as it names them one after the other; the longest name at each word is meant.

        A text that is no more than the beginning or end of a few names mentions what bears them.
        """
        found = list(self._within(text.split()))
        if not found and (begun := self._named_longer(bare_key(text))):
            return [Mention(text.strip(), tuple(begun))]
        if len(found) == 1 and key(found[0].words) == key(text) and isinstance(found[0].places[0], Council):
            longer = self._named_longer(bare_key(text), of_today=False)
            return [replace(found[0], others=tuple(place for place in longer if place not in found[0].places))]
        return found

    def beginning(self, text: str) -> list[AnyPlace]:
        """The places with a name in which each of these words begins a word, the likeliest first.

        Those are regions, areas and councils with adult social care, then councils of the past, then districts.
        """
        typed = key(text).split()
        found: set[AnyPlace] = set()
        for name in {*self._councils, *self._wide}:
            words = name.split()
            if typed and all(any(word.startswith(part) for word in words) for part in typed):
                found |= self._councils.get(name, set()) | ({self._wide[name]} if name in self._wide else set())

        def order(place: AnyPlace) -> tuple[int, bool, bool, str]:
            is_council = isinstance(place, Council)
            rank = 0 if not is_council or place.has_adult_social_care else 2 if place.is_current else 1
            return rank, not key(name_of(place)).startswith(" ".join(typed)), is_council, name_of(place)

        return sorted(found, key=order)

    def _within(self, words: list[str]) -> Iterator[Mention]:
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + LONGEST_NAME), start, -1):
                name = " ".join(words[start:end])
                if (len(words) == 1 or name not in EVERYDAY) and (places := self._meant(name)):
                    yield Mention(name, places)
                    start = end
                    break
            else:
                start += 1

    def _meant(self, name: str) -> tuple[AnyPlace, ...]:
        """The place that bears this name, or those that do; none for what is only the code or a part of a name."""
        full, bare = key(name).removeprefix("the "), bare_key(name)
        if full in self._wide:
            return (self._wide[full],)
        bearers = self._councils.get(full, set()) | self._councils.get(bare, set())
        try:
            council = self._directory.find(name) if bearers else None
        except CouncilNotFound as several:
            meant = (council for council in bearers if council.official_name in several.candidates)
            return tuple(sorted(meant, key=str))
        return (council,) if council else ()

    def _named_longer(self, part: str, *, of_today: bool = True) -> list[AnyPlace]:
        """The places whose names begin or end with these words, none where so many do that the words say little.

        `of_today`: councils that have adult social care now, if there are any, and not their namesakes.
        """
        longer: set[AnyPlace] = set()
        for name, bearers in self._by_bare_name.items():
            if name.startswith(f"{part} ") or name.endswith(f" {part}"):
                longer |= bearers
        current = {place for place in longer if not isinstance(place, Council) or place.is_current}
        caring = {place for place in current if not isinstance(place, Council) or place.has_adult_social_care}
        found = (caring or current or longer) if of_today else current
        return sorted(found, key=name_of) if part and len(found) <= MOST_OFFERED else []


def name_of(place: AnyPlace) -> str:
    """What a place is called."""
    return str(place.label) if isinstance(place, Region) else str(place)

"""What the keeper of the vocabulary looks through: unused tags, near-duplicates, and merges that are not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz, process

from catalogue.models import Entry, Tag, TagLabel, TagLink, TagsApart

# From how alike (of 100) two words are worth a look; below it come pairs such as “day care” and “dry care”.
ALIKE = 90
# Shorter words are acronyms, in which one letter makes another word.
SHORTEST = 5


@dataclass(frozen=True)
class Pair:
    """Two tags that may be one, and the words of each that are alike."""

    one: Tag
    other: Tag
    words: tuple[str, str]


def carried(tag: str = "pk") -> Q:
    """The condition, on tags, that a record of any kind and in any state carries it."""
    found = Q(pk__in=[])
    for kind in Entry.kinds():
        found |= Q(Exists(TagLink.model_for(kind).objects.filter(tag=OuterRef(tag))))
    return found


def unused() -> Q:
    """The condition, on tags, of being in use by nobody: no record carries it, and no tag stands under it."""
    narrower = Exists(Tag.objects.in_use().filter(broader=OuterRef("pk")))
    return Q(merged_into__isnull=True) & ~carried() & ~Q(narrower)


def unfinished() -> Q:
    """The condition, on tags, of having been merged while a record still carries it, such as one saved meanwhile."""
    return Q(merged_into__isnull=False) & carried()


def pairs() -> list[Pair]:
    """Tags in use whose names or other words are nearly the same, the most alike first; three queries."""
    tags = {tag.pk: tag for tag in Tag.objects.in_use()}
    apart = set(TagsApart.objects.values_list("one_id", "other_id"))
    words = [(tag.name, tag.pk) for tag in tags.values()]
    words += [row for row in TagLabel.objects.order_by("pk").values_list("label", "tag_id") if row[1] in tags]
    found: dict[tuple[int, int], tuple[float, tuple[str, str]]] = {}
    for score, one, other in _alike(words):
        if one[1] != other[1]:
            first, second = sorted((one, other), key=lambda word: word[1])
            key = (first[1], second[1])
            if key not in apart and score > found.get(key, (0.0,))[0]:
                found[key] = (score, (first[0], second[0]))
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[1][1]))
    return [Pair(tags[one], tags[other], said) for (one, other), (_, said) in ranked]


Word = tuple[str, int]


def _alike(words: list[Word]) -> Iterator[tuple[float, Word, Word]]:
    """Pairs of words that are nearly the same, whatever their capitals, spaces, hyphens and plural.

    The order of words counts: “care homes” are no “home care”.
    """
    plain = [_plain(word) for word, _ in words]
    together: dict[str, list[int]] = {}
    for place, text in enumerate(plain):
        together.setdefault(text.replace(" ", ""), []).append(place)
    for places in together.values():
        for one, other in combinations(places, 2):
            yield 100.0, words[one], words[other]
    long = {place: text for place, text in enumerate(plain) if len(text) >= SHORTEST}
    for place, text in long.items():
        for _, score, other in process.extract(text, long, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None):
            if other > place:
                yield score, words[place], words[other]


def _plain(word: str) -> str:
    """A word as it is compared: lower case, without marks, without the s of a plural, “and” for “&”."""
    parts = re.findall(r"\w+", word.lower().replace("&", " and ").replace("’", "").replace("'", ""))
    return " ".join(
        part[:-1] if len(part) > 3 and part.endswith("s") and not part.endswith("ss") else part for part in parts
    )

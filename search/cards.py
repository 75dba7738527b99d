"""What the cards of a page show beside the records' own words, read as plain values: making rows of it costs more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models.functions import Coalesce

from catalogue import places
from catalogue.models import Entry


@dataclass(frozen=True)
class SourceLine:
    """A source as a card and the foot of a printed list name it; `published` is a partial date."""

    title: str
    publisher: str
    published: str


@dataclass
class Card:
    """The names of a record's councils and themes, and its sources, the chief one first."""

    places: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    sources: list[SourceLine] = field(default_factory=list)


def cards_of(entries: list[Entry]) -> dict[str, Card]:
    """The cards of these records by reference, in three queries for each kind among them."""
    found: dict[str, Card] = defaultdict(Card)
    for kind in Entry.kinds():
        here = [entry.pk for entry in entries if isinstance(entry, kind)]
        if here:
            _read(kind, here, found)
    for card in found.values():
        card.places.sort()
    return found


def _read(kind: type[Entry], references: list[str], found: dict[str, Card]) -> None:
    for reference, place in places.pairs(kind.objects.filter(pk__in=references)):
        found[reference].places.append(place.name)
    tags = kind.tag_links.rel.related_model.objects.filter(content_object__in=references)  # type: ignore[attr-defined]
    theme = Coalesce("tag__broader__name", "tag__name")
    for reference, name in tags.order_by(theme).values_list("content_object_id", theme).distinct():
        found[reference].themes.append(name)
    citations = kind.citations.rel.related_model.objects.filter(entry__in=references)  # type: ignore[attr-defined]
    said = citations.values_list("entry_id", "source__title", "source__publisher", "source__published")
    for reference, *source in said:
        found[reference].sources.append(SourceLine(*source))


def sources_of(cards: dict[str, Card]) -> list[SourceLine]:
    """The sources of all these records, each once, by title."""
    return sorted({source for card in cards.values() for source in card.sources}, key=lambda source: source.title)

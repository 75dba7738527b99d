"""The cards of a list: what a record shows of itself there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalogue import places
from catalogue.models import Citation, Entry, TagLink

# How many names of councils or themes a card shows before it only says how many more there are.
NAMES = 3


@dataclass(frozen=True)
class SourceLine:
    """A source as a card and the foot of a printed list name it; `published` is a partial date."""

    title: str
    publisher: str
    published: str


@dataclass(frozen=True)
class Card:
    """A record in a list, by its reference: as HTML, and the sources it rests on, the chief one first."""

    reference: str
    html: SafeString
    sources: list[SourceLine]


def cards_of(entries: list[Entry], *, name_kinds: bool) -> list[Card]:
    """The cards of these records, in their order; on a list of several kinds each says which it is.

    What stands beside their own words is read as plain values, because making rows of it costs more: in three queries
    for each kind.
    """
    about: dict[Entry, list[str]] = {}
    sources: dict[str, list[SourceLine]] = defaultdict(list)
    for kind in Entry.kinds():
        if here := [entry for entry in entries if isinstance(entry, kind)]:
            about |= _read(kind, here, sources)
    return [_card(entry, about[entry], sources[entry.pk], name_kinds) for entry in entries]


def _card(entry: Entry, about: list[str], sources: list[SourceLine], name_kind: bool) -> Card:
    said = [entry.name().capitalize(), *about] if name_kind else about
    html = render_to_string("parts/card.html", {"entry": entry, "about": " · ".join(said)})
    return Card(entry.pk, html, sources)


def _read(kind: type[Entry], entries: list[Entry], sources: dict[str, list[SourceLine]]) -> dict[Entry, list[str]]:
    """What these records are, in short; adds their sources."""
    references = [entry.pk for entry in entries]
    names, themes = defaultdict(list), defaultdict(list)
    for reference, place in places.pairs(kind.objects.filter(pk__in=references)):
        names[reference].append(place.name)
    tags = TagLink.model_for(kind).objects.filter(content_object__in=references)
    theme = Coalesce("tag__broader__name", "tag__name")
    for reference, name in tags.order_by(theme).values_list("content_object_id", theme).distinct():
        themes[reference].append(name)
    citations = Citation.model_for(kind).objects.filter(entry__in=references)
    said = citations.values_list("entry_id", "source__title", "source__publisher", "source__published")
    for reference, *source in said:
        sources[reference].append(SourceLine(*source))
    found = {}
    for entry in entries:
        sort = entry.get_type_display() if hasattr(entry, "get_type_display") else ""
        chief = [", ".join(filter(None, (each.title, each.published[:4]))) for each in sources[entry.pk][:1]]
        year = f"Evidence from {entry.evidence_year}" if entry.evidence_year else ""
        parts = [sort, few(sorted(names[entry.pk])), year, entry.get_strength_display(), few(themes[entry.pk]), *chief]
        found[entry] = [part for part in parts if part]
    return found


def few(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    return ", ".join(names[:NAMES]) + more


def sources_of(cards: list[Card]) -> list[SourceLine]:
    """The sources of all these records, each once, by title."""
    return sorted({source for card in cards for source in card.sources}, key=lambda source: source.title)


def in_short(entry: Entry) -> list[str]:
    """Its type, where its kind has types, and its chief source with the year."""
    sort = [entry.get_type_display()] if hasattr(entry, "get_type_display") else []
    sources = [citation.source for citation in entry.citations.all()][:1]
    return [*sort, *(", ".join(filter(None, (source.title, source.published[:4]))) for source in sources)]

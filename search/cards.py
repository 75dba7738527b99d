"""The cards of a list: what a record shows of itself there, ready for the template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from catalogue import places
from catalogue.models import Entry
from search.kept import Kept

# How many names of councils or themes a card shows before it only says how many more there are.
NAMES = 3
# Of how many records it is kept in memory what stands beside their words, some 500 bytes each.
KEPT = 5_000


@dataclass(frozen=True)
class SourceLine:
    """A source as a card and the foot of a printed list name it; `published` is a partial date."""

    title: str
    publisher: str
    published: str


@dataclass
class Beside:
    """What stands on a card beside the record's own words: what it is, in short, and its sources, the chief one first."""

    about: list[str]
    sources: list[SourceLine]


@dataclass(frozen=True)
class Card:
    """A record in a list. Title, summary and passage have the words looked for marked; `why` says why it was found."""

    url: str
    title: str
    summary: str
    passage: str
    why: list[str]
    about: list[str]
    sources: list[SourceLine]


# The fields of a record that its card needs where no words were looked for.
FIELDS = ("title", "slug", "summary", "type")
_kept = Kept(KEPT)


def cards_of(entries: list[Entry], as_of: Hashable, *, name_kinds: bool) -> list[Card]:
    """The cards of these records, in their order; on a list of several kinds each says which it is.

    What stands beside their words is asked for in three queries for each kind, and only of records of which it has not
    been read since the index changed (`as_of`; None where there is no index).
    """
    known = _kept.of(as_of)
    for kind in Entry.kinds():
        unknown = [entry for entry in entries if isinstance(entry, kind) and (kind, entry.pk) not in known]
        if unknown:
            known.update(_read(kind, unknown))
    return [_card(entry, known[type(entry), entry.pk], name_kinds) for entry in entries]


def _card(entry: Entry, beside: Beside, name_kind: bool) -> Card:
    marked = entry.__dict__
    return Card(
        entry.get_absolute_url(),
        marked.get("marked_title", entry.title),
        marked.get("marked_summary", entry.summary),
        marked.get("passage", ""),
        marked.get("why", []),
        [entry.name().capitalize(), *beside.about] if name_kind else beside.about,
        beside.sources,
    )


def few(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    return ", ".join(names[:NAMES]) + more


def _read(kind: type[Entry], entries: list[Entry]) -> dict[Hashable, Beside]:
    """What stands beside the words of these records, read as plain values: making rows of it costs more."""
    references = [entry.pk for entry in entries]
    names, themes = defaultdict(list), defaultdict(list)
    sources: dict[str, list[SourceLine]] = defaultdict(list)
    for reference, place in places.pairs(kind.objects.filter(pk__in=references)):
        names[reference].append(place.name)
    tags = kind.tag_links.rel.related_model.objects.filter(content_object__in=references)  # type: ignore[attr-defined]
    theme = Coalesce("tag__broader__name", "tag__name")
    for reference, name in tags.order_by(theme).values_list("content_object_id", theme).distinct():
        themes[reference].append(name)
    citations = kind.citations.rel.related_model.objects.filter(entry__in=references)  # type: ignore[attr-defined]
    said = citations.values_list("entry_id", "source__title", "source__publisher", "source__published")
    for reference, *source in said:
        sources[reference].append(SourceLine(*source))
    found: dict[Hashable, Beside] = {}
    for entry in entries:
        about = [few(sorted(names[entry.pk])), few(themes[entry.pk])]
        about += [", ".join(filter(None, (source.title, source.published[:4]))) for source in sources[entry.pk][:1]]
        if kind_of := getattr(entry, "get_type_display", None):
            about.insert(0, kind_of())
        found[kind, entry.pk] = Beside([part for part in about if part], sources[entry.pk])
    return found


def sources_of(cards: list[Card]) -> list[SourceLine]:
    """The sources of all these records, each once, by title."""
    return sorted({source for card in cards for source in card.sources}, key=lambda source: source.title)

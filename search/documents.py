"""From records to documents of the index."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import tantivy
from django.db.models import QuerySet

from catalogue import places
from catalogue.models import Citation, Entry, FormerTagSlug, Tag, TagLabel, TagLink
from councils.succession import Succession
from search import index, language
from search.list_query import FIELDS_WITH_LINKED

BATCH_SIZE = 1000
# The title counts as often as this in the text of a record, so that words of the title weigh more.
WEIGHT_OF_TITLE = 2
_STARTS_A_LINE = re.compile(r"\s*(?:#+|[-*]|\d+\.|>)(?:\s+|$)")
# Begins with the characters it is about, so that all others are passed over at once.
_WITHIN_A_LINE = re.compile(r"[*_`\[](?:(?<=\[)([^\]]*)\]\([^)]*\)|(?<=[*_`])[*_`]{0,2})")
# The fields of places: those the record names, and with them those it reaches through linked case studies.
PLACES = (*FIELDS_WITH_LINKED, *FIELDS_WITH_LINKED.values())
# Made of what other fields hold, and so no part of the digest by which documents are compared.
NOT_IN_DIGEST = ("words", index.READABLE)
# The fields of every kind that documents are made of.
SHARED = ("title", "source_heading", "summary", "body", "editors_view", "strength", "published_at")

Fields = dict[str, list]


@dataclass(frozen=True)
class TagWords:
    """What documents hold of a tag: its slugs and its theme's (its own, former and taken over), and all its names."""

    slugs: frozenset[str]
    themes: frozenset[str]
    names: frozenset[str]


@dataclass
class Where:
    """The places of a record: the names of the councils it counts for, and the values of the fields of places."""

    names: set[str] = field(default_factory=set)
    fields: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in PLACES})


@dataclass(frozen=True)
class Lookups:
    """What documents need beside the records: tags by id, and which councils took over from which."""

    tags: dict[int, TagWords]
    succession: Succession

    @classmethod
    def read(cls) -> Lookups:
        """Read them from the database, in four queries."""
        return cls(_tags(), Succession())


def _tags() -> dict[int, TagWords]:
    tags = {tag.pk: tag for tag in Tag.objects.all()}
    labels: dict[int, set[str]] = defaultdict(set)
    # Of tags that were renamed, and of tags that took the place of others: what these were called before.
    slugs: dict[int, set[str]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    for tag, label, stands_for in TagLabel.objects.order_by().values_list("tag_id", "label", "stands_for"):
        labels[tag] |= {label, stands_for} - {""}
    for tag in tags.values():
        if tag.merged_into_id:
            slugs[tag.merged_into_id].add(tag.slug)
            names[tag.merged_into_id].add(tag.name)
    for pk, slug in FormerTagSlug.objects.order_by().values_list("tag_id", "slug"):
        slugs[pk].add(slug)
    words = {}
    for pk, tag in tags.items():
        theme = tags[tag.broader_id] if tag.broader_id else tag
        words[pk] = TagWords(
            frozenset({tag.slug} | slugs[pk]),
            frozenset({theme.slug} | slugs[theme.pk] | slugs[pk]),
            frozenset({tag.name, theme.name} | labels[pk] | names[pk] | names[theme.pk]),
        )
    return words


def documents_of(kind: type[Entry], references: Collection[str], lookups: Lookups) -> Iterator[Fields]:
    """The documents of those of these records that are public now, in a fixed number of queries."""
    tags: dict[str, list[int]] = defaultdict(list)
    links = TagLink.model_for(kind).objects.filter(content_object__in=references)
    for reference, tag in links.order_by().values_list("content_object_id", "tag_id"):
        tags[reference].append(tag)
    sources: dict[str, dict[str, str]] = defaultdict(dict)
    citations = Citation.model_for(kind).objects.filter(entry__in=references)
    for reference, source, title in citations.order_by().values_list("entry_id", "source_id", "source__title"):
        sources[reference][source] = title
    where = _places(kind.objects.filter(pk__in=references), lookups.succession)
    own_values = {name: _values(kind, path, references) for name, path in kind.own_filters.items()}
    own = [path for path in kind.own_words if "__" not in path]
    entries = kind.objects.published().filter(pk__in=references).order_by("pk")
    entries = entries.only(*SHARED, *own)
    for entry in entries.prefetch_related(*relations_of_own_words(kind)):
        of_tags = [lookups.tags[tag] for tag in tags[entry.pk]]
        fields = _document(entry, of_tags, where[entry.pk], sources[entry.pk])
        fields |= {name: sorted(values[entry.pk]) for name, values in own_values.items()}
        compared = repr([fields[name] for name in sorted(fields) if name not in NOT_IN_DIGEST]).encode()
        fields["digest"] = [int.from_bytes(hashlib.blake2b(compared, digest_size=8).digest(), "big")]
        yield fields


def _places(entries: QuerySet, succession: Succession) -> dict[str, Where]:
    """The places of each of these records."""
    by_record: dict[str, Where] = defaultdict(Where)
    for linked in (False, True):
        council, region = (FIELDS_WITH_LINKED[name] if linked else name for name in FIELDS_WITH_LINKED)
        for reference, place in places.counted(entries, succession, linked=linked):
            by_record[reference].fields[council].add(place.slug)
            if not linked:
                by_record[reference].names.add(place.name)
        for reference, slug in places.regions(entries, linked=linked):
            by_record[reference].fields[region].add(slug)
    return by_record


def _values(kind: type[Entry], path: str, references: Collection[str]) -> dict[str, list]:
    """For each of these records what it has in a field, or the keys of the rows a relation leads to."""
    values: dict[str, list] = defaultdict(list)
    pairs = kind.objects.filter(pk__in=references, **{f"{path}__isnull": False})
    for reference, value in pairs.order_by().values_list("pk", path):
        values[reference].append(value)
    return values


def _document(
    entry: Entry,
    tags: list[TagWords],
    where: Where,
    sources: dict[str, str],
) -> Fields:
    names = {name for tag in tags for name in tag.names} | where.names | set(sources.values())
    own = own_words(entry)
    title, body, view, labels, audience = (
        language.searchable(language.clean("\n".join(texts)))
        for texts in (
            [entry.title],
            [entry.summary, entry.source_heading, entry.body, *own],
            [entry.editors_view],
            sorted(names),
            [getattr(entry, entry.audience_field)] if entry.audience_field else [],
        )
    )
    return {
        "key": [key_of(entry)],
        "kind": [entry.kind],
        "theme": sorted({slug for tag in tags for slug in tag.themes}),
        "tag": sorted({slug for tag in tags for slug in tag.slugs}),
        **{name: sorted(values) for name, values in where.fields.items()},
        "source": sorted(sources),
        "strength": [entry.strength] if entry.strength else [],
        "title_order": [f"{' '.join(language.words(title))}\x01{key_of(entry)}"],
        "newest_order": [f"{_newest_first(entry.published_at):019d}\x01{key_of(entry)}"],
        "whole_title": [" ".join(language.words(title))],
        "title": [title],
        "text": ["\n".join([title] * WEIGHT_OF_TITLE + [body])],
        "labels": [labels],
        "view": [view],
        "audience": [audience],
        "words": [f"{title}\n{body}\n{labels}\n{view}"],
        # Of the source's words alone: what a passage says is taken for what the source says. Whom it is for is none.
        index.READABLE: [
            paragraphs("\n\n".join([entry.body, *own_words(entry, leave_out=entry.audience_field)])).encode()
        ],
    }


def _newest_first(moment: datetime | None) -> int:
    """Microseconds from a moment to one far ahead, so that sorting by them begins with the newest."""
    assert moment  # noqa: S101 - a published record has one
    return 10**18 - int(moment.timestamp() * 1_000_000)


def relations_of_own_words(kind: type[Entry]) -> set[str]:
    """The relations from which a kind takes words of its own; to be fetched together for many records."""
    return {path.partition("__")[0] for path in kind.own_words if "__" in path}


def own_words(entry: Entry, leave_out: str = "") -> list[str]:
    """The texts that a kind's own declaration adds to those of every record, but for one field."""
    texts = []
    for path in entry.own_words:
        if path == leave_out:
            continue
        name, _, field = path.partition("__")
        rows: Iterable = getattr(entry, name).all() if field else [entry]
        texts += [str(getattr(row, field or name)) for row in rows]
    return texts


def paragraphs(text: str) -> str:
    """Markdown without its signs and its headings, a paragraph or an item of a list to a line."""
    found: list[list[str]] = [[]]
    for line in language.clean(text).split("\n"):
        start = _STARTS_A_LINE.match(line)
        if start or not line.strip():
            found.append([])
        if not line.lstrip().startswith("#"):
            found[-1].append(line[start.end() :] if start else line)
    bare = (" ".join(lines) for lines in found)
    lines = (" ".join(_WITHIN_A_LINE.sub(lambda sign: sign[1] or " ", each).split()) for each in bare)
    return "\n".join(filter(None, lines))


def key_of(entry: Entry) -> str:
    """The key of a record in the index: its kind and its reference."""
    return f"{entry.kind}/{entry.pk}"


def to_tantivy(fields: Fields) -> tantivy.Document:
    """The fields as a document of the search engine."""
    return tantivy.Document.from_dict(fields, index.schema())


def all_documents(progress: Callable[[int], None] = lambda done: None) -> Iterator[Fields]:
    """The documents of every public record, read a thousand at a time; `progress` is called with the number done."""
    lookups, done = Lookups.read(), 0
    for kind in Entry.kinds():
        last = ""
        while references := list(
            kind.objects.published().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]
        ):
            yield from documents_of(kind, references, lookups)
            last, done = references[-1], done + len(references)
            progress(done)

"""Looking up what a value in a file stands for: a tag, a council, a source or a record, by any spelling it has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from rapidfuzz import fuzz, process

from catalogue.models import Entry, Source, Tag, TagLabel
from councils import names
from councils.models import Council
from foundation.spelling import folded

# The least score of rapidfuzz, of 100, for a spelling to be suggested.
MIN_SCORE = 60
MAX_SUGGESTIONS = 5
BATCH_SIZE = 5_000
_DIVIDERS = re.compile(r"[,|\n/]")


class NoMatch(LookupError):
    """A value that matches nothing, or several things; the message is fit to show."""


def normalised(text: str) -> str:
    """A spelling for comparing, for which “&” is “and” too."""
    return " ".join(folded(text).replace("&", " and ").split())


class Lookup:
    """The primary keys of things a column may name, by each of their spellings, and their labels by primary key.

    `noun` is what messages call one of the things.
    """

    def __init__(self, noun: str, spellings: Iterable[tuple[str, Any]], labels: dict[Any, str]):
        self.noun = noun
        self.labels = labels
        self.exact: dict[str, set] = {}
        self.normalised: dict[str, set] = {}
        for spelling, pk in spellings:
            if spelling:
                self.exact.setdefault(spelling, set()).add(pk)
                self.normalised.setdefault(normalised(spelling), set()).add(pk)

    def find(self, value: str) -> Any:
        """The primary key of what the value names, spelled exactly so or nearly so. Raises NoMatch."""
        matches = self.exact.get(value) or self.normalised.get(normalised(value), set())
        if len(matches) == 1:
            return next(iter(matches))
        if matches:
            raise NoMatch(f"“{value[:80]}” is the name of {len(matches)} {self.noun}s. Write its reference.")
        raise NoMatch(f"There is no {self.noun} “{value[:80]}”.")

    def has(self, value: str) -> bool:
        """Whether the value names exactly one thing."""
        try:
            self.find(value)
        except NoMatch:
            return False
        return True

    def suggestions(self, value: str) -> list[str]:
        """Labels of things with a similar spelling, the most similar first."""
        similar = process.extract(
            normalised(value), list(self.normalised), scorer=fuzz.WRatio, limit=15, score_cutoff=MIN_SCORE
        )
        labels = [self.labels[pk] for spelling, *_ in similar for pk in sorted(self.normalised[spelling], key=str)]
        return list(dict.fromkeys(labels))[:MAX_SUGGESTIONS]


class CouncilLookup(Lookup):
    """Councils, by the rule of councils/names.py."""

    def __init__(self) -> None:
        self.directory = names.Directory()
        super().__init__("council", [], {council.pk: str(council) for council in Council.objects.all()})

    def find(self, value: str) -> str:
        """The code of the council. Raises NoMatch."""
        try:
            council = self.directory.find(value)
        except names.CouncilNotFound as problem:
            raise NoMatch(str(problem)) from problem
        if council is None:
            raise NoMatch(f"There is no council called “{value[:80]}” in the register.")
        return council.pk

    def suggestions(self, value: str) -> list[str]:
        """Official names of councils with a similar name."""
        try:
            names.find(value)
        except names.CouncilNotFound as problem:
            return problem.candidates[:MAX_SUGGESTIONS]
        return []


def tag_lookup() -> Lookup:
    """Tags and themes by name, slug and alternative label; a merged tag stands for the one it was merged into."""
    rows = list(Tag.objects.values_list("pk", "merged_into", "name", "slug"))
    survivors = {pk: merged or pk for pk, merged, *_ in rows}
    spellings = [(spelling, survivors[pk]) for pk, _, *name_and_slug in rows for spelling in name_and_slug]
    spellings += [(label, survivors[pk]) for label, pk in TagLabel.objects.values_list("label", "tag")]
    return Lookup("tag", spellings, {pk: name for pk, _, name, _ in rows})


def source_lookup() -> Lookup:
    """Sources by title and reference. A title that a report and another source share stands for the report."""
    rows = list(Source.objects.values_list("pk", "title", "type"))
    reports = {normalised(title) for _, title, sort in rows if sort == Source.Type.REPORT}
    spellings = [(pk, pk) for pk, *_ in rows]
    spellings += [
        (title, pk) for pk, title, sort in rows if sort == Source.Type.REPORT or normalised(title) not in reports
    ]
    return Lookup("source", spellings, {pk: title for pk, title, _ in rows})


def lookup_of(model: type[models.Model], label: str) -> Lookup:
    """Rows of any other model, by primary key and by the field that stands for them in files."""
    rows = list(model._default_manager.values_list("pk", label))
    noun = str(model._meta.verbose_name)
    return Lookup(noun, [(str(s), pk) for pk, name in rows for s in (pk, name)], {pk: str(name) for pk, name in rows})


def record_lookup(kind: type[Entry], values: Collection[str], new_references: Iterable[str] = ()) -> Lookup:
    """Records of a kind by reference: those that the values name, and those that are about to be made."""
    wanted = sorted({value for value in values if value})
    references: set[str] = set()
    for start in range(0, len(wanted), BATCH_SIZE):
        references.update(kind.objects.filter(pk__in=wanted[start : start + BATCH_SIZE]).values_list("pk", flat=True))
    missing = sorted({value.lower() for value in wanted} - {pk.lower() for pk in references})
    for start in range(0, len(missing), BATCH_SIZE):
        rows = kind.objects.annotate(small=Lower("reference")).filter(small__in=missing[start : start + BATCH_SIZE])
        references.update(rows.values_list("pk", flat=True))
    spellings = [(pk, pk) for pk in [*references, *new_references]]
    return Lookup(kind.name(), spellings, dict(spellings))


def split_values(cell: str, lookup: Lookup) -> list[str]:
    """The values of a cell that holds several.

    Semicolons divide them; a name that holds a semicolon itself is put together again. Where a value matches nothing,
    commas, bars, slashes and new lines divide too, if all that they divide matches.
    """
    parts = [part.strip() for part in cell.split(";")]
    joined_parts, start = [], 0
    while start < len(parts):
        for end in range(min(len(parts), start + 6), start, -1):
            joined = "; ".join(parts[start:end])
            if end == start + 1 or lookup.has(joined):
                joined_parts.append(joined)
                start = end
                break
    values: list[str] = []
    for value in filter(None, joined_parts):
        smaller = [part.strip() for part in _DIVIDERS.split(value) if part.strip()]
        is_divided = len(smaller) > 1 and not lookup.has(value) and all(map(lookup.has, smaller))
        values += smaller if is_divided else [value]
    return values


class ColumnLookup:
    """Looks up the values of one column; what somebody decided for unknown values goes first.

    `choices` gives for a value the one it stands for, or "" if it is left out.
    """

    def __init__(self, lookup: Lookup, choices: dict[str, str]):
        self.lookup = lookup
        self.choices = {normalised(value): choice for value, choice in choices.items()}

    def find_all(self, cell: str) -> tuple[list, list[tuple[str, str]]]:
        """The primary keys of what the cell names, in order and each once; and unknown values with a message each."""
        keys: dict[Any, None] = {}
        unknown: list[tuple[str, str]] = []
        for value in split_values(cell, self.lookup):
            choice = self.choices.get(normalised(value), value)
            if not choice:
                continue
            try:
                keys[self.lookup.find(choice)] = None
            except NoMatch as problem:
                unknown.append((value, str(problem)))
        return list(keys), unknown

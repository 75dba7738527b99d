"""What a value in a file means: a tag, a council, a source or a record, by any spelling that is known."""

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

LIKE_ENOUGH = 60
MOST_SUGGESTIONS = 5
AT_A_TIME = 5_000
_DIVIDERS = re.compile(r"[,|\n/]")


class NotKnown(LookupError):
    """A value nobody knows, or that may mean several things; the message is fit to show."""


def key(words: str) -> str:
    """A spelling for comparing: case, sorts of spaces and of apostrophes and dashes do not count."""
    return " ".join(words.casefold().replace("’", "'").replace("–", "-").replace("&", "and").split())


class Known:
    """Every spelling of the things a column may name, each leading to the keys of what it may mean."""

    def __init__(self, word: str, spellings: Iterable[tuple[str, Any]], labels: dict[Any, str]):
        self.word = word
        self.labels = labels
        self.exact: dict[str, set] = {}
        self.meanings: dict[str, set] = {}
        for spelling, meant in spellings:
            if spelling:
                self.exact.setdefault(spelling, set()).add(meant)
                self.meanings.setdefault(key(spelling), set()).add(meant)

    def find(self, value: str) -> Any:
        """The key of what the value means, letter by letter or else by its spelling. Raises NotKnown."""
        found = self.exact.get(value) or self.meanings.get(key(value), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise NotKnown(f"“{value[:80]}” is the name of {len(found)} {self.word}s. Write its reference.")
        raise NotKnown(f"There is no {self.word} “{value[:80]}”.")

    def knows(self, value: str) -> bool:
        """Whether the value means one thing."""
        try:
            self.find(value)
        except NotKnown:
            return False
        return True

    def near(self, value: str) -> list[str]:
        """Names of what may have been meant, the likeliest first."""
        close = process.extract(key(value), list(self.meanings), scorer=fuzz.WRatio, limit=15, score_cutoff=LIKE_ENOUGH)
        found = [self.labels[meant] for spelling, *_ in close for meant in sorted(self.meanings[spelling], key=str)]
        return list(dict.fromkeys(found))[:MOST_SUGGESTIONS]


class KnownCouncils(Known):
    """Councils, by the rule of councils/names.py."""

    def __init__(self) -> None:
        self.directory = names.Directory()
        super().__init__("council", [], {council.pk: str(council) for council in Council.objects.all()})

    def find(self, value: str) -> str:
        """The code of the council."""
        try:
            council = self.directory.find(value)
        except names.CouncilNotFound as problem:
            raise NotKnown(str(problem)) from problem
        if council is None:
            raise NotKnown(f"There is no council called “{value[:80]}” in the register.")
        return council.pk

    def near(self, value: str) -> list[str]:
        """Official names of councils that may have been meant."""
        try:
            names.find(value)
        except names.CouncilNotFound as problem:
            return problem.candidates[:MOST_SUGGESTIONS]
        return []


def tags() -> Known:
    """Tags and themes by name, slug and alternative label; a merged tag means the one it was merged into."""
    rows = list(Tag.objects.values_list("pk", "merged_into", "name", "slug"))
    meant = {pk: merged or pk for pk, merged, *_ in rows}
    spellings = [(spelling, meant[pk]) for pk, _, *both in rows for spelling in both]
    spellings += [(label, meant[pk]) for label, pk in TagLabel.objects.values_list("label", "tag")]
    return Known("tag", spellings, {pk: name for pk, _, name, _ in rows})


def sources() -> Known:
    """Sources by title and reference. A title that a report and a reference share means the report."""
    rows = list(Source.objects.values_list("pk", "title", "type"))
    reports = {key(title) for _, title, sort in rows if sort == Source.Type.REPORT}
    spellings = [(pk, pk) for pk, *_ in rows]
    spellings += [(title, pk) for pk, title, sort in rows if sort == Source.Type.REPORT or key(title) not in reports]
    return Known("source", spellings, {pk: title for pk, title, _ in rows})


def others(model: type[models.Model], label: str) -> Known:
    """Rows of another model, by key and by the field that stands for them in files."""
    rows = list(model._default_manager.values_list("pk", label))
    word = str(model._meta.verbose_name)
    return Known(word, [(str(s), pk) for pk, name in rows for s in (pk, name)], {pk: str(name) for pk, name in rows})


def records(kind: type[Entry], values: Collection[str], also: Iterable[str] = ()) -> Known:
    """Records of a kind by reference, of those that are asked for; `also` are references about to be made."""
    wanted = sorted({value for value in values if value})
    found: set[str] = set()
    for start in range(0, len(wanted), AT_A_TIME):
        found.update(kind.objects.filter(pk__in=wanted[start : start + AT_A_TIME]).values_list("pk", flat=True))
    missing = sorted({value.lower() for value in wanted} - {pk.lower() for pk in found})
    for start in range(0, len(missing), AT_A_TIME):
        rows = kind.objects.annotate(small=Lower("reference")).filter(small__in=missing[start : start + AT_A_TIME])
        found.update(rows.values_list("pk", flat=True))
    spellings = [(pk, pk) for pk in found]
    spellings += [(reference, reference) for reference in also]
    return Known(kind.name(), spellings, {pk: pk for _, pk in spellings})


def pieces(cell: str, known: Known) -> list[str]:
    """The values of a cell of many.

    They are divided by semicolons; a name that holds one itself is put together again. Where a piece is not known,
    commas, bars, slashes and new lines divide too, if what they divide is known.
    """
    parts = [part.strip() for part in cell.split(";")]
    found, start = [], 0
    while start < len(parts):
        for end in range(min(len(parts), start + 6), start, -1):
            joined = "; ".join(parts[start:end])
            if end == start + 1 or known.knows(joined):
                found.append(joined)
                start = end
                break
    values: list[str] = []
    for value in filter(None, found):
        smaller = [part.strip() for part in _DIVIDERS.split(value) if part.strip()]
        divided = len(smaller) > 1 and not known.knows(value) and all(map(known.knows, smaller))
        values += smaller if divided else [value]
    return values


class Meanings:
    """The values of one column, as somebody decided for those nobody knows, then as they are known."""

    def __init__(self, known: Known, chosen: dict[str, str]):
        self.known = known
        self.chosen = {key(value): meant for value, meant in chosen.items()}

    def read(self, cell: str) -> tuple[list, list[tuple[str, str]]]:
        """The keys of what the cell names, in order and each once, and the unknown values with what is wrong."""
        found: dict[Any, None] = {}
        wrong: list[tuple[str, str]] = []
        for value in pieces(cell, self.known):
            meant = self.chosen.get(key(value), value)
            if not meant:
                continue
            try:
                found[self.known.find(meant)] = None
            except NotKnown as problem:
                wrong.append((value, str(problem)))
        return list(found), wrong

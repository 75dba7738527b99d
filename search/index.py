"""The index on disk: what it holds, how it is opened, locked and replaced.

It lives in settings.INDEX_DIR: one folder for each build, and a file called `current` that names the one in use,
replaced in one step when a new build is ready. The name of a build starts with VERSION, so that an index of
an older version of this code is never read.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import tantivy
from django.conf import settings

from catalogue.models import Entry
from catalogue.version import Version
from foundation import locks
from search import language
from search.list_query import FIELDS_WITH_LINKED

# Raised by hand when documents are made in another way from the same fields, or those made before may be wrong.
FORMAT = 10
# What lists are put in order by.
ORDERS = ("title_order", "newest_order")
# Exact values, for filters, counts and orders. Kinds add the names of their own filters.
VALUES = (
    "key",
    "kind",
    "theme",
    "tag",
    "council",
    "region",
    *FIELDS_WITH_LINKED.values(),
    "source",
    "strength",
    "whole_title",
    *ORDERS,
)
# Those of them that one record has alone; they can be read back.
UNIQUE = ("key", *ORDERS)
# Words: as stemmed by language.stemming, or as written. The text is what the source says; what the editors add is a
# field of its own, which counts less.
STEMMED = ("title", "text", "labels", "view", "audience")
WRITTEN = ("words",)
NUMBERS = ("digest", "applied", "applied_at")
# The record as it is read, from which passages are cut: kept, and not searched.
READABLE = "readable"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The build that is open for reading in this process, after what identifies the file that named it.
_open_build: tuple[tuple, OpenBuild] | None = None
_opening = threading.Lock()


class Unavailable(Exception):
    """There is no index that can be read now."""


def values() -> list[str]:
    """The fields of exact values, those of the kinds' own filters included."""
    return list(dict.fromkeys([*VALUES, *(name for kind in Entry.kinds() for name in kind.own_filters)]))


@cache
def schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in values():
        builder.add_text_field(name, stored=name in UNIQUE, fast=True, tokenizer_name="raw", index_option="basic")
    for name in STEMMED:
        builder.add_text_field(name, tokenizer_name="stemmed", index_option="position")
    for name in WRITTEN:
        builder.add_text_field(name, tokenizer_name="written", index_option="basic")
    for name in NUMBERS:
        builder.add_unsigned_field(name, stored=name != "digest", indexed=name == "applied", fast=True)
    builder.add_bytes_field(READABLE, stored=True, indexed=False, fast=False)
    return builder.build()


@cache
def version() -> str:
    """A short word that changes when the fields, the words of the kinds or the way words are cut change."""
    kinds = [(kind.kind, kind.own_words, sorted(kind.own_filters.items())) for kind in Entry.kinds()]
    fingerprint = repr((FORMAT, tantivy.__version__, values(), STEMMED, WRITTEN, NUMBERS, kinds))  # type: ignore[attr-defined]
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:12]


def to_microseconds(moment: datetime | None) -> int:
    """A time as a number of the index; 0 for none."""
    return (moment - EPOCH) // timedelta(microseconds=1) if moment else 0


def from_microseconds(number: int) -> datetime | None:
    """The time that `to_microseconds` made a number of."""
    return EPOCH + timedelta(microseconds=number) if number else None


class OpenBuild:
    """A build of the index, open for reading in this process."""

    def __init__(self, path: Path):
        self.path = path
        self.index = _open(path)

    def searcher(self) -> tantivy.Searcher:
        """The index as the last commit of any process left it."""
        self.index.reload()
        return self.index.searcher()

    # The key of the document that holds the last change; no record can have it.
    BOOKKEEPING = "state"

    def holds(self, searcher: tantivy.Searcher) -> Version:
        """The last Change that a searcher of this build holds. Raises Unavailable where it does not say."""
        hits = searcher.search(tantivy.Query.term_query(schema(), "key", self.BOOKKEEPING), 1, count=False).hits
        if not hits:
            raise Unavailable("The index does not say what it holds.")
        state = searcher.doc(hits[0][1])
        return Version(state["applied"][0], from_microseconds(state["applied_at"][0]))


def _open(path: Path) -> tantivy.Index:
    index = tantivy.Index(schema(), path=str(path))
    index.register_tokenizer("stemmed", language.stemming())
    index.register_tokenizer("written", language.writing())
    return index


def current() -> OpenBuild:
    """The build in use. Raises Unavailable where there is none, or it is damaged or of another version."""
    global _open_build
    note = os.path.join(settings.INDEX_DIR, "current")
    try:
        status = os.stat(note)
    except OSError:
        raise Unavailable("There is no index yet.") from None
    # Another build is named by another file: every search asks, and the same file need not be read again.
    named_by = note, status.st_ino, status.st_mtime_ns
    with _opening:
        if _open_build is None or _open_build[0] != named_by or not os.path.isdir(_open_build[1].path):
            _open_build = named_by, _build_named_in(Path(note))
        return _open_build[1]


def _build_named_in(note: Path) -> OpenBuild:
    try:
        name = note.read_text().strip()
    except OSError:
        raise Unavailable("There is no index yet.") from None
    path = note.parent / name
    if not name.startswith(version()) or not path.is_dir():
        raise Unavailable("The index was made by another version.")
    if not tantivy.Index.exists(str(path)):
        raise Unavailable("The index is damaged.")
    try:
        return OpenBuild(path)
    except ValueError as problem:
        raise Unavailable(f"The index is damaged: {problem}") from problem


def lock(name: str, wait: float) -> AbstractContextManager[None]:
    """The lock of that name on this index: foundation.locks.lock."""
    return locks.lock(settings.INDEX_DIR / f"{name}.lock", wait)


def new_build() -> tuple[Path, tantivy.Index]:
    """An empty folder for another build, and the index in it."""
    path = settings.INDEX_DIR / f"{version()}-{secrets.token_hex(6)}"
    path.mkdir(parents=True)
    return path, _open(path)


def use(path: Path) -> None:
    """Make a finished build the one in use, in one step, and remove the others."""
    note = settings.INDEX_DIR / f"current-{secrets.token_hex(4)}"
    note.write_text(path.name)
    note.replace(settings.INDEX_DIR / "current")
    for other in settings.INDEX_DIR.iterdir():
        if other.is_dir() and other != path:
            shutil.rmtree(other, ignore_errors=True)

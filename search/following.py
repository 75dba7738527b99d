"""Keeping the index in step with the database: building it, and applying changes to it.

The database is the truth. The index remembers, in the same commit as the documents themselves, the id of the
last Change it holds; whatever comes after that id is still to be applied.

It holds what has been committed and nothing else. Whoever asks within an open transaction gets the index as it is:
what they wrote, and the id of its Change, may yet be taken back and the id given to somebody else.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import tantivy
from django.db import connection, transaction

from catalogue.models import Change, Entry
from catalogue.version import is_uncommitted, last_change
from search import documents, index
from search.index import Busy, Opened, Unavailable

log = logging.getLogger(__name__)

# How long a search may work on changes before it answers with what it has, in seconds.
PATIENCE = 0.2
AT_A_TIME = 200
# Up to so many records, a search that finds no index builds it on the spot.
BUILT_ON_THE_SPOT = 2_000
MEMORY = 50_000_000
MEMORY_OF_A_REBUILD = 256_000_000


@dataclass(frozen=True)
class State:
    """The index as one search reads it: the build, and the id of the last change that `searcher` knows."""

    build: Path
    searcher: tantivy.Searcher
    applied: int

    @property
    def version(self) -> tuple[Path, int]:
        """The version that whatever is made from this state belongs to, for caches: the build and its last change."""
        return self.build, self.applied


def bring_up_to_date(opened: Opened, last: int, patience: float | None = PATIENCE) -> State:
    """The index with the changes up to `last`, or as many of them as can be applied within the patience (seconds).

    Without patience, all of them. Waits for another process that is writing, but no longer than that. Within an open
    transaction nothing is applied.
    """
    if is_uncommitted():
        searcher = opened.searcher()
        return State(opened.path, searcher, opened.applied(searcher))
    found = State(opened.path, *opened.read(last))
    # A page goes by one version of the site from its beginning to its end; others may have gone on meanwhile.
    if found.applied > last and not Change.objects.filter(pk__gte=found.applied).exists():
        raise Unavailable("The index knows changes that the database does not.")
    if found.applied >= last:
        return found
    end = time.monotonic() + patience if patience is not None else None
    try:
        with ExitStack() as turn:
            turn.enter_context(index.turn("writer", wait=patience if patience is not None else 60))
            writer = opened.index.writer(MEMORY, 1)
            while (applied := opened.applied(opened.searcher())) < last:
                _apply(writer, applied)
                if end and time.monotonic() > end:
                    soon()
                    break
            threading.Thread(target=_join, args=(writer, turn.pop_all())).start()
    except Busy:
        soon()
    return State(opened.path, *opened.read(last))


def _join(writer: tantivy.IndexWriter, turn: ExitStack) -> None:
    """Let the engine finish joining small parts of the index into larger ones, then end the turn. No search waits.

    A writer that goes earlier leaves its joining undone: the next one begins it again, with one part more each time.
    """
    with turn:
        writer.wait_merging_threads()


def _apply(writer: tantivy.IndexWriter, applied: int) -> None:
    """Apply the next changes after an id, in one commit."""
    changes = list(Change.objects.filter(pk__gt=applied).order_by("pk")[:AT_A_TIME])
    if not changes:
        return
    by_kind: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change.reference)
    around = documents.Surroundings.read()
    kinds = {kind.kind: kind for kind in Entry.kinds()}
    for kind, references in by_kind.items():
        for reference in references:
            writer.delete_documents_by_term("key", f"{kind}/{reference}")
        if kind in kinds:
            for fields in documents.of(kinds[kind], references, around):
                writer.add_document(documents.ready(fields))
    _remember(writer, changes[-1].pk)
    writer.commit()


def _remember(writer: tantivy.IndexWriter, applied: int) -> None:
    writer.delete_documents_by_term("key", Opened.STATE)
    writer.add_document(documents.ready({"key": [Opened.STATE], "applied": [applied]}))


def rebuild(progress: Callable[[int], None] = lambda done: None, wait: float = 0.0) -> int:
    """Build the index anew beside the one in use, then use it; returns how many records it holds.

    Changes made meanwhile are applied by the next search. Raises Busy if another process is building it, and
    Unavailable within an open transaction.
    """
    if is_uncommitted():
        raise Unavailable("The index is not built from what may yet be taken back.")
    with index.turn("builder", wait=wait):
        with transaction.atomic():
            Change.objects.add_missing()
        applied = last_change()
        path, building = index.new_build()
        writer = building.writer(MEMORY_OF_A_REBUILD)
        count = 0
        for fields in documents.everything(progress):
            writer.add_document(documents.ready(fields))
            count += 1
        _remember(writer, applied)
        writer.commit()
        writer.wait_merging_threads()
        index.use(path)
        if count > BUILT_ON_THE_SPOT:
            _know_the_tables()
    return count


def _know_the_tables() -> None:
    """Have SQLite count its rows, so that it finds records by reference and not by reading all that are published.

    What it knows of a table that was nearly empty it believes when that holds a million rows, and then reads all of
    them where it should look one up. It guesses better where it knows nothing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def digests(searcher: tantivy.Searcher) -> dict[str, list[int]]:
    """For each key in the index the digests of its documents, of which there should be one."""
    hits = searcher.search(tantivy.Query.exists_query("kind"), max(searcher.num_docs, 1), count=False).hits
    addresses = [address for _, address in hits]
    found: dict[str, list[int]] = defaultdict(list)
    for address, digest in zip(addresses, searcher.fast_field_values("digest", addresses), strict=True):
        found[searcher.doc(address)["key"][0]].append(digest)  # type: ignore[arg-type]
    return found


def is_small() -> bool:
    """Whether there are so few records that building the index takes no time worth mentioning."""
    left = BUILT_ON_THE_SPOT
    for kind in Entry.kinds():
        left -= kind.objects.published()[: left + 1].count()
        if left < 0:
            return False
    return True


def state() -> State:
    """The index as it is after the changes so far; within an open transaction, as it is.

    Raises Unavailable where there is none yet; it is then being built.
    """
    for _ in range(2):
        # The clock is not noticed in a transaction that may be taken back.
        last = 0 if is_uncommitted() else last_change()
        try:
            return bring_up_to_date(index.current(), last)
        except (Unavailable, ValueError, OSError) as problem:
            # A build that was replaced a moment ago reads as damaged; one that is damaged has to be made again.
            log.info("The search index cannot be read and is built again: %s", problem)
            _build_because_unreadable()
    raise Unavailable("The index is being built.")


def is_in_step(last: int) -> bool:
    """Whether searches find all changes up to this one and no other; has them do so where that takes no time.

    Never within an open transaction, whose changes no search finds.
    """
    if is_uncommitted():
        return False
    try:
        opened = index.current()
        found = State(opened.path, *opened.read(last))
    except (Unavailable, ValueError, OSError):
        found = None
    try:
        if found is None or found.applied != last:
            found = state()
    except Unavailable:
        return False
    return found.applied == last


def _build_because_unreadable() -> None:
    if not is_small():
        soon()
        raise Unavailable("The index is being built.")
    try:
        rebuild(wait=PATIENCE)
    except (Busy, OSError, ValueError) as problem:
        raise Unavailable("The index is being built.") from problem


# --- After a commit, and for long builds: one thread of this process

NAME = "hindsight-index"
_wanted = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None


def soon() -> None:
    """Have the index brought up to date, or built, in the background of this process."""
    global _thread
    _wanted.set()
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, name=NAME, daemon=True)
            _thread.start()


def _work() -> None:
    while _wanted.wait(timeout=30):
        _wanted.clear()
        try:
            _once()
        except Exception:
            log.exception("The search index could not be brought up to date; the next search tries again.")
        finally:
            connection.close()


def _once() -> None:
    last = last_change()
    try:
        bring_up_to_date(index.current(), last, patience=None)
    except (Unavailable, ValueError, OSError):
        try:
            rebuild()
        except Busy:
            log.info("Another process is building the search index.")


def changes_committed(**signal: object) -> None:
    """What the process that saved a record does after the commit."""
    soon()

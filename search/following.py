"""Keeping the index in step with the database: building it, and applying changes to it.

The database is the truth. The index remembers, in the same commit as the documents themselves, the id of the
last Change it holds and its time; whatever comes after that id is still to be applied. Where the two together are not
in the history of the database, a backup was put back under the index, and it is built anew.

It holds what has been committed and nothing else. A search in an uncommitted transaction reads the index as it is:
what the transaction wrote may be rolled back, and the id of its Change given to another.
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
from catalogue.version import Version, is_uncommitted, present_version
from foundation.locks import Locked
from search import documents, index
from search.index import OpenBuild, Unavailable

log = logging.getLogger(__name__)

# For how many seconds a search may apply changes, or wait for its turn, before it goes on with what the index holds.
MAX_WAIT = 0.2
BATCH_SIZE = 200
# Up to so many records, a search that finds no index builds it itself.
MAX_BUILT_BY_A_SEARCH = 2_000
MEMORY = 50_000_000
MEMORY_OF_A_REBUILD = 256_000_000


@dataclass(frozen=True)
class IndexReader:
    """The index as one search reads it, at one moment; `holds` is the last Change in it."""

    build: Path
    searcher: tantivy.Searcher
    holds: Version

    @property
    def last_change(self) -> int:
        """The id of the last Change it holds."""
        return self.holds.last

    @property
    def version(self) -> tuple[Path, int]:
        """The version under which whatever is read here is cached: the build and the last change in it."""
        return self.build, self.last_change


def _newest(build: OpenBuild) -> IndexReader:
    """The index as the last commit of any process left it."""
    searcher = build.searcher()
    return IndexReader(build.path, searcher, build.holds(searcher))


def check_history(holds: Version) -> None:
    """Raise Unavailable where what an index holds is not in the history of the database: a backup was put back."""
    newest = Change.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    if holds.last > newest or not Change.objects.is_in_history(*holds):
        raise Unavailable("The index is of another past than the database.")


def bring_up_to_date(build: OpenBuild, wanted: Version, max_wait: float | None = MAX_WAIT) -> IndexReader:
    """Apply changes up to the version `wanted` and return the index with them.

    Stops after `max_wait` seconds, and waits no longer for another process that is writing: then the result lacks the
    later changes, which are applied in the background. None means all changes, however long they take. In an
    uncommitted transaction nothing is applied. Raises Unavailable where the index is of another past (check_history).
    """
    reader = _newest(build)
    # A page goes by one version of the site from its beginning to its end; others may have gone on meanwhile.
    if is_uncommitted() or reader.holds == wanted:
        return reader
    check_history(reader.holds)
    if reader.last_change >= wanted.last:
        return reader
    end = time.monotonic() + max_wait if max_wait is not None else None
    try:
        with ExitStack() as lock:
            lock.enter_context(index.lock("writer", wait=max_wait if max_wait is not None else 60))
            writer = build.index.writer(MEMORY, 1)
            while (applied := build.holds(build.searcher()).last) < wanted.last:
                _apply(writer, applied)
                if end and time.monotonic() > end:
                    update_in_background()
                    break
            threading.Thread(target=_finish_merging, args=(writer, lock.pop_all())).start()
    except Locked:
        update_in_background()
    return _newest(build)


def _finish_merging(writer: tantivy.IndexWriter, lock: ExitStack) -> None:
    """Let the engine finish merging small segments into larger ones, then release the lock. No search waits for it.

    A writer that is closed earlier leaves its merge undone, and the next one begins it again with one segment more.
    """
    with lock:
        writer.wait_merging_threads()


def _apply(writer: tantivy.IndexWriter, applied: int) -> None:
    """Apply the next changes after an id, at most BATCH_SIZE of them, in one commit."""
    changes = list(Change.objects.filter(pk__gt=applied).order_by("pk")[:BATCH_SIZE])
    if not changes:
        return
    by_kind: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change.reference)
    lookups = documents.Lookups.read()
    kinds = {kind.kind: kind for kind in Entry.kinds()}
    for kind, references in by_kind.items():
        for reference in references:
            writer.delete_documents_by_term("key", f"{kind}/{reference}")
        if kind in kinds:
            for fields in documents.documents_of(kinds[kind], references, lookups):
                writer.add_document(documents.to_tantivy(fields))
    _write_bookkeeping(writer, Version(changes[-1].pk, changes[-1].changed_at))
    writer.commit()


def _write_bookkeeping(writer: tantivy.IndexWriter, holds: Version) -> None:
    writer.delete_documents_by_term("key", OpenBuild.BOOKKEEPING)
    state: dict[str, list] = {
        "key": [OpenBuild.BOOKKEEPING],
        "applied": [holds.last],
        "applied_at": [index.to_microseconds(holds.changed_at)],
    }
    writer.add_document(documents.to_tantivy(state))


def rebuild(progress: Callable[[int], None] = lambda done: None, wait: float = 0.0) -> int:
    """Build the index anew beside the one in use, then use it; returns how many records it holds.

    `progress` is called with the number of records done. Changes made meanwhile are applied by the next search. Raises
    Locked if another process is building it for longer than `wait` seconds, and Unavailable in an uncommitted
    transaction.
    """
    if is_uncommitted():
        raise Unavailable("The index is not built from what may yet be rolled back.")
    with index.lock("builder", wait=wait):
        with transaction.atomic():
            Change.objects.add_missing()
        applied = present_version()
        path, building = index.new_build()
        writer = building.writer(MEMORY_OF_A_REBUILD)
        count = 0
        for fields in documents.all_documents(progress):
            writer.add_document(documents.to_tantivy(fields))
            count += 1
        _write_bookkeeping(writer, applied)
        writer.commit()
        writer.wait_merging_threads()
        index.use(path)
        if count > MAX_BUILT_BY_A_SEARCH:
            _analyze_tables()
    return count


def _analyze_tables() -> None:
    """Have SQLite collect statistics, so that it looks records up by reference instead of reading all published ones.

    Statistics of a table that was nearly empty mislead it when that holds a million rows. Without any it plans better.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def digests(searcher: tantivy.Searcher) -> dict[str, list[int]]:
    """The digests of the documents of each key in the index; there should be one."""
    hits = searcher.search(tantivy.Query.exists_query("kind"), max(searcher.num_docs, 1), count=False).hits
    addresses = [address for _, address in hits]
    by_key: dict[str, list[int]] = defaultdict(list)
    for address, digest in zip(addresses, searcher.fast_field_values("digest", addresses), strict=True):
        by_key[searcher.doc(address)["key"][0]].append(digest)  # type: ignore[arg-type]
    return by_key


def is_small() -> bool:
    """Whether there are so few records that building the index takes no time worth mentioning."""
    left = MAX_BUILT_BY_A_SEARCH
    for kind in Entry.kinds():
        left -= kind.objects.published()[: left + 1].count()
        if left < 0:
            return False
    return True


def reader() -> IndexReader:
    """The index for one search: with all committed changes, or nearly all where they take long (bring_up_to_date).

    Raises Unavailable where there is none to read; it is then being built.
    """
    for _ in range(2):
        # Scheduled records that come due are not noted in a transaction that may be rolled back.
        wanted = Version() if is_uncommitted() else present_version()
        try:
            return bring_up_to_date(index.current(), wanted)
        except (Unavailable, ValueError, OSError) as problem:
            # A build that was replaced a moment ago reads as damaged; one that is damaged has to be made again.
            log.info("The search index cannot be read and is built again: %s", problem)
            _build_if_small()
    raise Unavailable("The index is being built.")


def is_up_to_date(version: Version) -> bool:
    """Whether searches find all changes up to this version and no other; applies them where that takes no time.

    False in an uncommitted transaction, whose changes no search finds.
    """
    if is_uncommitted():
        return False
    try:
        return reader().holds == version
    except Unavailable:
        return False


def _build_if_small() -> None:
    if not is_small():
        update_in_background()
        raise Unavailable("The index is being built.")
    try:
        rebuild(wait=MAX_WAIT)
    except (Locked, OSError, ValueError) as problem:
        raise Unavailable("The index is being built.") from problem


# --- In the background: one thread of this process, for changes after a commit and for long builds

NAME = "hindsight-index"
_wanted = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None


def update_in_background() -> None:
    """Have a thread of this process bring the index up to date, or build it."""
    global _thread
    _wanted.set()
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_update_when_wanted, name=NAME, daemon=True)
            _thread.start()


def _update_when_wanted() -> None:
    while _wanted.wait(timeout=30):
        _wanted.clear()
        try:
            _update()
        except Exception:
            log.exception("The search index could not be brought up to date; the next search tries again.")
        finally:
            connection.close()


def _update() -> None:
    wanted = present_version()
    try:
        bring_up_to_date(index.current(), wanted, max_wait=None)
    except (Unavailable, ValueError, OSError):
        try:
            rebuild()
        except Locked:
            log.info("Another process is building the search index.")


def changes_committed(**signal: object) -> None:
    """Update the index after a commit; the receiver of catalogue.changes.committed."""
    update_in_background()

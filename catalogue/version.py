"""The version of the content: it changes whenever something public does, and by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from catalogue.models import Change


class Version(NamedTuple):
    """The last row of the Change table: its id and, because a restored database gives the same ids again, its time."""

    last: int = 0
    changed_at: datetime | None = None

    def __str__(self) -> str:
        """One word, such as 418-2026-11-22T21:07:36.123456+00:00; nothing while there is no content."""
        return f"{self.last}-{self.changed_at.isoformat(timespec='microseconds')}" if self.changed_at else ""


# Every request asks this. Django would take four times as long to write the query as the database to answer it.
# Both parts read one end of an index.
QUERY = """
SELECT id, changed_at, EXISTS (SELECT 1 FROM catalogue_change WHERE due_at <= %s)
FROM catalogue_change ORDER BY id DESC LIMIT 1
"""


def is_uncommitted() -> bool:
    """Whether the present transaction is open, so that what the database says here may yet be taken back.

    What is read then may be shown to whoever asks, and must not be kept for others: not in the index, not in memory.
    The transaction a test is wrapped in does not count, as it does not for Django’s `atomic(durable=True)`.
    """
    return any(not block._from_testcase for block in connection.atomic_blocks)  # type: ignore[attr-defined]


_settled: ContextVar[Version | None] = ContextVar("version", default=None)


@contextmanager
def settled(version: Version | None) -> Iterator[None]:
    """Let everything within, which only reads, go by this version instead of asking again."""
    token = _settled.set(version)
    try:
        yield
    finally:
        _settled.reset(token)


def present_version() -> Version:
    """The version now, after noticing scheduled records whose time has come; one query as a rule."""
    if (known := _settled.get()) is not None:
        return known
    version, is_due = _newest()
    if is_due:
        Change.objects.release_due()
        version, _ = _newest()
    return version


def _newest() -> tuple[Version, bool]:
    """The last change, and whether the time of a scheduled record has come unnoticed."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [connection.ops.adapt_datetimefield_value(timezone.now())])
        row = cursor.fetchone()
    return (Version(row[0], row[1].replace(tzinfo=UTC)), bool(row[2])) if row else (Version(), False)


def content_version() -> str:
    """The version as the word that downloads, the data package and the API give."""
    return str(present_version())


def last_change() -> int:
    """The id of the last change; 0 while there is none."""
    return present_version().last

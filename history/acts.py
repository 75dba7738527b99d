"""Revisions: everything that one person writes at once has the same time, author and reason in the history.

A save in the admin touches many tables: the record, its tags, citations and links. django-simple-history writes
a row for each of them. Within a `revision` those rows agree on when, who and why, so that they can be shown as one,
and what visitors see change is recorded once, at its end (catalogue/changes.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from catalogue import changes


@dataclass
class Revision:
    """The reason, author and time of what is written together. Without `user` the author is the request's user."""

    reason: str = ""
    user: Any = None
    _timestamp: datetime | None = None

    @property
    def timestamp(self) -> datetime:
        """When it happened: set when the first row is written, so that revisions are dated in the order they wrote.

        Only one transaction writes at a time (`lock_outbox`), hence whoever writes second is also dated second.
        """
        if self._timestamp is None:
            self._timestamp = monotonic_now()
        return self._timestamp

    @property
    def author(self) -> Any:
        """The user who did it, or None where nobody is signed in."""
        request = getattr(HistoricalRecords.context, "request", None)
        sender = getattr(request, "user", None)
        return self.user or (sender if sender is not None and sender.is_authenticated else None)


_current: ContextVar[Revision | None] = ContextVar("the revision that is being written", default=None)
_latest = datetime.min


def monotonic_now() -> datetime:
    """The present time, always later than the last one given: some clocks stand still for milliseconds."""
    global _latest
    now = timezone.now()
    if timezone.is_aware(_latest):
        now = max(now, _latest + timedelta(microseconds=1))
    _latest = now
    return now


@contextmanager
def revision(reason: str = "", *, user: Any = None) -> Iterator[Revision]:
    """Write everything within as one revision, in one transaction. Within another revision it is part of that one."""
    outer = _current.get()
    if outer is not None:
        outer.reason = outer.reason or reason
        outer.user = outer.user or user
        yield outer
        return
    new = Revision(reason, user)
    token = _current.set(new)
    try:
        with changes.change_set():
            yield new
    finally:
        _current.reset(token)


def current_revision() -> Revision:
    """The revision that is being written, or a new one for a write that stands alone."""
    return _current.get() or Revision()


def _stamp(history_instance: Any, **signal: object) -> None:
    """Give a row of the history the time, the author and the reason of its revision."""
    current = current_revision()
    history_instance.history_date = current.timestamp
    if current.user is not None:
        history_instance.history_user = current.user
    if current.reason and not history_instance.history_change_reason:
        history_instance.history_change_reason = current.reason


def connect_signals() -> None:
    """Stamp every row of the history from now on."""
    pre_create_historical_record.connect(_stamp, dispatch_uid="history.acts")

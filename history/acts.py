"""One act of one person: everything it writes to the history bears the same moment, person and reason.

A save in the admin touches many tables: the record, its tags, citations and links. django-simple-history writes
a row for each of them. Within an `act` those rows agree on when, who and why, so that they can be told as one,
and what visitors see change is noted once, at its end.
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
class Act:
    """What an act says of itself; without `user` it is whoever sent the request."""

    reason: str = ""
    user: Any = None
    fixed: datetime | None = None

    @property
    def moment(self) -> datetime:
        """When it happened: fixed by the first row written, so that acts are dated in the order they wrote.

        Writers take turns (catalogue/models/change.py), hence whoever writes second is also dated second.
        """
        if self.fixed is None:
            self.fixed = later_than_any()
        return self.fixed

    @property
    def person(self) -> Any:
        """Who did it, or None where nobody is signed in."""
        request = getattr(HistoricalRecords.context, "request", None)
        sender = getattr(request, "user", None)
        return self.user or (sender if sender is not None and sender.is_authenticated else None)


_present: ContextVar[Act | None] = ContextVar("act", default=None)
_latest = datetime.min


def later_than_any() -> datetime:
    """The present moment, always later than the last one given: some clocks stand still for milliseconds."""
    global _latest
    now = timezone.now()
    if timezone.is_aware(_latest):
        now = max(now, _latest + timedelta(microseconds=1))
    _latest = now
    return now


@contextmanager
def act(reason: str = "", *, user: Any = None) -> Iterator[Act]:
    """Do everything within as one act, in one transaction. Within another act it is part of that one."""
    around = _present.get()
    if around is not None:
        around.reason = around.reason or reason
        around.user = around.user or user
        yield around
        return
    mine = Act(reason, user)
    token = _present.set(mine)
    try:
        with changes.change_set():
            yield mine
    finally:
        _present.reset(token)


def present() -> Act:
    """The act that is being done, or a new one for a write that stands alone."""
    return _present.get() or Act()


def _date(history_instance: Any, **signal: object) -> None:
    """Give a row of the history the moment, the person and the reason of its act."""
    doing = present()
    history_instance.history_date = doing.moment
    if doing.user is not None:
        history_instance.history_user = doing.user
    if doing.reason and not history_instance.history_change_reason:
        history_instance.history_change_reason = doing.reason


def listen() -> None:
    """Date every row of the history from now on."""
    pre_create_historical_record.connect(_date, dispatch_uid="history.acts")

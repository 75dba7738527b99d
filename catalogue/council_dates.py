"""Councils start and end by the clock: at 00:00 of the day everything that shows them changes, as when one is saved.

The outbox keeps the time of the next such day, as it does for scheduled records (docs/decisions/063).
"""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Min, Q
from django.db.models.signals import post_save
from django.utils import timezone

from catalogue.changes import affected_records, record_change
from catalogue.models import Change
from catalogue.models.change import timer_elapsed
from councils.models import Council
from foundation.tracking import after_bulk_write

TIMER = "councils"


def set_timer() -> None:
    """Keep the beginning of the next day on which a council starts or ends."""
    today = timezone.localdate()
    days = Council.objects.aggregate(
        start=Min("started_on", filter=Q(started_on__gt=today)), end=Min("ended_on", filter=Q(ended_on__gt=today))
    )
    day = min(filter(None, days.values()), default=None)
    Change.objects.set_timer(timezone.make_aware(datetime.combine(day, time.min)) if day else None, TIMER)


def record_switch(timers: dict[str, datetime], **signal: object) -> None:
    """Record what shows the councils that started or ended since the time of the timer."""
    if TIMER not in timers:
        return
    days = (timezone.localtime(timers[TIMER]).date(), timezone.localdate())
    switched = Council.objects.filter(Q(started_on__range=days) | Q(ended_on__range=days))
    codes = list(switched.order_by().values_list("pk", flat=True))
    if codes:
        record_change(affected_records(Council, codes), Council, codes)
    set_timer()


def _on_post_save(instance: Council, **signal: object) -> None:
    # A time that is kept for nothing does no harm; one that is not kept would.
    if (instance.started_on and not instance.has_started) or (instance.ended_on and not instance.has_ended):
        set_timer()


def _on_bulk_write(**signal: object) -> None:
    set_timer()


def connect_signals() -> None:
    """Follow the dates of councils."""
    post_save.connect(_on_post_save, Council, dispatch_uid="catalogue.council_dates")
    after_bulk_write.connect(_on_bulk_write, Council, dispatch_uid="catalogue.council_dates")
    timer_elapsed.connect(record_switch, dispatch_uid="catalogue.council_dates")

"""What a mirror asks: which records changed for visitors since a time, and which are no longer public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.models import Change, Entry
from catalogue.version import present_version


def changed(kind: type[Entry], since: datetime) -> QuerySet:
    """The references of the records of a kind that changed for visitors: by an edit, a link, or the clock."""
    present_version()  # so that what came due is noticed
    return Change.objects.public().filter(kind=kind.kind, changed_at__gte=since).values("reference")


def gone(since: datetime | None) -> list[dict]:
    """The records of all kinds that were public and no longer are, since a time or ever, by day."""
    found = [row for kind in Entry.kinds() for row in (*_withdrawn(kind, since), *_hidden(kind, since))]
    return sorted(found, key=lambda row: (row["withdrawn_on"], row["reference"]))


def _withdrawn(kind: type[Entry], since: datetime | None) -> Iterator[dict]:
    withdrawn = kind.objects.once_public()
    if since:
        # The day is the curator's word and may be an earlier one.
        withdrawn = withdrawn.filter(Q(withdrawn_on__gte=since.date()) | Q(pk__in=changed(kind, since)))
    heirs = set(kind.objects.published().filter(replaces__in=withdrawn).values_list("pk", flat=True))
    for reference, day, heir in withdrawn.order_by().values_list("pk", "withdrawn_on", "replaced_by"):
        yield _row(kind, reference, day, heir if heir in heirs else None)


def _hidden(kind: type[Entry], since: datetime | None) -> Iterator[dict]:
    """Those that were public and are no longer there, or not yet again: only their last change tells of them."""
    there = kind.objects.published() | kind.objects.once_public()
    changes = Change.objects.public().filter(kind=kind.kind).exclude(reference__in=there.order_by().values("pk"))
    if since:
        changes = changes.filter(changed_at__gte=since)
    for reference, moment in changes.values_list("reference", "changed_at"):
        yield _row(kind, reference, timezone.localdate(moment), None)


def _row(kind: type[Entry], reference: str, day: date, heir: str | None) -> dict:
    return {"reference": reference, "kind": kind.kind, "withdrawn_on": day.isoformat(), "replaced_by": heir}

"""Where a record stands: what the head of its admin page tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from catalogue.models import Entry
from catalogue.publication import Step
from curation import copies, workflow
from curation.models import StepTaken, WorkingCopy
from curation.roles import may

LATEST = 20


@dataclass(frozen=True)
class Standing:
    """The working copy of a record, how the record changed under it, the steps possible now, and those taken."""

    record: Entry
    copy: WorkingCopy | None
    overtaken: copies.Overtaken | None
    steps: list[Step]
    taken: list[StepTaken]
    may_preview: bool


def of(request: HttpRequest, record: Entry) -> Standing:
    """Where this record stands, as the user of the request may know and change it."""
    # The form that was filled in may have written on the record it was given.
    stored = type(record).objects.get(pk=record.pk)
    user: Any = request.user
    copy = WorkingCopy.objects.select_related("started_by", "edited_by").of(stored)
    return Standing(
        record=stored,
        copy=copy,
        overtaken=copies.overtaken(request, stored, copy) if copy else None,
        steps=workflow.offered(stored, user, copy),
        taken=list(StepTaken.objects.of(stored).select_related("by")[:LATEST]),
        may_preview=may(user, "preview", stored),
    )

"""What is public. This module decides it; everything else asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.tracking import TrackedQuerySet


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


# The fields of a record that only steps of publication change.
# Nobody plans a publication further ahead; a later year is a slip of the finger.
FARTHEST = timedelta(days=5 * 366)
STEP_FIELDS = ("status", "published_at", "withdrawn_on", "replaced_by")


class Power(models.TextChoices):
    """What a step asks of whoever takes it; curation/roles.py says who has it."""

    WRITE = "write", "may edit the record as it stands"
    EDIT = "edit", "edits any record"
    PUBLISH = "publish", "decides what visitors see"
    DISCARD = "discard", "began the working copy, or decides what visitors see"


@dataclass(frozen=True)
class Step:
    """One step in the life of a record, as a page and a button of the admin offer it.

    `before` are the statuses it starts from, `after` the one it leads to; a step without changes no status.
    `needs_note` is whether whoever takes it has to say why, `in_bulk` whether lists offer it for many records at once,
    `is_publication` whether visitors will see what the record, or its working copy, says now.
    """

    name: str
    label: str
    done: str
    before: tuple[Status, ...]
    after: Status | None
    power: Power
    needs_note: bool = False
    in_bulk: bool = False
    is_publication: bool = False


# Everything that can happen to a record beside being edited. A published record is edited as a working copy, which
# is a draft or in review in its own right: publishing it changes the public record.
_DRAFT, _REVIEW, _PUBLISHED, _WITHDRAWN = (status for status in Status)
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("send", "Send for review", "Sent for review", (_DRAFT,), _REVIEW, Power.WRITE, in_bulk=True),
        Step("return", "Return", "Returned", (_REVIEW,), _DRAFT, Power.PUBLISH, needs_note=True),
        Step(
            "publish",
            "Publish",
            "Published",
            (_DRAFT, _REVIEW, _WITHDRAWN),
            _PUBLISHED,
            Power.PUBLISH,
            in_bulk=True,
            is_publication=True,
        ),
        Step(
            "approve",
            "Publish at a time",
            "Approved for a time",
            (_DRAFT, _REVIEW),
            None,
            Power.PUBLISH,
            is_publication=True,
        ),
        Step("schedule", "Change the time", "Given another time", (_PUBLISHED,), None, Power.PUBLISH),
        Step("review", "Mark as reviewed", "Marked as reviewed", (_PUBLISHED,), None, Power.EDIT, in_bulk=True),
        Step("withdraw", "Withdraw", "Withdrawn", (_PUBLISHED,), _WITHDRAWN, Power.PUBLISH, needs_note=True),
        Step("discard", "Discard the working copy", "Copy discarded", (_DRAFT, _REVIEW), None, Power.DISCARD),
    )
}
# From each status, those a record may go to. What was once public is withdrawn, never hidden again as a draft.
NEXT: dict[str, set[str]] = {
    status: {step.after for step in STEPS.values() if step.after and status in step.before} for status in Status
}


def public(prefix: str = "") -> Q:
    """The condition of being public now; `prefix` is the path to the entry, such as "lesson__".

    A record with a publication time still to come is scheduled: it appears when that time has come, because
    the clock is read at each call.
    """
    return Q(**{f"{prefix}status": Status.PUBLISHED, f"{prefix}published_at__lte": timezone.now()})


# What somebody may do with records of a kind who also sees them before they are public.
PREVIEWED_BY = "change"


class EntryQuerySet(TrackedQuerySet):
    def published(self) -> EntryQuerySet:
        """Records that are public now. Call it when a page is asked for, never at import."""
        return self.filter(public())

    def once_public(self) -> EntryQuerySet:
        """Withdrawn records that visitors may have seen: published before they were withdrawn."""
        return self.filter(
            status=Status.WITHDRAWN, published_at__lte=timezone.now(), published_at__date__lte=F("withdrawn_on")
        )

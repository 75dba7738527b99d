"""Taking the steps of a record's life: which are possible now, what stands in their way, and what each does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from catalogue.models import Change, Entry
from catalogue.publication import STEPS, Status, Step
from curation import copies, quality, review
from curation.models import StepTaken, WorkingCopy
from curation.roles import may
from history import seen
from history.acts import revision


class Refused(Exception):
    """A step that cannot be taken now; `reasons` are sentences for whoever tried."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Said:
    """What somebody says with a step: a note, a time to appear, the record that replaces a withdrawn one.

    `seen` is the mark of the differences they were shown (see copies.Overtaken), `shown` what the page showed, signed.
    """

    note: str = ""
    published_at: datetime | None = None
    replaced_by: Entry | None = None
    seen: str = ""
    shown: str = ""


def statuses(record: Entry, copy: WorkingCopy | None) -> set[str]:
    """The status of the record and that of its working copy; a step starts from either."""
    return {record.status, copy.status} if copy else {record.status}


def is_possible(step: Step, record: Entry, copy: WorkingCopy | None) -> bool:
    """Whether the record, or its working copy, stands where this step starts."""
    if step.name == "schedule" and not record.is_scheduled:
        return False
    if step.name in {"approve", "discard"} and copy is None:
        return False
    if step.name == "approve" and not record.is_public:
        return False
    return not statuses(record, copy).isdisjoint(step.before)


def offered(record: Entry, user: User, copy: WorkingCopy | None) -> list[Step]:
    """The steps this user may take now, in the order of the table."""
    return [step for step in STEPS.values() if is_possible(step, record, copy) and may(user, step.name, record)]


def obstacles(record: Entry, user: User) -> list[str]:
    """The reasons why this user may not make what the record says public, each a sentence; none if they may.

    Call it with the record as it would be. What a record has to be like before it is published is asked here.
    """
    return [*own_work(record, user), *quality.obstacles(record)]


def own_work(record: Entry, user: User) -> list[str]:
    """With FOUR_EYES: the reasons why the work is the user's own, so that somebody else has to publish it."""
    if not settings.FOUR_EYES:
        return []
    copy = WorkingCopy.objects.of(record)
    sent = StepTaken.objects.of(record).filter(step__in=["send", "return", "publish", "discard"]).first()
    hands = {
        "made this record": record.created_by_id,
        "began this working copy": copy and copy.started_by_id,
        "edited it last": copy.edited_by_id if copy else record.updated_by_id,
        "sent it for review": sent.by_id if sent and sent.step == "send" else None,
    }
    did = [words for words, whose in hands.items() if whose == user.pk]
    return [f"Somebody else has to publish this, because you {' and '.join(did)}."] if did else []


@revision()
@transaction.atomic
def take(request: HttpRequest, record: Entry, step: Step, said: Said) -> StepTaken:
    """Take a step as the user of the request, and keep it with its note.

    Raises PermissionDenied for what the user may not do, and Refused with the reasons for what cannot be done now;
    nothing has changed then.
    """
    record = type(record).objects.select_for_update().get(pk=record.pk)
    copy = WorkingCopy.objects.of(record)
    if not may(request.user, step.name, record):
        raise PermissionDenied
    if reasons := refusals(request, record, step, said, copy):
        raise Refused(reasons)
    of_copy = copy is not None and copy.status in step.before
    before = copy.status if copy and of_copy else record.status
    try:
        DOING[step.name](request, record, copy, said, step)
    except copies.DoesNotFit as problem:
        raise Refused(problem.reasons) from problem
    except ValidationError as problem:
        raise Refused(problem.messages) from problem
    return StepTaken.objects.create(
        kind=record.kind,
        reference=record.pk,
        step=step.name,
        of_copy=of_copy,
        before=before,
        after=step.after or before,
        note=said.note,
        by=request.user,  # type: ignore[misc]
    )


def refusals(request: HttpRequest, record: Entry, step: Step, said: Said, copy: WorkingCopy | None) -> list[str]:
    """The reasons why a step cannot be taken now, beside those found in trying."""
    if not is_possible(step, record, copy):
        standing = Status(record.status).label.lower()
        also = f" and its working copy is {Status(copy.status).label.lower()}" if copy else ""
        return [f"“{step.label}” is not possible: the record is {standing}{also}."]
    found = []
    if step.needs_note and not said.note.strip():
        found.append("Write a note: whoever reads it needs to know why.")
    # Of many records at once nobody was shown what they say; then it is read where there is a copy to compare.
    if step.is_publication and (said.shown or copy):
        public: Any = copies.said(request, record)
        if seen.has_changed(type(record), record.pk, said.shown, copies.shown(public, copy)):
            found.append("Somebody changed this since you opened the page. Look at what it says now, then decide.")
        changed = copies.overtaken(request, record, copy, public) if copy else None
        if changed and said.seen != changed.seen:
            found.append("The public record has changed since this working copy was begun. Look at what differs first.")
    if step.is_publication:
        # What a working copy says is asked about once it has been filled in.
        user: Any = request.user
        found += own_work(record, user) if copy else obstacles(record, user)
    return found


def _send(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    """Also the way back: the record, or its working copy, changes its status and nothing else."""
    if copy:
        copy.status = str(step.after)
        copy.wait_no_longer()
        copy.save()
    else:
        record.status = str(step.after)
        _save(record, step)


def _publish(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    now = timezone.now()
    record.version += record.status in {Status.PUBLISHED, Status.WITHDRAWN}
    if record.status != Status.PUBLISHED:
        if said.published_at or record.published_at is None or record.published_at > now:
            record.published_at = said.published_at or now
        record.status, record.withdrawn_on, record.replaced_by = Status.PUBLISHED, None, None
        record.review_due = review.next_due(record, timezone.localdate(max(now, record.published_at)))
    if copy:
        record._change_reason = f"{step.done} from the working copy of {copy.edited_by}"  # type: ignore[attr-defined]
        copies.apply(request, record, copy)
        if reasons := obstacles(record, request.user):  # type: ignore[arg-type]
            raise Refused(reasons)
    else:
        _save(record, step)


def _approve(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    """Let a working copy wait for its time, if it could be published now."""
    if copy is None or said.published_at is None:
        raise Refused(["Say when it is to take the place of the public record."])
    if reasons := quality.obstacles(copies.filled_in(request, record, copy)):
        raise Refused(reasons)
    # What has been looked at and agreed to is not asked about again when the time comes.
    copy.basis = said.seen or copy.basis
    copy.status = Status.IN_REVIEW
    copy.appears_at, copy.approved_by = said.published_at, request.user  # type: ignore[assignment]
    copy.save()
    Change.objects.set_timer(WorkingCopy.objects.next_time())


def _schedule(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    record.published_at = said.published_at or timezone.now()
    _save(record, step)


def _review(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    record.reviewed_on = timezone.localdate()
    record.review_due = review.next_due(record, record.reviewed_on)
    _save(record, step)


def _withdraw(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    record.version += 1
    record.status, record.withdrawn_on, record.replaced_by = Status.WITHDRAWN, timezone.localdate(), said.replaced_by
    _save(record, step)


def _discard(request: HttpRequest, record: Entry, copy: WorkingCopy | None, said: Said, step: Step) -> None:
    if copy:
        copy.delete()


DOING = {
    "send": _send,
    "return": _send,
    "publish": _publish,
    "approve": _approve,
    "schedule": _schedule,
    "review": _review,
    "withdraw": _withdraw,
    "discard": _discard,
}


def _save(record: Entry, step: Step) -> None:
    """Save what a step changed; who edited the words last stays as it was."""
    record.updated_at = timezone.now()
    record.full_clean()
    record._change_reason = step.done  # type: ignore[attr-defined]
    record.save()

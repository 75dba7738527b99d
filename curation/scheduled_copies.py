"""Working copies that are to take the place of their public records at a time to come.

They come due as scheduled records do: whoever asks for the version of the site next notices that the time has come
(catalogue/version.py). The copy is then published by the same step as by hand, in the name of whoever approved it.
"""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from catalogue.models import Change, Entry
from catalogue.publication import STEPS, Status
from curation import workflow
from curation.models import StepTaken, WorkingCopy
from history.acts import revision

log = logging.getLogger(__name__)


def publish_due(**signal: object) -> None:
    """Publish every working copy whose time has come; one that cannot be published goes back with the reasons."""
    for copy in WorkingCopy.objects.filter(appears_at__lte=timezone.now()).order_by("appears_at"):
        try:
            _publish(copy)
        except workflow.Refused as problem:
            _give_back(copy, problem.reasons)
        except PermissionDenied:
            _give_back(copy, [f"{copy.approved_by} may no longer publish."])
        except Exception:
            # Whoever happens to look at a page then must not meet it.
            log.exception("The working copy %s could not be published at its time.", copy)
            _give_back(copy, ["Something went wrong: ask whoever looks after the site, then approve it again."])
    Change.objects.set_timer(WorkingCopy.objects.next_time())


def _publish(copy: WorkingCopy) -> None:
    kind = Entry.called(copy.kind)
    record = kind.objects.filter(pk=copy.reference).first() if kind else None
    if record is None or record.status != Status.PUBLISHED:
        raise workflow.Refused(["The record is not public any more."])
    asking = HttpRequest()
    asking.method, asking.user = "POST", copy.approved_by  # type: ignore[assignment]
    with revision(user=copy.approved_by):
        workflow.take(asking, record, STEPS["publish"], workflow.Said(note="At the time it was approved for."))


def _give_back(copy: WorkingCopy, reasons: list[str]) -> None:
    """Make it a draft again, saying why."""
    with transaction.atomic():
        before, step = copy.status, STEPS["return"]
        copy.wait_no_longer()
        copy.status = str(step.after)
        copy.save()
        StepTaken.objects.create(
            kind=copy.kind,
            reference=copy.reference,
            step=step.name,
            of_copy=True,
            before=before,
            after=str(step.after),
            note=f"Not published at its time. {' '.join(reasons)}",
        )

"""The working copies of published records."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from simple_history.models import HistoricalRecords

from catalogue.models import Entry
from catalogue.publication import Status


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    def of(self, record: Entry) -> WorkingCopy | None:
        """The working copy of a record, where it has one."""
        return self.filter(kind=record.kind, reference=record.pk).first()

    def next_time(self) -> datetime | None:
        """When the next of those that were approved for a time is due."""
        return self.aggregate(next=models.Min("appears_at"))["next"]

    def as_of(self, record: Entry, at: datetime) -> WorkingCopy | None:
        """The working copy of a record as it was just after a moment; nothing where it had none then."""
        versions = WorkingCopy.history.filter(kind=record.kind, reference=record.pk, history_date__lte=at)
        last = versions.first()
        return last.instance if last and last.history_type != "-" else None


class WorkingCopy(models.Model):
    """What somebody would have a published record say: the form as it was filled in, and no second record.

    Visitors never see it. When it is published, the same form is filled in again and saved
    (docs/decisions/041-how-records-are-edited.md).
    """

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    status = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in (Status.DRAFT, Status.IN_REVIEW)], default=Status.DRAFT
    )
    data = models.JSONField(help_text="The fields of the form, each with the list of its values.")
    basis = models.CharField(
        max_length=64, help_text="A fingerprint of what the public record said when the copy was begun."
    )
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    appears_at = models.DateTimeField(
        null=True, help_text="When it takes the place of the public record; nothing unless it has been approved."
    )
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    history = HistoricalRecords()
    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "reference"]
        verbose_name_plural = "working copies"
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="one_working_copy_of_a_record"),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.IN_REVIEW]), name="working_copy_status_known"
            ),
            models.CheckConstraint(
                condition=Q(appears_at__isnull=True, approved_by__isnull=True)
                | Q(appears_at__isnull=False, approved_by__isnull=False, status=Status.IN_REVIEW),
                name="working_copy_waits_only_if_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.reference}"

    def wait_no_longer(self) -> None:
        """Forget the time it was approved for; whoever calls this saves it."""
        self.appears_at, self.approved_by = None, None

    def filled_in(self) -> QueryDict:
        """The form as a browser would send it."""
        data = QueryDict(mutable=True)
        for name, values in self.data.items():
            data.setlist(name, values)
        return data

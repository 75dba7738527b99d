"""The working copies of published records."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from catalogue.models import Entry
from catalogue.publication import Status


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    def of(self, record: Entry) -> WorkingCopy | None:
        """The working copy of a record, where it has one."""
        return self.filter(kind=record.kind, reference=record.pk).first()


class WorkingCopy(models.Model):
    """What somebody would have a published record say: the form as it was filled in, and no second record.

    Visitors never see it. When it is published, the same form is filled in again and saved
    (docs/decisions/042-published-records-are-edited-as-working-copies.md).
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

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "reference"]
        verbose_name_plural = "working copies"
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="one_working_copy_of_a_record"),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.IN_REVIEW]), name="working_copy_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.reference}"

    def filled_in(self) -> QueryDict:
        """The form as a browser would send it."""
        data = QueryDict(mutable=True)
        for name, values in self.data.items():
            data.setlist(name, values)
        return data

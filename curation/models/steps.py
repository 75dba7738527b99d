"""The steps records took: who, when, from where to where, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.models import Entry
from catalogue.publication import STEPS, Status


class StepTakenQuerySet(models.QuerySet["StepTaken"]):
    def of(self, record: Entry) -> StepTakenQuerySet:
        """The steps of a record, the newest first."""
        return self.filter(kind=record.kind, reference=record.pk)


class StepTaken(models.Model):
    """One step of a record, or of its working copy. It is written once: the database refuses to change it.

    It names its record by kind and reference, so that it outlives a record that is deleted.
    """

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    step = models.CharField(max_length=20)
    of_copy = models.BooleanField(default=False, help_text="Whether it was a step of the working copy.")
    before = models.CharField(max_length=10, choices=Status)
    after = models.CharField(max_length=10, choices=Status)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nobody where a command on the server did it.",
    )

    objects = StepTakenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "reference"], name="steps_of_a_record")]
        verbose_name_plural = "steps taken"
        # Beside Django's own for each model; curation/roles.py says which roles have them.
        permissions = [
            ("edit_records", "Can edit any record and mark it as reviewed"),
            ("publish_records", "Can publish, schedule, return and withdraw records"),
        ]

    def __str__(self) -> str:
        return f"{self.done}: {self.kind}/{self.reference}"

    @property
    def done(self) -> str:
        """What was done, in words."""
        return STEPS[self.step].done if self.step in STEPS else self.step

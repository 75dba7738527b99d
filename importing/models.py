"""An import on its way from a file to the records, row by row, so that any worker can go on where another stopped."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Entry
from exports.columns import Column
from foundation.numbers import WholeNumber
from importing.columns import importable
from importing.plan import PlanField, RowPlan

# An import nobody finished is forgotten after so long, and its file with it.
ABANDONED_AFTER = timedelta(days=7)


class ImportQuerySet(models.QuerySet["Import"]):
    def abandoned(self) -> ImportQuerySet:
        """Imports nobody finished in time."""
        return self.filter(done_at=None, started_at__lt=timezone.now() - ABANDONED_AFTER)


class Import(models.Model):
    """One file of records of one kind. The file itself is kept only until its rows have been read."""

    class State(models.TextChoices):
        MATCHING = "matching", "Matching columns"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, not imported"
        DONE = "done", "Imported"
        UNDONE = "undone", "Undone"

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.MATCHING)
    content = models.BinaryField(null=True, editable=False)
    encoding = models.CharField(max_length=20, blank=True)
    sheet = models.CharField(max_length=250, blank=True)
    heading_row = WholeNumber(default=0)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list, help_text="For each column of the file, the column it is; empty for none.")
    choices = models.JSONField(default=dict, help_text="By column: what values nobody knows stand for.")
    publish = models.BooleanField("publish new records at once", default=False)
    # How far the check has come: rows whose records have been found, then rows checked.
    checked = WholeNumber(default=0)
    total = WholeNumber(default=0)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["matching", "checking", "checked", "done", "undone"]), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undone"]) | Q(done_at__isnull=False), name="import_done_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def model(self) -> type[Entry]:
        """The kind of its records."""
        return next(kind for kind in Entry.kinds() if kind.kind == self.kind)

    @cached_property
    def importable(self) -> dict[str, Column]:
        """The columns its rows may write, by name."""
        return importable(self.model)

    @property
    def reason(self) -> str:
        """What the history of each record says of it."""
        return f"Import of {self.file_name}"

    def get_absolute_url(self) -> str:
        """Where the import goes on."""
        return reverse("admin:importing_import_change", args=[self.pk])


class ImportRow(models.Model):
    """One row of the file: its cells, the record it is about, and what importing it would do or did."""

    class Outcome(models.TextChoices):
        UNCHECKED = "", "Not checked"
        PROBLEM = "problem", "Problem"
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = WholeNumber(help_text="Its number in the file, as a spreadsheet counts.")
    cells = models.JSONField(default=list)
    flaws = models.JSONField(default=list, help_text="What the reader found: column, words, whether it is a problem.")
    reference = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.UNCHECKED)
    plan = PlanField(default=RowPlan)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "problem", "new", "changed", "unchanged"]), name="import_row_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_rows_by_outcome")]

    def __str__(self) -> str:
        return f"{self.batch}, row {self.number}"


class RememberedHeading(models.Model):
    """Which column a heading stood for the last time a file of this kind was imported."""

    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=120)
    column = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="heading_remembered_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.heading}"

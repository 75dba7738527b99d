"""Figures and dated events that records rest on."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalogue.models.holders import held_by_any_entry, held_by_public_entry
from catalogue.models.identity import Referenced
from catalogue.models.source import Source, check_partial_date
from foundation.tracking import TrackedQuerySet

PLAIN_NUMBER = re.compile(r"\d{1,3}(\.\d+)?")


def _public(path: str) -> Q:
    """Public with an entry that holds it; where no entry does, with the source it stands in."""
    return held_by_public_entry(path) | (~held_by_any_entry(path) & Q(source__in=Source.objects.public()))


class StatisticQuerySet(TrackedQuerySet):
    def public(self) -> StatisticQuerySet:
        """Figures that visitors may see."""
        return self.filter(_public("statistics"))


class Statistic(Referenced):
    """A figure as its source gives it."""

    title = models.CharField(max_length=250)
    value = models.CharField(max_length=60, help_text="As printed: 63,800, nearly 200, 50-60.")
    unit = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=120, blank=True, help_text="What time it is about.")
    area = models.CharField(max_length=150, blank=True, help_text="What place it is about.")
    note = models.CharField(max_length=500, blank=True, help_text="What it measures, and any doubt about it.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="statistics")
    locator = models.CharField(max_length=200, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
        help_text="The newer figure.",
    )

    history = HistoricalRecords()
    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ["source", "reference"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(superseded_by=models.F("reference")), name="statistic_not_superseded_by_itself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.measure}"

    @property
    def measure(self) -> str:
        """The value with its unit, as people write it: 22%, £933 million, 63,800 people."""
        if self.unit.startswith("%"):
            return f"{self.value}{self.unit}"
        if self.unit.startswith("GBP"):
            return f"£{self.value} {self.unit.removeprefix('GBP').strip()}".strip()
        return f"{self.value} {self.unit}".strip()

    @property
    def place_and_time(self) -> str:
        """What place and time it is about; the place only where the title does not end in it."""
        return ", ".join(filter(None, ("" if self.title.endswith(self.area) else self.area, self.period)))

    @property
    def share(self) -> float | None:
        """The figure as a number from 0 to 100 where it is a plain share of a hundred, else nothing.

        “About 40” and “over 30” are no plain shares: a bar would say more than the source does.
        """
        if self.unit != "%" or not PLAIN_NUMBER.fullmatch(self.value):
            return None
        number = float(self.value)
        return number if number <= 100 else None

    def clean(self) -> None:
        """Refuse a value without any digit or number word, and a figure that supersedes itself."""
        if not any(character.isdigit() for character in self.value) and self.value.lower() not in {"two-thirds"}:
            raise ValidationError({"value": "A figure needs a number."})
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            raise ValidationError({"superseded_by": "A figure cannot supersede itself."})


class EventQuerySet(TrackedQuerySet):
    def public(self) -> EventQuerySet:
        """Events that visitors may see."""
        return self.filter(_public("events"))


class Event(Referenced):
    """Something that happened, dated as exactly as its source dates it."""

    title = models.CharField(max_length=250)
    date = models.CharField(max_length=10, validators=[check_partial_date], help_text="2020, 2020-03 or 2020-03-16.")
    scope = models.CharField(max_length=120, blank=True, help_text="Where it happened or whom it concerned.")
    description = models.CharField(max_length=500, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="events")
    locator = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()
    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["date", "reference"]

    def __str__(self) -> str:
        return self.title

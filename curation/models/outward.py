"""The links that lead away from the site, and what became of them when they were last tried."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from foundation.numbers import SmallNumber

# From so many failures in a row, each in a check of its own day, a link counts as broken: sites have bad days.
FAILURES = 2


# The condition of being broken.
BROKEN = Q(failures__gte=FAILURES)


class OutwardLink(models.Model):
    """An address on another site that records or sources name."""

    url = models.URLField(max_length=600, unique=True)
    places = models.JSONField(default=list, help_text="Where it stands: label of the model and key of each row.")
    checked_on = models.DateField(null=True)
    result = models.CharField(max_length=200, blank=True, help_text="What its site answered last.")
    failures = SmallNumber("failures in a row", default=0)

    class Meta:
        ordering = ["-failures", "url"]

    def __str__(self) -> str:
        return self.url

"""What search remembers: what people looked for and did not find."""

from __future__ import annotations

from django.db import models

from foundation.numbers import WholeNumber


class MissedSearch(models.Model):
    """Words that found nothing, and how often on a day. Nothing is kept about who searched."""

    text = models.CharField("searched for", max_length=200)
    day = models.DateField()
    times = WholeNumber(default=1)
    is_done = models.BooleanField(
        "dealt with", default=False, help_text="Tick it when records, labels or tags now answer it."
    )

    class Meta:
        ordering = ["is_done", "-day", "-times", "text"]
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"
        constraints = [models.UniqueConstraint(fields=["text", "day"], name="missed_search_once_a_day")]

    def __str__(self) -> str:
        return self.text

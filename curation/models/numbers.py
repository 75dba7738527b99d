"""How much there was to do on each day."""

from __future__ import annotations

from django.db import models

from foundation.numbers import WholeNumber


class NumberOfTheDay(models.Model):
    """How many records a question of what needs doing found on a day (curation/queue.py)."""

    day = models.DateField()
    question = models.CharField(max_length=60)
    number = WholeNumber()

    class Meta:
        ordering = ["-day", "question"]
        verbose_name = "number of the day"
        verbose_name_plural = "numbers over time"
        constraints = [models.UniqueConstraint(fields=["day", "question"], name="question_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.question}"

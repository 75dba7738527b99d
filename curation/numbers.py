"""The numbers of what needs doing, day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from curation.models import NumberOfTheDay
from curation.queue import Counts, questions

# How far back the front page looks.
SHOWN = timedelta(days=90)
WIDTH, HEIGHT = 120, 24


def keep(found: Counts) -> bool:
    """Keep today's numbers, unless they are kept already; whether this was the first time today."""
    today = timezone.localdate()
    if NumberOfTheDay.objects.filter(day=today).exists():
        return False
    NumberOfTheDay.objects.bulk_create(
        [
            NumberOfTheDay(day=today, question=question.name, number=sum(found[question.name].values()))
            for question in questions()
            if not question.is_personal
        ],
        ignore_conflicts=True,
    )
    return True


@dataclass(frozen=True)
class Trend:
    """The numbers of one question over the last three months, oldest first."""

    days: list[tuple[date, int]]

    @property
    def said(self) -> str:
        """The trend in a sentence, for those who do not see the line."""
        (first, then), (last, now) = self.days[0], self.days[-1]
        return f"{then} on {date_format(first)}, {now} on {date_format(last)}"

    @property
    def points(self) -> str:
        """The line of a picture WIDTH wide and HEIGHT high."""
        first, last = self.days[0][0], self.days[-1][0]
        length, most = max((last - first).days, 1), max(number for _, number in self.days) or 1
        return " ".join(
            f"{1 + (day - first).days * (WIDTH - 2) / length:.1f},{HEIGHT - 2 - number * (HEIGHT - 4) / most:.1f}"
            for day, number in self.days
        )


def trends() -> dict[str, Trend]:
    """By question, the numbers of the last three months, where there are two days or more; one query."""
    found: dict[str, list[tuple[date, int]]] = defaultdict(list)
    since = timezone.localdate() - SHOWN
    for question, day, number in (
        NumberOfTheDay.objects.filter(day__gte=since).order_by("day").values_list("question", "day", "number")
    ):
        found[question].append((day, number))
    return {question: Trend(days) for question, days in found.items() if len(days) > 1}

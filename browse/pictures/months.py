"""The timeline: how many events fell in each month of each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.dates import MONTHS_3

from browse.pictures.heat import Cell, Heading, Heat
from catalogue.models import Event


def by_month(events: Iterable[Event]) -> Heat:
    """Events by year and month; those of which only the year is known have a column of their own.

    Only years with events have a row: a gap of ten years is no row of nothing.
    """
    counts = Counter((event.date[:4], event.date[5:7]) for event in events)
    years = sorted({year for year, _ in counts})
    months = [f"{number:02}" for number in MONTHS_3]

    def row(year: str) -> list[Cell]:
        return [Cell(n, f"#y{year}" if n else "") for n in (counts[year, month] for month in [*months, ""])]

    return Heat(
        caption="Number of events by year and month",
        corner="Year",
        columns=[*(Heading(str(name).capitalize()) for name in MONTHS_3.values()), Heading("Not known")],
        rows=[(Heading(year, f"#y{year}"), row(year)) for year in years],
        nothing="0",
    )

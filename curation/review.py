"""When a record is due for its next review."""

from __future__ import annotations

import calendar
from datetime import date

from catalogue.models import Entry

DEFAULT_MONTHS = 12


def months_between_reviews(record: Entry) -> int:
    """The shortest interval among the themes of the record's tags; a year for a record without any."""
    themes = [link.tag.broader or link.tag for link in record.tag_links.select_related("tag__broader")]
    return min((theme.review_months for theme in themes), default=DEFAULT_MONTHS)


def next_due(record: Entry, since: date) -> date:
    """The day the record is due, counted from a day."""
    return months_after(since, months_between_reviews(record))


def months_after(since: date, months: int) -> date:
    """The same day some months later; the end of a shorter month where that day is not in it."""
    years, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + years, month + 1
    return date(year, month, min(since.day, calendar.monthrange(year, month)[1]))

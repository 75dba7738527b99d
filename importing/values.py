"""What a cell says of a field: a day, a number, one of some choices, or words."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from importing.lookups import normalised

# Days as people in the UK write them: the day before the month.
_DAYS = [
    "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d %Y",
    "%A %d %B %Y", "%a %d %b %Y", "%d.%m.%y", "%d-%m-%y", "%d %b %y", "%d %B %y", "%B %d %y",
]  # fmt: skip
_TIME = re.compile(r"\s+(\d{1,2}:\d\d(?::\d\d)?)\s*([ap]m)?\Z", re.IGNORECASE)
_SEPTEMBER = re.compile(r"\bsept\b", re.IGNORECASE)
_SHORTENED = re.compile(r"(?<=[A-Za-z])\.")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
# Spreadsheets keep a day as the number of days since the last day of 1899; these are the years 1954 to 2119.
_SERIAL = re.compile(r"(?:[2-7]\d{4})(?:\.\d+)?\Z")
# Fields for the day something was done.
PAST = {"reviewed_on"}
_FIRST_DAY = datetime(1899, 12, 30)


def value_of(field: models.Field, cell: str) -> Any:
    """What a cell says of a field of a record.

    An empty cell gives the field’s own empty value. Raises ValidationError whose message is fit to show.
    """
    words = cell.strip()
    if not words:
        return None if field.null else (field.get_default() if field.has_default() else "")
    if field.choices:
        return _choice(field, words)
    if isinstance(field, models.DateTimeField):
        return _moment(words)
    if isinstance(field, models.DateField):
        return _moment(words, is_past=field.name in PAST).date()
    if isinstance(field, models.IntegerField):
        return _whole_number(field, words)
    if isinstance(field, models.TextField):
        # Text keeps its last line break, so that a file made here comes back as it went.
        return cell
    return " ".join(words.split())


def _choice(field: models.Field, words: str) -> Any:
    labels = dict(field.flatchoices)
    spellings = {normalised(str(spelling)): value for value, label in labels.items() for spelling in (label, value)}
    spellings |= {normalised(str(label).partition(":")[0]): value for value, label in labels.items()}
    if normalised(words) not in spellings:
        raise ValidationError(f"“{words[:60]}” is none of: {'; '.join(map(str, labels.values()))}.")
    return spellings[normalised(words)]


def _whole_number(field: models.Field, words: str) -> int:
    number = re.fullmatch(r"(-?\d{1,18})(?:\.0+)?", words.replace(",", ""))
    if not number:
        raise ValidationError(f"“{words[:60]}” is not a whole number.")
    # SQLite would take a number that PostgreSQL has no room for.
    least, most = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
    if not least <= int(number[1]) <= most:
        raise ValidationError(f"“{words[:60]}” is out of range: it has to be from {least} to {most}.")
    return int(number[1])


def _moment(words: str, *, is_past: bool = False) -> datetime:
    """A day or a time in ISO form, in UK order, or as the number a spreadsheet keeps.

    `is_past` is for what has happened already: “1/4/68” is a day of 1968 there, and a day to come is refused.
    """
    found: datetime | None = None
    try:
        found = datetime.combine(day, time()) if (day := parse_date(words)) else parse_datetime(words)
    except ValueError:
        found = None
    if not found and _SERIAL.match(words):
        found = _FIRST_DAY + timedelta(seconds=round(float(words) * 86_400))
    found = found or _as_written(words, is_past=is_past)
    if not found or not 1900 <= found.year <= 2200:
        raise ValidationError(f"“{words[:60]}” is not a day. Write it like {date(2026, 3, 31):%d/%m/%Y}.")
    if is_past and found.date() > timezone.localdate():
        raise ValidationError(f"“{words[:60]}” is still to come: this column is for what has been done.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _as_written(words: str, *, is_past: bool) -> datetime | None:
    """A day as people write it, with the time of day where they say one."""
    clock = _TIME.search(words)
    plain = words[: clock.start()] if clock else words
    plain = _ORDINAL.sub("", plain.replace(",", " ").replace(" of ", " "))
    plain = " ".join(_SEPTEMBER.sub("Sep", _SHORTENED.sub("", plain)).split())
    for shape in _DAYS:
        try:
            day = datetime.strptime(plain, shape)
            if clock:
                of_day = f"{clock[1]}{clock[2] or ''}"
                day = datetime.combine(day, datetime.strptime(of_day, _clock_shape(clock)).time())
        except ValueError:
            continue
        if is_past and "%y" in shape and day.date() > timezone.localdate():
            day = day.replace(year=day.year - 100)
        return day
    return None


def _clock_shape(clock: re.Match) -> str:
    seconds = ":%S" if clock[1].count(":") == 2 else ""
    return f"%I:%M{seconds}%p" if clock[2] else f"%H:%M{seconds}"

"""Small words templates need."""

from __future__ import annotations

import re
from functools import lru_cache

from django import template
from django.db.models import Model
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from foundation import markdown as markdown_text

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return markdown_text.render(text)


@register.filter
def readable(text: object) -> str:
    """What somebody typed, to show it again, without the characters no page can hold (NUL)."""
    return str(text).replace("\x00", "")


@register.filter
def starts_with_any(text: str, beginnings: tuple[str, ...]) -> bool:
    """Whether the text starts with one of the others."""
    return text.startswith(beginnings)


@register.filter
@lru_cache(maxsize=1_000)
def partial_date(text: str) -> str:
    """A date as far as it is known, in words: 2020, March 2020 or 16 March 2020."""
    if len(text) == 10 and (day := parse_date(text)):
        return date_format(day, "j F Y")
    if len(text) == 7 and (day := parse_date(f"{text}-01")):
        return date_format(day, "F Y")
    return text


@register.filter
def sort_of_record(record: Model) -> str:
    """What sort of record it is, as in a sentence: a case study."""
    return str(record._meta.verbose_name)


@register.filter
def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    return re.split(r"(?<=[.?!])\s+(?=[A-Z‘“])", text, maxsplit=1)[0]


@register.filter
def squares(number: int) -> range:
    """As many as can be told apart at a glance: the number beside them says how many there are."""
    return range(min(number, 40))


@register.filter
def full_stop(text: str) -> str:
    """The text as a sentence: with a full stop unless it ends in one, a question mark or the like."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


@register.filter
def unlocalised(number: float) -> str:
    """A number as drawings need it, with a full stop and no separators."""
    return f"{number:g}"

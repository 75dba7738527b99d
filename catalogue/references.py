"""Records by their reference, however people write it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import In

from catalogue.models import Entry
from catalogue.models.identity import check_reference

# Hyphens, dashes and minus signs of every width, spaces and underscores.
_BETWEEN_PARTS = re.compile(r"[\s_\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")


def written(text: str) -> str:
    """What may be a reference, as references are compared: “nw–l06” and “NW L06” are NW-L06."""
    return _BETWEEN_PARTS.sub("-", text.strip()).upper()


def may_be_one(text: str) -> bool:
    """Whether a text can be a reference at all: of letters, digits, dashes and stops, not of letters alone."""
    reference = written(text)
    return len(reference) <= 60 and not reference.isalpha() and bool(check_reference.regex.match(reference))


def referred_to(entries: QuerySet, texts: Iterable[str]) -> QuerySet:
    """Those of the entries, all of one kind, whose references these are."""
    wanted = {written(text) for text in texts}
    return entries.filter(In(Upper("pk"), sorted(wanted))) if wanted else entries.none()


def beginning(text: str, most: int) -> list[tuple[str, str]]:
    """The kind and the reference of up to so many public records whose references begin so, in their order."""
    if not may_be_one(text):
        return []
    rows = [
        kind.objects.published()
        .filter(pk__istartswith=written(text))
        .order_by()
        .annotate(kind_word=Value(kind.kind))
        .values_list("kind_word", "reference")
        for kind in Entry.kinds()
    ]
    return list(rows[0].union(*rows[1:]).order_by("reference")[:most])


def find(text: str) -> Entry | None:
    """The record of this reference, public or withdrawn after it was public; nothing for any other. Two queries."""
    if not may_be_one(text):
        return None
    rows = [
        referred_to(which, [text]).order_by().values_list(Value(number), "pk")
        for number, kind in enumerate(Entry.kinds())
        for which in (kind.objects.published(), kind.objects.once_public())
    ]
    found = rows[0].union(*rows[1:]).first()
    return Entry.kinds()[found[0]].objects.get(pk=found[1]) if found else None

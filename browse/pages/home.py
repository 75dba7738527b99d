"""The front page."""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from browse.pages.shelves import count_by_type
from browse.pages.themes import theme_counts
from catalogue.models import Entry, Source

NEWEST = 5


def home(request: HttpRequest) -> HttpResponse:
    """What this is, where to start, the themes, the kinds in numbers, and what is new or newly reviewed."""
    counts = []
    for kind in Entry.kinds():
        by_type = count_by_type(kind.objects.published()) if "type" in kind.own_filters else {}
        count = sum(by_type.values()) if by_type else kind.objects.published().count()
        counts.append((kind, count, kind.tally(count, by_type)))
    newest = _latest("published_at")
    context = {
        "counts": counts,
        "themes": theme_counts(),
        "newest": newest,
        # What is new already stands beside it.
        "reviewed": _latest("reviewed_on", leave_out=[entry.pk for entry in newest]),
        "reports": Source.objects.public().reports(),
    }
    return render(request, "browse/home.html", context)


def _latest(moment: str, leave_out: Collection[str] = ()) -> list[Entry]:
    """The public records of all kinds whose date or time is latest; where many are equal, some of each."""
    found = []
    for kind in Entry.kinds():
        rows = kind.objects.published().filter(**{f"{moment}__isnull": False}).exclude(pk__in=leave_out)
        for rank, entry in enumerate(rows.order_by(F(moment).desc(), "pk")[:NEWEST]):
            found.append((rank, entry))
    found.sort(key=lambda pair: pair[0])
    found.sort(key=lambda pair: attrgetter(moment)(pair[1]), reverse=True)
    return [entry for _, entry in found[:NEWEST]]

"""The front page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from operator import attrgetter

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from browse import related
from catalogue import places
from catalogue.models import Citation, Entry, Source, Tag
from catalogue.publication import public

NEWEST = 5
# An editor’s choice, not a count: what most records carry (leadership, integration) is not what people look for.
OFTEN_NEEDED = ("hospital-discharge", "unpaid-carers", "care-homes", "volunteering")


def home(request: HttpRequest) -> HttpResponse:
    """The search, where to start, one record in full as a taste, the themes and the reports."""
    counts = [(kind, kind.objects.published().count()) for kind in Entry.kinds()]
    taste = Entry.kinds()[0].objects.published().first()
    happened = places.lending_kind().objects.published()
    newest = _latest("published_at")
    context = {
        "counts": counts,
        "total": sum(count for _, count in counts),
        "number_of_councils": len({place.code for _, place in places.pairs(happened)}),
        "often_needed": Tag.objects.in_use().filter(slug__in=OFTEN_NEEDED),
        "taste": taste,
        "beside_taste": related.groups(taste, 1) if taste else [],
        "themes": Tag.objects.themes(),
        "newest": newest,
        # What is new already stands beside it.
        "reviewed": _latest("reviewed_on", leave_out=[entry.pk for entry in newest]),
        "reports": reports(),
    }
    return render(request, "browse/home.html", context)


def reports() -> list[Source]:
    """The public reports, the oldest first, each with how many public records rest on each (`rest_on_it`)."""
    rows = [
        Citation.model_for(kind)
        .objects.filter(public("entry__"))
        .order_by()
        .values_list("source")
        .annotate(n=Count("entry", distinct=True))
        for kind in Entry.kinds()
    ]
    counts: Counter[str] = Counter()
    for source, number in rows[0].union(*rows[1:], all=True):
        counts[source] += number
    found = list(Source.objects.public().reports().order_by("published", "pk"))
    for report in found:
        report.rest_on_it = counts[report.pk]
    return found


def _latest(moment: str, leave_out: Collection[str] = ()) -> list[Entry]:
    """The public records of all kinds whose date or time is latest; where many are equal, some of each.

    None where all of them are of one day, which would say nothing.
    """
    found = []
    for kind in Entry.kinds():
        rows = kind.objects.published().filter(**{f"{moment}__isnull": False}).exclude(pk__in=leave_out)
        for rank, entry in enumerate(rows.order_by(F(moment).desc(), "pk")[:NEWEST]):
            found.append((rank, entry))
    found.sort(key=lambda pair: pair[0])
    found.sort(key=lambda pair: attrgetter(moment)(pair[1]), reverse=True)
    latest = [entry for _, entry in found[:NEWEST]]
    return latest if len({f"{getattr(entry, moment):%Y-%m-%d}" for entry in latest}) > 1 else []

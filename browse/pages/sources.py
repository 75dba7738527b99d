"""The reports, one report in its own order, and the figures and events of them all."""

from __future__ import annotations

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from browse.pages import evidence, sections
from browse.pictures import bars, files, months
from catalogue.models import Event, Source, Statistic


def sources(request: HttpRequest) -> HttpResponse:
    """The reports whose content is here, and how many documents each names."""
    reports = Source.objects.public().reports().annotate(named=Count("references"))
    return render(request, "browse/sources.html", {"reports": reports})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """A report in its own order: its sections with their records, its figures, events and references."""
    found = get_object_or_404(Source.objects.public(), pk=slug)
    context = {
        "source": found,
        "sections": sections.contents(found),
        "statistics": Statistic.objects.public().filter(source=found).select_related("superseded_by"),
        "events": Event.objects.public().filter(source=found),
        "references": Source.objects.filter(named_in=found).order_by("title"),
    }
    return render(request, "browse/source.html", context)


def figures(request: HttpRequest) -> HttpResponseBase:
    """Every public figure with its source, newer figures beside those they supersede; plain shares as bars."""
    statistics = list(Statistic.objects.public().select_related("source", "superseded_by"))
    table = [
        [
            "reference",
            "figure",
            "value",
            "unit",
            "period",
            "area",
            "note",
            "source",
            "locator",
            "superseded_by",
        ]
    ]
    for each in statistics:
        said = [each.pk, each.title, each.value, each.unit, each.period, each.area, each.note]
        table.append([*said, each.source.title, each.locator, each.superseded_by_id or ""])
    context = {"statistics": statistics, "shares": bars.shares(statistics)}
    return files.answer(request, "browse/figures.html", context, table)


def timeline(request: HttpRequest) -> HttpResponseBase:
    """Every public event, by date, and how many fell in each month."""
    events = list(Event.objects.public().select_related("source").order_by(F("date"), "pk"))
    evidence.name_holders(events)
    table = [["reference", "date", "event", "scope", "description", "source", "locator"]]
    for each in events:
        table.append([each.pk, each.date, each.title, each.scope, each.description, each.source.title, each.locator])
    context = {"events": events, "heat": months.by_month(events)}
    return files.answer(request, "browse/timeline.html", context, table)

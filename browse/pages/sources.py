"""The reports, one report in its own order and in pages, and the figures and events of them all."""

from __future__ import annotations

from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_list_or_404, get_object_or_404, render

from browse.pages import evidence, sections
from browse.pictures import bars, files, months
from catalogue.models import Event, Source, Statistic


def sources(request: HttpRequest) -> HttpResponse:
    """The reports whose content is here, and how many documents each names."""
    reports = Source.objects.public().reports().annotate(named=Count("references"))
    return render(request, "browse/sources.html", {"reports": reports})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """A report: its contents first, its sections, figures, events and references each on a page of their own."""
    found = get_object_or_404(Source.objects.public(), pk=slug)
    context = {
        "source": found,
        "sections": sections.contents(found),
        "statistics": Statistic.objects.public().filter(source=found).count(),
        "events": Event.objects.public().filter(source=found).count(),
        "references": found.references.count(),
    }
    return render(request, "browse/source.html", context)


def part(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A section of a report with all inside it, or its figures, events or references."""
    found = get_object_or_404(Source.objects.public(), pk=slug)
    lists = {
        "figures": ("Figures", "statistics", Statistic.objects.public().select_related("superseded_by")),
        "events": ("Events", "events", Event.objects.public()),
        "references": ("Documents and pictures it names", "references", Source.objects.order_by("title")),
    }
    if name in lists:
        heading, word, rows = lists[name]
        rows = rows.filter(named_in=found) if name == "references" else rows.filter(source=found)
        context = {"source": found, "heading": heading, word: get_list_or_404(rows)}
        return render(request, "browse/source_part.html", context)
    parts = [part for whole in sections.contents(found) for part in whole.with_all_inside()]
    for place, each in enumerate(parts):
        if each.section.pk == name:
            context = {
                "source": found,
                "heading": each.section.title,
                "part": each,
                "previous": parts[place - 1].section if place else None,
                "next": parts[place + 1].section if place + 1 < len(parts) else None,
            }
            return render(request, "browse/source_part.html", context)
    raise Http404


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

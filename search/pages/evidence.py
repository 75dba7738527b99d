"""What the records of several kinds rest on together: their key figures and their reports."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q, QuerySet

from catalogue.models import Source, Statistic

KEY_FIGURES = 6


def key_figures(of_kinds: list[QuerySet]) -> list[Statistic]:
    """The figures most of these records hold, at most six, none that a newer one superseded; two queries.

    Where as many hold them, those of the newest report come first. Each says in `held_by` how many hold it.
    """
    held = [
        entries.model.statistics.through.objects.filter(**{f"{name}__in": entries.order_by().values("pk")})
        .order_by()
        .values_list("statistic", name)
        for entries in of_kinds
        for name in [entries.model.statistics.field.m2m_field_name()]
    ]
    counts = Counter(statistic for statistic, _ in held[0].union(*held[1:]))
    rows = Statistic.objects.filter(pk__in=counts, superseded_by__isnull=True).select_related("source")
    found = sorted(rows.order_by("pk"), key=lambda figure: figure.source.published, reverse=True)
    for figure in found:
        figure.held_by = counts[figure.pk]
    return sorted(found, key=lambda figure: -figure.held_by)[:KEY_FIGURES]


def reports(of_kinds: list[QuerySet]) -> QuerySet:
    """The reports that any of these records cite, as one query."""
    cited = Q(pk__in=[])
    for entries in of_kinds:
        citation = entries.model.citations.rel.related_model
        cited |= Q(pk__in=citation.objects.filter(entry__in=entries.order_by().values("pk")).values("source"))
    return Source.objects.reports().filter(cited)

"""What the records of several kinds rest on together: their key figures and their reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat

from catalogue.models import Citation, Entry, Event, Source, Statistic

KEY_FIGURES = 6


def key_figures(of_kinds: list[QuerySet]) -> list[Statistic]:
    """The six figures that most of these records hold."""
    return figures(of_kinds)[:KEY_FIGURES]


def figures(of_kinds: Sequence[QuerySet]) -> list[Statistic]:
    """The figures these records hold, those most hold first, none that a newer one superseded; two queries.

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
        figure.held_by = counts[figure.pk]  # type: ignore[attr-defined]
    return sorted(found, key=lambda figure: -counts[figure.pk])


@dataclass(frozen=True)
class Holder:
    """A public record that holds a figure or an event: its title and its address."""

    title: str
    url: str


def name_holders(events: list[Event]) -> None:
    """Put in `held_by` of each event the public records that hold it, in one query."""
    rows = [
        kind.objects.published()
        .filter(events__in=Event.objects.all())
        .annotate(address=Concat(Value(kind.list_url()), "slug", Value("/"), output_field=CharField()))
        .order_by()
        .values_list("events", "title", "address")
        for kind in Entry.kinds()
    ]
    held: dict[str, list[Holder]] = defaultdict(list)
    for event, title, address in sorted(rows[0].union(*rows[1:], all=True)):
        held[event].append(Holder(title, address))
    for event in events:
        event.held_by = held[event.pk]  # type: ignore[attr-defined]


def reports(of_kinds: list[QuerySet]) -> QuerySet:
    """The reports that any of these records cite, as one query."""
    cited = Q(pk__in=[])
    for entries in of_kinds:
        citation = Citation.model_for(entries.model)
        cited |= Q(pk__in=citation.objects.filter(entry__in=entries.order_by().values("pk")).values("source"))
    return Source.objects.reports().filter(cited)

"""Theme by enabler: where enablers have been seen at work, and where nothing has been written yet."""

from __future__ import annotations

from collections import Counter

from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from browse.pictures import files
from browse.pictures.heat import Cell, Heading, Heat, themes_of
from catalogue.models import Entry, Link, Tag
from catalogue.publication import public
from lessons.models import Enabler


def themes_by_enabler() -> Heat:
    """Count the public records of each theme linked with each enabler, and itself where it carries the theme.

    One query for each sort of link, and three.
    """
    counts: Counter[tuple[str, str]] = Counter(themes_of(Enabler.objects.published()))
    for link, here, there, other in Link.sides_of(Enabler):
        if not issubclass(other, Entry):
            continue
        theme = Coalesce(f"{there}__tag_links__tag__broader__slug", f"{there}__tag_links__tag__slug")
        rows = link.objects.filter(public(f"{here}__"), public(f"{there}__")).order_by()
        counts.update((enabler, slug) for enabler, slug, _ in rows.values_list(here, theme, there).distinct() if slug)
    themes = list(Tag.objects.themes())
    return Heat(
        caption="Number of records by enabler and theme",
        corner="Enabler",
        columns=[Heading(theme.name, theme.get_absolute_url()) for theme in themes],
        rows=[
            (
                Heading(enabler.title, enabler.get_absolute_url()),
                [Cell(counts[enabler.pk, theme.slug]) for theme in themes],
            )
            for enabler in Enabler.objects.published()
        ],
        nothing="gap",
    )


def page(request: HttpRequest) -> HttpResponseBase:
    """The matrix of enablers by theme."""
    heat = themes_by_enabler()
    gaps = [
        (heading, [column for column, cell in zip(heat.columns, cells, strict=True) if not cell.count])
        for heading, cells in heat.rows
    ]
    context = {"heat": heat, "gaps": [(heading, columns) for heading, columns in gaps if columns]}
    return files.answer(request, "browse/pictures/themes_by_enabler.html", context, heat.table())

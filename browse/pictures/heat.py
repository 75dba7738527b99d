"""Heat maps: a table whose cells are shaded by their number. Here the themes by region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from browse.pictures import files, shades
from catalogue import places
from catalogue.models import Tag, TagLink
from councils.models import Region


@dataclass(frozen=True)
class Heading:
    """What a row or a column stands for, and its page."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """One number, and the list it counts."""

    count: int
    url: str = ""

    @property
    def shade(self) -> int:
        return shades.shade(self.count)


@dataclass(frozen=True)
class Heat:
    """The whole table. `corner` says what the rows are, `nothing` is the word for a cell without any."""

    caption: str
    corner: str
    columns: list[Heading]
    rows: list[tuple[Heading, list[Cell]]]
    nothing: str = "none"

    @property
    def legend(self) -> list[tuple[int, str]]:
        return shades.legend(self.nothing)

    def table(self) -> Iterator[list[object]]:
        """The numbers as rows for a file."""
        yield [self.corner, *(column.label for column in self.columns)]
        for heading, cells in self.rows:
            yield [heading.label, *(cell.count for cell in cells)]


def themes_of(entries: QuerySet) -> set[tuple[str, str]]:
    """Every reference of these entries with the slug of each of its themes, in one query."""
    links = TagLink.model_for(entries.model).objects.order_by()
    rows = links.filter(content_object__in=entries.order_by().values("pk"))
    return set(rows.values_list("content_object", Coalesce("tag__broader__slug", "tag__slug")))


def themes_by_region() -> Heat:
    """Count the case studies of each theme in each region; a cell leads to its list. Three queries."""
    kind = places.lending_kind()
    entries = kind.objects.published()
    regions: dict[str, set[str]] = {}
    for reference, region in places.regions(entries):
        regions.setdefault(reference, set()).add(region)
    counts = Counter(
        (theme, region) for reference, theme in themes_of(entries) for region in regions.get(reference, ())
    )

    def cell(theme: str, region: str) -> Cell:
        count = counts[theme, region]
        return Cell(count, f"{kind.list_url()}?theme={theme}&region={region}" if count else "")

    return Heat(
        caption=f"Number of {kind.names()} by theme and region",
        corner="Theme",
        columns=[Heading(region.label, reverse("region", args=[region.value])) for region in Region],
        rows=[
            (
                Heading(theme.name, theme.get_absolute_url()),
                [cell(theme.slug, region.value) for region in Region],
            )
            for theme in Tag.objects.themes()
        ],
    )


def page(request: HttpRequest) -> HttpResponseBase:
    """The heat map of themes by region."""
    heat = themes_by_region()
    return files.answer(request, "browse/pictures/themes_by_region.html", {"heat": heat}, heat.table())

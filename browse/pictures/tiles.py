"""The map: a square for each council with adult social care duties, shaded by its number of case studies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from browse.pictures import files, layout, shades
from catalogue import places
from councils.models import Council

# The width and height of a square in the drawing's own units.
SIDE = 40


@dataclass(frozen=True)
class Tile:
    """One council on the map: its square, its number, and where the drawing puts them."""

    council: Council
    column: int
    row: int
    count: int

    @property
    def shade(self) -> int:
        return shades.shade(self.count)

    @property
    def x(self) -> int:
        return self.column * SIDE

    @property
    def y(self) -> int:
        return self.row * SIDE


@dataclass(frozen=True)
class TileMap:
    """The whole map, from north to south and west to east."""

    tiles: list[Tile]
    noun: str
    nouns: str

    @property
    def width(self) -> int:
        return SIDE * (1 + max((tile.column for tile in self.tiles), default=0))

    @property
    def height(self) -> int:
        return SIDE * (1 + max((tile.row for tile in self.tiles), default=0))

    @property
    def shaded(self) -> list[Tile]:
        """The councils that have any, most first."""
        return sorted((tile for tile in self.tiles if tile.count), key=lambda tile: (-tile.count, tile.council.name))

    @property
    def legend(self) -> list[tuple[int, str]]:
        return shades.legend()

    def table(self) -> Iterator[list[object]]:
        """The map as rows for a file."""
        yield ["council", "gss_code", "region", "column", "row", self.nouns.replace(" ", "_")]
        for tile in sorted(self.tiles, key=lambda tile: tile.council.name):
            place = tile.council
            yield [
                place.name,
                place.gss_code,
                place.get_region_display(),
                tile.column + 1,
                tile.row + 1,
                tile.count,
            ]


def draw(entries: QuerySet) -> TileMap:
    """The map of these entries, all of one kind; three queries."""
    councils = list(
        Council.objects.current().with_adult_social_care().filter(easting__isnull=False, northing__isnull=False)
    )
    squares = layout.squares(tuple(sorted((c.pk, c.easting or 0, c.northing or 0) for c in councils)))
    counts = places.by_council([entries])
    tiles = [Tile(council, *squares[council.pk], len(counts.get(council.pk, ()))) for council in councils]
    in_order: Iterable[Tile] = sorted(tiles, key=lambda tile: (tile.row, tile.column))
    return TileMap(list(in_order), entries.model.name(), entries.model.names())


def page(request: HttpRequest) -> HttpResponseBase:
    """The map of all case studies, with the same numbers as a table."""
    drawn = draw(places.lending_kind().objects.published())
    return files.answer(request, "browse/pictures/map.html", {"map": drawn}, drawn.table())

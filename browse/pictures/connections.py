"""The neighbourhood of a record: what it cites and what cites it, as a drawing and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import copysign, cos, pi, sin

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from browse import related
from browse.pictures import files
from browse.related import Group, Linked
from catalogue.models import Entry

# The drawing in its own units: how wide and high, how far out the groups stand, and how long a name may be.
WIDTH, HEIGHT = 1040, 620
ACROSS, DOWN = 400, 240
BOX_WIDTH, BOX_HEIGHT = 230, 34
LEAST_ACROSS = BOX_WIDTH // 2 + 40
DRAWN_OF_EACH_KIND = 5
LONGEST_NAME = 30


@dataclass(frozen=True)
class Node:
    """A record in the drawing: its box, the line to the middle, and whose word the link is."""

    link: Linked
    kind: type[Entry]
    x: int
    y: int

    @property
    def left(self) -> int:
        return self.x - BOX_WIDTH // 2

    @property
    def near_side(self) -> int:
        """Where the line meets the box: the side towards the middle, so that it crosses no other box."""
        return self.left if self.x >= WIDTH // 2 else self.left + BOX_WIDTH

    @property
    def line(self) -> str:
        """The points of the line from the citing record to the cited one, with one half way for its arrow."""
        (x, y), (near, far) = (WIDTH // 2, HEIGHT // 2), (self.near_side, self.y)
        points = [(x, y), ((x + near) // 2, (y + far) // 2), (near, far)]
        return " ".join(f"{across},{down}" for across, down in (points if self.link.is_cited else points[::-1]))

    @property
    def top(self) -> int:
        return self.y - BOX_HEIGHT // 2

    @property
    def name(self) -> str:
        return shortened(self.link.entry.title)


@dataclass(frozen=True)
class Neighbourhood:
    """The drawing of a record with the records around it."""

    entry: Entry
    groups: list[Group]
    nodes: list[Node]
    headings: list[tuple[str, int, int]]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT

    @property
    def name(self) -> str:
        return shortened(self.entry.title)

    @property
    def middle(self) -> tuple[int, int]:
        return WIDTH // 2, HEIGHT // 2

    def table(self) -> Iterator[list[object]]:
        """Every link of the record, drawn or not, as rows for a file."""
        yield ["reference", "title", "linked_reference", "linked_title", "linked_kind", "basis", "why", "direction"]
        for group in self.groups:
            for link in group.links:
                other = link.entry
                yield [
                    self.entry.pk,
                    self.entry.title,
                    other.pk,
                    other.title,
                    group.kind.name(),
                    link.basis,
                    link.note,
                    "cites" if link.is_cited else "is cited by",
                ]


def shortened(title: str) -> str:
    """A title that fits in a box, cut at a word."""
    if len(title) <= LONGEST_NAME:
        return title
    return title[: LONGEST_NAME - 1].rsplit(" ", 1)[0].rstrip(" ,:;") + "…"


def draw(entry: Entry) -> Neighbourhood:
    """The neighbourhood of a public record: a column of boxes for each kind, in a ring around it."""
    groups = related.groups(entry)
    nodes, headings = [], []
    for number, group in enumerate(groups):
        # From the top left round to the left again, each kind an equal share of the ring.
        angle = 2 * pi * (number + 0.5) / len(groups) - pi
        shown = group.links[:DRAWN_OF_EACH_KIND]
        # Beside the middle, never right above or below it, so that every line has a side of its box to reach.
        x = WIDTH // 2 + round(copysign(max(abs(ACROSS * cos(angle)), LEAST_ACROSS), cos(angle)))
        middle = HEIGHT / 2 + DOWN * sin(angle)
        first = round(min(max(middle - (len(shown) - 1) * 20, 60), HEIGHT - 25 - (len(shown) - 1) * 40))
        headings.append((group.kind.names().capitalize(), x, first - 26))
        nodes += [Node(link, group.kind, x, first + row * 40) for row, link in enumerate(shown)]
    left_out = sum(len(group.links) for group in groups) - len(nodes)
    return Neighbourhood(entry, groups, nodes, headings, left_out)


def page(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """The neighbourhood of one public record."""
    found = Entry.called(kind)
    if found is None:
        raise Http404
    entry = get_object_or_404(found.objects.published(), slug=slug)
    drawn = draw(entry)
    context = {"entry": entry, "kind": found, "drawn": drawn}
    return files.answer(request, "browse/pictures/connections.html", context, drawn.table())

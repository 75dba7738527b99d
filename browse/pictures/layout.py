"""Where each council stands on the tile map.

The rule:

1. England is ruled into squares of 30 km. A council's own place is the square its register position falls in.
2. The councils with most others within 60 km choose last, so that the coast is settled first; each
   takes the free square whose centre is nearest to its place.
3. Then two councils up to four squares apart change places, or one moves to a free square, wherever that
   makes the sum of the squared distances smaller, until nothing does.
"""

from __future__ import annotations

from functools import lru_cache

SQUARE = 30_000
NEIGHBOUR = 60_000

# A council's register code, easting and northing in metres.
Position = tuple[str, int, int]
# Column from the west and row from the north, both from 0.
Square = tuple[int, int]


def distance(position: Position, square: Square) -> float:
    """The squared distance, in squares, from a council's place to the centre of a square."""
    _, easting, northing = position
    return (easting / SQUARE - square[0] - 0.5) ** 2 + (northing / SQUARE - square[1] - 0.5) ** 2


@lru_cache(maxsize=4)
def squares(positions: tuple[Position, ...]) -> dict[str, Square]:
    """The square of each council by its code, no two on one square; rows counted from the north."""
    taken = chosen_and_settled(positions)
    west = min((column for column, _ in taken), default=0)
    north = max((row for _, row in taken), default=0)
    return {position[0]: (column - west, north - row) for (column, row), position in taken.items()}


def chosen_and_settled(positions: tuple[Position, ...]) -> dict[Square, Position]:
    """Rules 2 and 3: which council has which square, squares counted from the south-west of the grid."""
    taken = _choose(positions)
    _settle(taken)
    return taken


def _choose(positions: tuple[Position, ...]) -> dict[Square, Position]:
    """Rule 2: the first choice of each council."""

    def crowd(position: Position) -> tuple[int, str]:
        _, x, y = position
        near = sum((x - other[1]) ** 2 + (y - other[2]) ** 2 < NEIGHBOUR**2 for other in positions)
        return near, position[0]

    taken: dict[Square, Position] = {}
    for position in sorted(positions, key=crowd):
        taken[min(_free(position, taken), key=lambda square: (distance(position, square), square))] = position
    return taken


def _free(position: Position, taken: dict[Square, Position]) -> list[Square]:
    """The free squares around a council's place: the smallest neighbourhood with one, and a ring more."""
    column, row = position[1] // SQUARE, position[2] // SQUARE
    reach = 0
    while True:
        around = [
            (column + x, row + y) for x in range(-reach - 1, reach + 2) for y in range(-reach - 1, reach + 2)
        ]  # fmt: skip
        free = [square for square in around if square not in taken]
        if any(max(abs(x - column), abs(y - row)) <= reach for x, y in free):
            return free
        reach += 1


def _settle(taken: dict[Square, Position]) -> None:
    """Rule 3: change and move until nothing brings the councils nearer to their places."""
    better = True
    while better:
        better = False
        for one in sorted(taken):
            if one not in taken:
                continue
            around = [(one[0] + x, one[1] + y) for x in range(-4, 5) for y in range(-4, 5) if (x, y) != (0, 0)]
            for other in around:
                first, second = taken[one], taken.get(other)
                now = distance(first, one) + (distance(second, other) if second else 0)
                then = distance(first, other) + (distance(second, one) if second else 0)
                if then < now - 1e-9:
                    better = True
                    taken[other] = first
                    if second:
                        taken[one] = second
                        continue
                    del taken[one]
                    break

"""How dark a number is drawn. The number itself is always written too, so that colour never speaks alone."""

from __future__ import annotations

# The smallest number of each shade from 1 up; 0 is shade 0.
STEPS = (1, 2, 4, 8)


def shade(count: int) -> int:
    """The shade of a count: 0 for none, up to 4 for many."""
    return sum(count >= step for step in STEPS)


def legend(nothing: str = "none") -> list[tuple[int, str]]:
    """Each shade with the numbers it stands for, and with the word that a cell without any says."""
    ends = [f"{end - 1}" for end in STEPS[1:]]
    spans = [str(start) if str(start) == end else f"{start} to {end}" for start, end in zip(STEPS, ends, strict=False)]
    return list(enumerate([nothing, *spans, f"{STEPS[-1]} or more"]))

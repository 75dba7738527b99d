"""Bars for figures: those that are plain shares of a hundred, longest first."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.models import Statistic


def shares(statistics: Iterable[Statistic]) -> list[Statistic]:
    """The figures that can be drawn as bars, largest first, without those a newer one superseded."""
    drawn = [figure for figure in statistics if figure.share is not None and not figure.superseded_by_id]
    return sorted(drawn, key=lambda figure: (-(figure.share or 0), figure.pk))

"""Which councils took over from which: what belongs to an abolished council belongs to those that took over, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from councils.models import Council


class Succession:
    """The successors of every abolished council, in one step or in several: Taunton Deane’s include Somerset.

    A council that ends on a day to come has none until that day. Read in one query when it is made.
    """

    def __init__(self) -> None:
        steps: dict[str, set[Council]] = defaultdict(set)
        taken = Council.successors.through._default_manager.filter(from_council__ended_on__lte=timezone.localdate())
        for step in taken.select_related("to_council"):
            steps[step.from_council_id].add(step.to_council)
        self._successors: dict[str, set[Council]] = {}
        for code, ahead in steps.items():
            reached: set[Council] = set()
            while ahead := ahead - reached:
                reached |= ahead
                ahead = {successor for council in ahead for successor in steps.get(council.pk, ())}
            self._successors[code] = reached

    def successors(self, code: str) -> set[Council]:
        """The councils that took over from the council of this code; empty for a council that still exists."""
        return self._successors.get(code, set())

    def with_predecessors(self, codes: Iterable[str]) -> set[str]:
        """These codes and those of every council that any of them took over from."""
        wanted = set(codes)
        return wanted | {
            code for code, successors in self._successors.items() if any(council.pk in wanted for council in successors)
        }

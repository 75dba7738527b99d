"""What is kept in the memory of this process for as long as the index stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from catalogue.version import is_uncommitted


class Kept:
    """Values made from one state of the index; those of an older state are forgotten, and so are all when too many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.forget()

    def forget(self) -> None:
        """Start with nothing."""
        self._now: tuple[Hashable, dict[Hashable, Any]] = (None, {})

    def of(self, state: Hashable) -> dict[Hashable, Any]:
        """What is known of this state, to be read and added to.

        Of no state (None), and within an open transaction, nothing that lasts.
        """
        if state is None or is_uncommitted():
            return {}
        known_of, values = self._now
        if known_of != state or len(values) >= self.most:
            self._now = (state, values := {})
        return values

    def get(self, state: Hashable, asked: Hashable, make: Callable[[], Any]) -> Any:
        """What was made before of this state, or is made now."""
        values = self.of(state)
        if asked not in values:
            values[asked] = make()
        return values[asked]

"""Which council is meant by a name as people write it.

Names are compared by two keys (councils/spelling.py). A name belongs to the current council that bears it; it is
ambiguous only if several current ones do.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from councils.models import Council, CouncilName
from councils.spelling import bare_key, key


class CouncilNotFound(LookupError):
    """No council, or more than one, is meant by a name. `candidates` are the councils or spellings it may be."""

    def __init__(self, message: str, candidates: list[str]):
        super().__init__(message)
        self.candidates = candidates


def find(name: str) -> Council:
    """The one council meant by a name in any known spelling.

    Raises CouncilNotFound, whose message is fit to show, for a name that is unknown or that several current
    councils bear; its `candidates` are official names to choose from.
    """
    found = _meant(name, lambda field, value: list(Council.objects.filter(**{f"names__{field}": value}).distinct()))
    if found:
        return found
    raise CouncilNotFound(f"There is no council called “{name}” in the register.", near(name))


def _meant(name: str, bearers: Callable[[str, str], list[Council]]) -> Council | None:
    """The council a name means, of those that bear its key, else of those that bear its bare key."""
    for field, value in (("key", key(name)), ("bare_key", bare_key(name))):
        found = bearers(field, value) if value else []
        current = [council for council in found if council.is_current]
        choice = current or found
        if len(choice) == 1:
            return choice[0]
        if choice:
            raise CouncilNotFound(
                f"“{name}” is the name of {len(choice)} councils. Write the full name.",
                [council.official_name for council in choice],
            )
    return None


class Directory:
    """Every spelling, read at once by whoever looks up many names."""

    def __init__(self) -> None:
        self._bearers: dict[tuple[str, str], dict[str, Council]] = {}
        for row in CouncilName.objects.select_related("council"):
            for field in ("key", "bare_key"):
                self._bearers.setdefault((field, getattr(row, field)), {})[row.council_id] = row.council

    def find(self, name: str) -> Council | None:
        """As `find`, but nothing for a name nobody bears."""
        return _meant(name, lambda field, value: list(self._bearers.get((field, value), {}).values()))


def near(name: str) -> list[str]:
    """Official names of up to three councils whose names look most like this one."""
    spellings = dict(CouncilName.objects.values_list("bare_key", "council__official_name"))
    return [spellings[close] for close in get_close_matches(bare_key(name), spellings, n=3, cutoff=0.75)]

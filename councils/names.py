"""Which council is meant by a name as people write it.

Names are compared by two keys (councils/spelling.py). A name belongs to the current council that bears it; it is
ambiguous only if several current ones do. What is nobody’s name means the one council whose name begins with it, word
for word.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from django.db.models import Q

from councils.models import Council, CouncilName
from councils.spelling import bare_key, key

BEGINNING = "bare_key__startswith"


class CouncilNotFound(LookupError):
    """No council, or more than one, is meant by a name. `candidates` are the councils or spellings it may be."""

    def __init__(self, message: str, candidates: list[str]):
        super().__init__(message)
        self.candidates = candidates


def find(name: str) -> Council:
    """The one council meant by a name in any known spelling, or by its register code or GSS code exactly.

    Raises CouncilNotFound, whose message is fit to show, for a name that is unknown or that several current
    councils bear; its `candidates` are official names to choose from.
    """
    code = name.strip().replace("\x00", "")
    found = Council.objects.filter(Q(code=code) | Q(gss_code=code)).first() or _meant(
        name, lambda test, value: list(Council.objects.filter(**{f"names__{test}": value}).distinct())
    )
    if found:
        return found
    raise CouncilNotFound(f"There is no council called “{name}” in the register.", near(name))


def _meant(name: str, bearers: Callable[[str, str], list[Council]]) -> Council | None:
    """The council a name means, of those that bear its key, else its bare key, else begin with its bare key."""
    bare = bare_key(name)
    for test, value in (("key", key(name)), ("bare_key", bare), (BEGINNING, bare and f"{bare} ")):
        found = bearers(test, value) if value else []
        choice = [council for council in found if council.is_current] or found
        if len(choice) == 1:
            return choice[0]
        if choice:
            said = (
                f"There is no council called “{name}”, and the names of {len(choice)} councils begin so."
                if test == BEGINNING
                else f"“{name}” is the name of {len(choice)} councils. Write the full name."
            )
            raise CouncilNotFound(said, [council.official_name for council in choice])
    return None


class Directory:
    """Every spelling, read at once by whoever looks up many names."""

    def __init__(self) -> None:
        self._bearers: dict[tuple[str, str], dict[str, Council]] = {}
        self._coded: dict[str, Council] = {}
        for row in CouncilName.objects.select_related("council"):
            self._coded |= {row.council.code: row.council, row.council.gss_code: row.council}
            for field in ("key", "bare_key"):
                self._bearers.setdefault((field, getattr(row, field)), {})[row.council_id] = row.council

    def find(self, name: str) -> Council | None:
        """As `find`, but nothing for a name nobody bears."""
        return self._coded.get(name.strip()) or _meant(name, self._bearing)

    def _bearing(self, test: str, value: str) -> list[Council]:
        if test != BEGINNING:
            return list(self._bearers.get((test, value), {}).values())
        longer = [
            found for (field, name), found in self._bearers.items() if field == "bare_key" and name.startswith(value)
        ]
        return list({code: council for found in longer for code, council in found.items()}.values())


def near(name: str) -> list[str]:
    """Official names of up to three councils whose names look most like this one."""
    spellings = dict(CouncilName.objects.values_list("bare_key", "council__official_name"))
    return [spellings[close] for close in get_close_matches(bare_key(name), spellings, n=3, cutoff=0.75)]

"""Which council is meant by a name as people write it.

Names are compared by two keys. The key ignores case, accents, punctuation and “&”, and keeps every word:
“Somerset County Council” and “Somerset Council” stay apart. The bare key also drops the words that only say
what sort of council it is, so that “Wigan MBC”, “LB Tower Hamlets” and “Council of Wigan” reach their council.
A name belongs to the current council that bears it; it is ambiguous only if several current ones do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from councils.models import Council

_SORTS = (
    "london borough council|royal borough council|london borough|london boro|royal borough|metropolitan borough"
    "|metropolitan district|metropolitan|county borough|borough|unitary authority|unitary|district|county|city"
    "|corporation|council|authority|mbc|mdc|lbc|lb|rb|rbc|bc|cc|dc|ua"
)
_LEADING = re.compile(rf"^(?:the )?(?:(?:{_SORTS}) )+(?:of (?:the )?)?|^the ")
_TRAILING = re.compile(rf"(?: (?:{_SORTS}))+(?: of)?$")


class CouncilNotFound(LookupError):
    """No council, or more than one, is meant by a name. `candidates` are the councils or spellings it may be."""

    def __init__(self, message: str, candidates: list[str]):
        super().__init__(message)
        self.candidates = candidates


def key(name: str) -> str:
    """The name in lower case, without accents or punctuation, “&” read as “and”."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("&", " and "))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = re.sub(r"['’`.]", "", plain)
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def bare_key(name: str) -> str:
    """The key without the words that only say what sort of council it is; never empty, and never just “london”."""
    full = key(name)
    bare = _TRAILING.sub("", full)
    bare = _LEADING.sub("", bare) or bare
    return full if bare in {"", "london", *_SORTS.split("|")} else bare


def find(name: str) -> Council:
    """The one council meant by a name in any known spelling.

    Raises CouncilNotFound, whose message is fit to show, for a name that is unknown or that several current
    councils bear; its `candidates` are official names to choose from.
    """
    from councils.models import Council

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
        from councils.models import CouncilName

        self._bearers: dict[tuple[str, str], dict[str, Council]] = {}
        for row in CouncilName.objects.select_related("council"):
            for field in ("key", "bare_key"):
                self._bearers.setdefault((field, getattr(row, field)), {})[row.council_id] = row.council

    def find(self, name: str) -> Council | None:
        """As `find`, but nothing for a name nobody bears."""
        return _meant(name, lambda field, value: list(self._bearers.get((field, value), {}).values()))


def near(name: str) -> list[str]:
    """Official names of up to three councils whose names look most like this one."""
    from councils.models import CouncilName

    spellings = dict(CouncilName.objects.values_list("bare_key", "council__official_name"))
    return [spellings[close] for close in get_close_matches(bare_key(name), spellings, n=3, cutoff=0.75)]

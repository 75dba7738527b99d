"""Two people changed one record: what each of them changed, and what has to be decided.

A record is taken apart into cells, the smallest things two people can disagree on: a field, one item of a list, one
row of a part. An absent item or row is a cell without a value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Cells = dict[str, Any]
Side = Literal["theirs", "mine"]
THEIRS: Side = "theirs"
MINE: Side = "mine"


@dataclass(frozen=True)
class Clash:
    """A cell that somebody else changed meanwhile and that this person's form has otherwise.

    `default` is the side to keep if nothing is said: theirs where only they changed it. Where both did, or where
    nobody knows what it was before, there is none and the person decides.
    """

    name: str
    base: Any
    theirs: Any
    mine: Any
    default: Side | None


def fingerprints(cells: Cells) -> dict[str, str]:
    """A short fingerprint of every cell that has a value."""
    return {name: _fingerprint(value) for name, value in cells.items() if value is not None}


def _fingerprint(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12] if value is not None else ""


def clashes(seen: Mapping[str, str] | None, base: Cells, theirs: Cells, mine: Cells) -> list[Clash]:
    """What has to be shown before `mine` may be saved over `theirs`.

    `seen` are the fingerprints of what this person started from, nothing if unknown; `base` is what of it is known.
    """
    found = []
    for name in [*theirs, *(name for name in mine if name not in theirs)]:
        now, wanted = theirs.get(name), mine.get(name)
        if now == wanted:
            continue
        if seen is None:
            found.append(Clash(name, None, now, wanted, None))
        elif (before := seen.get(name, "")) != _fingerprint(now):
            shown = base.get(name) if _fingerprint(base.get(name)) == before else None
            shown = wanted if before == _fingerprint(wanted) else shown
            found.append(Clash(name, shown, now, wanted, THEIRS if before == _fingerprint(wanted) else None))
    return found


def undecided(found: list[Clash], choices: Mapping[str, str]) -> list[Clash]:
    """The clashes for which no side has been chosen."""
    return [clash for clash in found if choices.get(clash.name) not in (THEIRS, MINE)]


def kept(name: str, theirs: Cells, mine: Cells, choices: Mapping[str, str]) -> Side:
    """The side a cell is taken from; a cell without a clash is as this person's form has it."""
    return THEIRS if choices.get(name) == THEIRS or theirs.get(name) == mine.get(name) else MINE

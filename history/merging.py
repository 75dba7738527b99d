"""Three-way merge of a record that two people changed: what each of them changed, and which conflicts remain.

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
class Conflict:
    """A cell that somebody else changed meanwhile and that has another value in this person's form.

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


def find_conflicts(seen: Mapping[str, str] | None, base: Cells, theirs: Cells, mine: Cells) -> list[Conflict]:
    """The conflicts to be resolved before `mine` may be saved over `theirs`.

    `seen` are the fingerprints of what this person started from, nothing if unknown; `base` is what of it is known.
    """
    conflicts = []
    for name in [*theirs, *(name for name in mine if name not in theirs)]:
        now, wanted = theirs.get(name), mine.get(name)
        if now == wanted:
            continue
        if seen is None:
            conflicts.append(Conflict(name, None, now, wanted, None))
        elif (before := seen.get(name, "")) != _fingerprint(now):
            shown = base.get(name) if _fingerprint(base.get(name)) == before else None
            shown = wanted if before == _fingerprint(wanted) else shown
            conflicts.append(Conflict(name, shown, now, wanted, THEIRS if before == _fingerprint(wanted) else None))
    return conflicts


def unresolved(conflicts: list[Conflict], choices: Mapping[str, str]) -> list[Conflict]:
    """The conflicts for which no side has been chosen."""
    return [conflict for conflict in conflicts if choices.get(conflict.name) not in (THEIRS, MINE)]


def chosen_side(name: str, theirs: Cells, mine: Cells, choices: Mapping[str, str]) -> Side:
    """The side a cell is taken from; a cell without a conflict is taken from this person's form."""
    return THEIRS if choices.get(name) == THEIRS or theirs.get(name) == mine.get(name) else MINE

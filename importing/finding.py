"""Which record each row is about: by its reference, else by its exact title, else a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from django.utils import timezone

from catalogue.models import Entry
from exports.guard import restored
from importing import lookups
from importing.models import Import, ImportRow
from importing.plan import Message, RowPlan

SAME = "A row above, row {number}, is about the same record. Keep one of them."


def cells_by_column(batch: Import, row: ImportRow) -> dict[str, str]:
    """The cells of a row by the name of their column, without the guard that text files carry against formulas."""
    text_file = bool(batch.encoding)
    cells = {}
    for place, name in enumerate(batch.columns):
        if name in batch.importable:
            cell = row.cells[place] if place < len(row.cells) else ""
            cells[name] = restored(cell) if text_file else cell
    return cells


def title_key(title: str) -> str:
    """A title as it is compared with others."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def initials(kind: type[Entry]) -> str:
    """The letters new references of a kind have: L for a lesson, CS for a case study."""
    return "".join(word[0] for word in kind.name().split()).upper()


def new_references(kind: type[Entry]) -> Iterator[str]:
    """References for rows that have none: I for imported, the year, the kind’s initials, the next number.

    A number that was ever used, also of a record that is no more, is not used again.
    """
    start = f"I{timezone.localdate().year}-{initials(kind)}"
    used = set(kind.objects.filter(pk__startswith=start).values_list("pk", flat=True))
    used.update(kind.history.filter(reference__startswith=start).values_list("reference", flat=True))
    numbers = [int(end) for reference in used if (end := reference.removeprefix(start)).isdecimal()]
    return (f"{start}{number:04}" for number in count(max(numbers, default=0) + 1))


def find_records(batch: Import, rows: Iterable[ImportRow]) -> None:
    """Set the reference of every row, and on its plan whether it is new and what is wrong with that.

    A fixed number of queries, however many rows.
    """
    kind, rows = batch.model, list(rows)
    cells = {row.number: cells_by_column(batch, row) for row in rows}
    asked = {number: each.get("reference", "").strip() for number, each in cells.items()}
    lookup = lookups.record_lookup(kind, {*asked.values(), *(value.removesuffix(".0") for value in asked.values())})
    titles: dict[str, list[str]] = {}
    for reference, title in kind.objects.values_list("pk", "title"):
        titles.setdefault(title_key(title), []).append(reference)
    fresh = new_references(kind)
    numbers: dict[str, int] = {}
    named: dict[str, int] = {}
    for row in rows:
        problems, remarks = list[Message](), list[Message]()
        reference, title = asked[row.number], title_key(cells[row.number].get("title", ""))
        exists = False
        if reference:
            for spelling in (reference, reference.removesuffix(".0")):
                if lookup.has(spelling):
                    reference, exists = lookup.find(spelling), True
                    break
        elif title:
            same = titles.get(title, [])
            if len(same) > 1:
                several = f"Several records have this title: {', '.join(same[:5])}. Name one."
                problems.append(Message("reference", several))
            elif same:
                reference, exists = same[0], True
                remarks.append(Message("title", f"Matched with {reference} by its title, as the row has no reference."))
            elif title in named:
                problems.append(Message("title", SAME.format(number=named[title])))
        if not reference:
            reference = next(fresh)
        if reference.lower() in numbers:
            problems.append(Message("reference", SAME.format(number=numbers[reference.lower()])))
        elif title and title in named and not problems:
            remarks.append(Message("title", f"Row {named[title]} has the same title."))
        numbers.setdefault(reference.lower(), row.number)
        if title:
            named.setdefault(title, row.number)
        row.reference = reference[:60]
        if len(reference) > 60:
            problems.append(Message("reference", "A reference has at most 60 characters."))
        row.plan = RowPlan(new=not exists, problems=problems, remarks=remarks)

"""A row as it is checked: its cells in the file, those its record has now, and the plan that comes of both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from catalogue.models import Entry
from catalogue.publication import Status
from exports.guard import LONGEST_CELL, Cleaner
from importing.models import ImportRow
from importing.plan import CellChange, FieldChange, Message, RelatedChange, RelatedRow, RowPlan, UnknownValue

# What visitors see, or have seen: a record with one of these was published.
PUBLIC = {Status.PUBLISHED, Status.WITHDRAWN}
_EDGES = re.compile(r"[ \t\u00a0]+(?=\n|\Z)")


def comparable(cell: str) -> str:
    """A cell normalised for comparison.

    Line ends, spaces at the ends of lines and characters a spreadsheet cannot hold do not count.
    """
    if not cell:
        return ""
    return _EDGES.sub("", Cleaner(LONGEST_CELL)(cell)).strip()


@dataclass
class RowCheck:
    """The check of one row. `cells` are those of the file, `current` those of an export of the record, by column."""

    row: ImportRow
    record: Entry
    plan: RowPlan
    cells: dict[str, str]
    current: dict[str, str] = field(default_factory=dict)
    changed_columns: set[str] = field(default_factory=set)
    # What an export of the record would say after the import, by column of the file.
    new_cells: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether the row makes a record."""
        return bool(self.plan.new)

    def differs(self, *columns: str) -> bool:
        """Whether a cell of the file in one of these columns is another than that of an export of the record."""
        return any(
            name in self.cells and comparable(self.cells[name]) != comparable(self.current.get(name, ""))
            for name in columns
        )

    def add_problem(self, column: str, text: str) -> None:
        """Note what keeps the row from being imported; an empty column means the row as a whole."""
        if (message := Message(column, text)) not in self.plan.problems:
            self.plan.problems.append(message)

    def add_remark(self, column: str, text: str) -> None:
        """Note what is worth a look."""
        self.plan.remarks.append(Message(column, text))

    def add_unknown(self, column: str, values: Iterable[tuple[str, str]]) -> None:
        """Note unknown values of a column, each with the text of the problem."""
        for value, text in values:
            self.plan.unknown.append(UnknownValue(column, value))
            self.add_problem(column, text)

    def add_row(self, model: type[models.Model], column: str, **values: Any) -> None:
        """Plan a new row of another table that belongs to the record."""
        self.plan.adds.append(RelatedRow(model._meta.label, values))
        self.changed_columns.add(column)

    def remove_row(self, model: type[models.Model], column: str, **values: Any) -> None:
        """Plan to remove a row of another table; `values` are all its fields, so that it can be put back."""
        self.plan.removes.append(RelatedRow(model._meta.label, values))
        self.changed_columns.add(column)

    def change_row(
        self, model: type[models.Model], column: str, identity: dict[str, Any], changes: dict[str, FieldChange]
    ) -> None:
        """Plan to change a row of another table."""
        self.plan.changes.append(RelatedChange(model._meta.label, identity, changes))
        self.changed_columns.add(column)

    def shown(self, names: Iterable[str]) -> list[CellChange]:
        """Those of these columns that would differ, each with its cell before and after."""
        before = {name: comparable(self.current.get(name, "")) for name in self.new_cells}
        after = {name: comparable(cell) for name, cell in self.new_cells.items()}
        changed = [name for name in names if name in after and before[name] != after[name]]
        return [CellChange(name, before[name], after[name]) for name in changed]

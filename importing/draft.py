"""A row on its way to a record: what the file says, what the record says now, and what importing would do."""

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


def plain(cell: str) -> str:
    """A cell as it is compared.

    Line ends, spaces at the ends of lines and characters a spreadsheet cannot hold do not count.
    """
    if not cell:
        return ""
    return _EDGES.sub("", Cleaner(LONGEST_CELL)(cell)).strip()


@dataclass
class Draft:
    """What becomes of one row. `said` and `current` are cells by column: in the file, and as an export has them."""

    row: ImportRow
    record: Entry
    plan: RowPlan
    said: dict[str, str]
    current: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    # What the record would say in columns of the file, in the words of an export.
    after: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether the row makes a record."""
        return bool(self.plan.new)

    def differs(self, *columns: str) -> bool:
        """Whether the file has one of these columns and says something else there than the record does."""
        return any(
            name in self.said and plain(self.said[name]) != plain(self.current.get(name, "")) for name in columns
        )

    def problem(self, column: str, words: str) -> None:
        """Note what keeps the row from being imported; an empty column means the row as a whole."""
        if (message := Message(column, words)) not in self.plan.problems:
            self.plan.problems.append(message)

    def remark(self, column: str, words: str) -> None:
        """Note what is worth a look."""
        self.plan.remarks.append(Message(column, words))

    def unknown_values(self, column: str, wrong: Iterable[tuple[str, str]]) -> None:
        """Note values of a column that nobody knows."""
        for value, words in wrong:
            self.plan.unknown.append(UnknownValue(column, value))
            self.problem(column, words)

    def add(self, model: type[models.Model], column: str, **values: Any) -> None:
        """Hang a new row on the record."""
        self.plan.adds.append(RelatedRow(model._meta.label, values))
        self.touched.add(column)

    def remove(self, model: type[models.Model], column: str, **values: Any) -> None:
        """Take a row away; `values` are all its fields, so that it can be put back."""
        self.plan.removes.append(RelatedRow(model._meta.label, values))
        self.touched.add(column)

    def change(
        self, model: type[models.Model], column: str, identity: dict[str, Any], changes: dict[str, FieldChange]
    ) -> None:
        """Let a row say something else."""
        self.plan.changes.append(RelatedChange(model._meta.label, identity, changes))
        self.touched.add(column)

    def shown(self, names: Iterable[str]) -> list[CellChange]:
        """What would differ in these columns: what the record says there now, and what it would say."""
        now, then = ({name: plain(cells.get(name, "")) for name in self.after} for cells in (self.current, self.after))
        return [CellChange(name, now[name], then[name]) for name in names if name in then and now[name] != then[name]]

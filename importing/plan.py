"""What importing one row of a file will do: decided by the check, carried out by the import, and read for undoing it.

A plan is kept as JSON whose keys are the fields of `RowPlan`; only this file reads and writes it. Queries may ask for a
key of it (`plan__new`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models
from django.db.models.fields.json import KeyTransform


class FieldChange(NamedTuple):
    """The value of a field, fit for JSON, before the import (None for a new record) and after it."""

    before: Any
    after: Any


class RelatedRow(NamedTuple):
    """A row of another table that belongs to the record: the label of its model, and values by attribute name."""

    label: str
    values: dict[str, Any]


class RelatedChange(NamedTuple):
    """A row of another table that stays and changes: its model, the values that identify it, and changes by field."""

    label: str
    identity: dict[str, Any]
    changes: dict[str, FieldChange]


class CellChange(NamedTuple):
    """A column of the record as an export has it, before and after the import."""

    column: str
    before: str
    after: str


class Message(NamedTuple):
    """A sentence about a column of the row; about the row as a whole if `column` is empty."""

    column: str
    text: str


class UnknownValue(NamedTuple):
    """A value in a column that names no tag, council, source or record there is."""

    column: str
    value: str


@dataclass
class RowPlan:
    """What importing one row will do. `new`, whether it makes a record, is None while nobody has looked for that."""

    new: bool | None = None
    title: str = ""
    slug: str = ""
    # Whether visitors see the record, or have seen it.
    public: bool = False
    fields: dict[str, FieldChange] = field(default_factory=dict)
    adds: list[RelatedRow] = field(default_factory=list)
    removes: list[RelatedRow] = field(default_factory=list)
    changes: list[RelatedChange] = field(default_factory=list)
    shown: list[CellChange] = field(default_factory=list)
    # What keeps the row from being imported, and what only asks for a look.
    problems: list[Message] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)
    unknown: list[UnknownValue] = field(default_factory=list)
    # A digest of the record at the check, in the columns of the file (importing/checking.py).
    fingerprint: str = ""

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> RowPlan:
        """The plan that is stored; what is not stored has its default."""
        typed = {name: [row_type(*values) for values in stored.get(name, [])] for name, row_type in _LISTS.items()}
        changes = [RelatedChange(label, which, _changes(says)) for label, which, says in stored.get("changes", [])]
        return cls(**stored | typed | {"fields": _changes(stored.get("fields", {})), "changes": changes})

    def to_json(self) -> dict[str, Any]:
        """The plan as it is stored: nothing while nobody has looked for the record."""
        return {} if self.new is None else vars(self)


_LISTS = {
    "adds": RelatedRow, "removes": RelatedRow, "shown": CellChange,
    "problems": Message, "remarks": Message, "unknown": UnknownValue,
}  # fmt: skip


def _changes(stored: dict[str, list]) -> dict[str, FieldChange]:
    return {name: FieldChange(*values) for name, values in stored.items()}


class PlanField(models.JSONField):
    """A column of plans. Migrations know it as the stock field, since the database knows nothing of a plan."""

    def deconstruct(self) -> Any:
        """For migrations, a stock JSONField."""
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, named | {"default": dict}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """A RowPlan; of a query for a part of it, such as `plan__unknown`, that part as JSON."""
        stored = super().from_db_value(value, expression, connection)
        return stored if isinstance(expression, KeyTransform) else RowPlan.from_json(stored)

    def get_prep_value(self, value: Any) -> Any:
        """JSON of a plan, or of a part of it that a query asks for."""
        return super().get_prep_value(value.to_json() if isinstance(value, RowPlan) else value)

    def value_to_string(self, obj: models.Model) -> Any:
        """JSON, for a backup."""
        return self.get_prep_value(self.value_from_object(obj))

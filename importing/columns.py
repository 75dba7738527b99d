"""The columns of the exports that an import writes."""

from __future__ import annotations

from catalogue.models import Entry
from exports.columns import Column, columns_of


def importable(kind: type[Entry]) -> dict[str, Column]:
    """The columns of the exports of a kind that an import can write, by name."""
    return {column.name: column for column in columns_of(kind) if column.path}

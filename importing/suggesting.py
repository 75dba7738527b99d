"""Suggestions for values that match nothing."""

from __future__ import annotations

from typing import Any

from catalogue.models import Entry
from importing import lookups
from importing.lookups import Lookup
from importing.models import Import

# References are compared with at most so many records.
MAX_COMPARED = 5_000


def suggestions(batch: Import, unknown: list[tuple[str, str]]) -> list[list[str]]:
    """For each pair of a column and a value, names it may stand for, the most similar first."""
    by_column = {column: _lookup(batch, column) for column in {column for column, _ in unknown}}
    return [by_column[column].suggestions(value) for column, value in unknown]


def _lookup(batch: Import, name: str) -> Lookup:
    column = batch.importable[name]
    if column.path == "tags":
        return lookups.tag_lookup()
    if column.path == "councils":
        return lookups.CouncilLookup()
    if column.path == "citations":
        return lookups.source_lookup()
    other: Any = batch.model._meta.get_field(column.path).related_model
    if not issubclass(other, Entry):
        return lookups.lookup_of(other, column.label)
    references = list(other.objects.values_list("pk", flat=True)[:MAX_COMPARED])
    return Lookup(other.name(), [(pk, pk) for pk in references], {pk: pk for pk in references})

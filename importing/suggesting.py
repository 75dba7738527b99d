"""What may have been meant by values nobody knows."""

from __future__ import annotations

from typing import Any

from catalogue.models import Entry
from importing import meaning
from importing.meaning import Known
from importing.models import Import

# Beyond this many records a reference is not compared with all of them.
MOST_COMPARED = 5_000


def suggestions(batch: Import, asked: list[tuple[str, str]]) -> list[list[str]]:
    """Names of what each value of a column may mean, the likeliest first."""
    known = {column: _known(batch, column) for column in {column for column, _ in asked}}
    return [known[column].near(value) for column, value in asked]


def _known(batch: Import, name: str) -> Known:
    column = batch.importable[name]
    if column.path == "tags":
        return meaning.tags()
    if column.path == "councils":
        return meaning.KnownCouncils()
    if column.path == "citations":
        return meaning.sources()
    other: Any = batch.model._meta.get_field(column.path).related_model
    if not issubclass(other, Entry):
        return meaning.others(other, column.label)
    references = list(other.objects.values_list("pk", flat=True)[:MOST_COMPARED])
    return Known(other.name(), [(pk, pk) for pk in references], {pk: pk for pk in references})

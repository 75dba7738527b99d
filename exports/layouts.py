"""Shapes a list can take beside its own: what a kind offers as LAYOUTS in the exports.py of its app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module

from django.db.models import QuerySet

from catalogue.models import Entry
from exports.columns import Column
from exports.table import Table, of_records


@dataclass(frozen=True)
class Layout:
    """A shape.

    Its word in the address, what people call it, the formats it comes in, its columns and their choices.
    """

    word: str
    label: str
    title: str
    formats: tuple[str, ...]
    columns: list[Column]
    choices: Mapping[str, list[str]] = field(default_factory=dict)

    def table(self, entries: QuerySet, list_url: str) -> Table:
        """The records in this shape, as one table in text documents too."""
        plain = of_records(entries, self.columns, list_url)
        about = [(name, f"One of {', '.join(words)}.") for name, words in self.choices.items()]
        return replace(
            plain.with_about(*about),
            title=self.title,
            name=f"{plain.name}-{self.word}",
            as_table=True,
            choices=dict(self.choices),
        )


def layouts_of(kind: type[Entry]) -> list[Layout]:
    """The shapes a kind offers."""
    return getattr(import_module(f"{kind._meta.app_label}.exports"), "LAYOUTS", {}).get(kind, [])

"""Shapes of a list beside its own, each for a purpose: LAYOUTS in the exports.py of the app of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module

from django.db.models import QuerySet

from catalogue.models import Entry
from exports.columns import NARROW, SOURCE_AND_YEAR, URL, Batch, Column, choice
from exports.columns import field as column_of
from exports.table import Table, of_records


@dataclass(frozen=True)
class Layout:
    """A shape.

    Its word in the address, its title, the formats it comes in with what the page calls each of these files, its
    columns and the words to choose from in those that are filled in later. The first format is the one it is made for.
    """

    word: str
    title: str
    formats: Mapping[str, str]
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
            as_table=plain.title,
            choices=dict(self.choices),
        )


def layouts_of(kind: type[Entry]) -> list[Layout]:
    """The shapes a kind offers."""
    return getattr(import_module(f"{kind._meta.app_label}.exports"), "LAYOUTS", {}).get(kind, [])


def _title_and_summary(batch: Batch) -> list:
    both = zip(batch.fields["title"], batch.fields["summary"], strict=True)
    return [f"{title} {summary}" if title[-1] in ".?!" else f"{title}. {summary}" for title, summary in both]


REFERENCE = column_of("Reference", "reference", width=14)
EVIDENCE_YEAR = column_of("Evidence from", "evidence_year", width=NARROW)
STRENGTH = choice("Strength of evidence", source="strength", width=18)
# In a text document the reference leads to the page.
PAGE = replace(URL, name="Page", path="", width=30)


def title_and_summary(name: str) -> Column:
    """A column that says in one cell what a record is."""
    return Column(name, _title_and_summary, ("title", "summary"), width=44)


def paper_table(title: str, *columns: Column) -> Layout:
    """A table of records for a paper: their references, these columns, how sure each is and where it comes from."""
    return Layout(
        word="paper",
        title=title,
        formats={"docx": "Word table for a board paper", "xlsx": "Excel sheet to read and sort"},
        columns=[REFERENCE, *columns, EVIDENCE_YEAR, STRENGTH, SOURCE_AND_YEAR, PAGE],
    )

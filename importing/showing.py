"""What the pages of an import show of its file: columns as the file has them, sample rows, what is told of a row."""

from __future__ import annotations

from importing import headings
from importing.files.sheet import Sheet, letters
from importing.models import Import, ImportRow

SAMPLE_ROWS = 4
LONGEST_SAMPLE = 60


def named(batch: Import, column: str) -> str:
    """A column as the file has it: its letter and its heading; nothing for what is about the row as a whole."""
    if not column or column not in batch.columns:
        return column.replace("_", " ")
    place = batch.columns.index(column)
    return f"{letters(place)} “{batch.headings[place]}”"


def told(batch: Import, row: ImportRow) -> list[tuple[str, str, str]]:
    """What is to be said of a row: the sort, the column, and the words; problems first."""
    sorts = (("problem", row.plan.problems), ("remark", row.plan.remarks))
    return [(sort, named(batch, column), text) for sort, messages in sorts for column, text in messages]


def sample(batch: Import, sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Some rows with their numbers: before others those with characters that a wrong encoding would show wrongly."""
    rows = [(number, cells) for number, cells in sheet.rows if number > batch.heading_row]
    return sorted(rows, key=lambda row: "".join(row[1]).isascii())[:SAMPLE_ROWS]


def columns(batch: Import, rows: list[tuple[int, list[str]]], hidden: set[int]) -> list[dict]:
    """The columns of the file, each with what it is taken for and its cells in these rows, by their numbers."""
    return [
        {
            "letter": letters(place),
            "heading": heading,
            "chosen": batch.columns[place],
            "cells": [(number, _excerpt(cells[place]) if place < len(cells) else "") for number, cells in rows],
            "is_hidden": place in hidden,
            "is_unread": batch.columns[place] == headings.UNREAD,
        }
        for place, heading in enumerate(batch.headings)
    ]


def _excerpt(cell: str) -> str:
    """The beginning of a cell, or what is around its first character outside ASCII if that comes later."""
    first = next((place for place, character in enumerate(cell) if not character.isascii()), 0)
    if first < LONGEST_SAMPLE:
        return cell[:LONGEST_SAMPLE]
    start = first - LONGEST_SAMPLE // 2
    return f"…{cell[start : start + LONGEST_SAMPLE]}"

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
    sorts = ("problem", "remark")
    return [(sort, named(batch, column), words) for sort in sorts for column, words in row.plan[f"{sort}s"]]


def columns(batch: Import, sheet: Sheet) -> list[dict]:
    """The columns of the file, each with what it is taken for and its cells in some rows."""
    sample = [cells for number, cells in sheet.rows if number > batch.heading_row][:SAMPLE_ROWS]
    return [
        {
            "letter": letters(place),
            "heading": heading,
            "chosen": batch.columns[place],
            "cells": [cells[place][:LONGEST_SAMPLE] if place < len(cells) else "" for cells in sample],
            "is_unread": batch.columns[place] == headings.UNREAD,
        }
        for place, heading in enumerate(batch.headings)
    ]

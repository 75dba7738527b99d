"""What every reader makes of a file: a sheet of text, with what is wrong in which cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from foundation.texts import UNWRITABLE

MOST_ROWS = 20_000
MOST_COLUMNS = 200
# Characters in all cells together.
MOST_CHARACTERS = 60_000_000
Cell = tuple[int, int]
# What spreadsheets write in the place of a value they could not work out, in text files as well.
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|##+)\Z")
IS_ERROR = "holds an error of the spreadsheet, such as #N/A. Put the value there."
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


class Unreadable(Exception):
    """A file that cannot be read. The message says why and what to do, to the person who chose it."""


@dataclass
class Sheet:
    """The rows of a sheet that say anything, each with its number as spreadsheets count them, from 1.

    `flaws` and `remarks` are sentences about single cells, by row number and column index from 0: a flaw keeps the
    row from being imported, a remark only asks for a look. `hidden` are the rows, by number, that people who open the
    file do not see, `hidden_columns` the columns, by index. `widths` is how many cells each row of a text file has,
    by number: a workbook’s rows are all as wide as its sheet.
    """

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    flaws: dict[Cell, str] = field(default_factory=dict)
    remarks: dict[Cell, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """The number of columns that hold anything."""
        return max((len(cells) for _, cells in self.rows), default=0)


def letters(column: int) -> str:
    """The name a spreadsheet gives a column: A for 0, AB for 27."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_of(address: str) -> int:
    """The index of the column in an address such as AB12; -1 where it names none."""
    found = 0
    for character in address:
        if not "A" <= character <= "Z":
            break
        found = found * 26 + ord(character) - 64
    return found - 1


def text(value: object) -> str:
    """A cell as words: whole numbers without “.0”, days and times in ISO form."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)


def filled(name: str, rows: Iterable[tuple[int, list[str]]]) -> Sheet:
    """A sheet of these rows, without empty ones and without empty cells at their ends.

    Raises Unreadable where there is more than anybody could check.
    """
    sheet, characters = Sheet(name), 0
    for number, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        characters += sum(map(len, cells))
        for column, cell in enumerate(cells):
            if cell.startswith("#") and _ERROR.match(cell.strip()):
                sheet.flaws[number, column] = IS_ERROR
            if not cell.isprintable() and (unfit := UNWRITABLE.search(cell)):
                # No database can hold these two sorts.
                cells[column] = _UNKEPT.sub("\u2400", cell)
                what = "NUL" if unfit[0] == "\x00" else f"U+{ord(unfit[0]):04X}"
                sheet.flaws[number, column] = f"holds a character that cannot be kept ({what}). Type the words again."
        sheet.rows.append((number, cells))
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(
                f"“{name}” is {len(cells):,} columns wide in row {number:,}; at most {MOST_COLUMNS} are read. "
                "Delete the columns that are not needed."
            )
        if len(sheet.rows) > MOST_ROWS + 1:
            raise Unreadable(f"“{name}” has more than {MOST_ROWS:,} rows. Split it into several files.")
        if characters > MOST_CHARACTERS:
            raise Unreadable(f"“{name}” holds more than {MOST_CHARACTERS:,} characters. Split it into several files.")
    return sheet

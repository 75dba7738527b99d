"""OpenDocument workbooks (ISO/IEC 26300), read in one pass.

calamine reads them too, but loses tabs, which our own files hold. A cell is its stored value where it has one
(a number, a day), else the lines of its paragraphs; what is repeated is repeated, as far as there is anything.
"""

from __future__ import annotations

from zipfile import ZipFile

from importing.files.markup import read_through
from importing.files.sheet import IS_ERROR, MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Sheet, Unreadable, filled, text

PART = "content.xml"


class _Reader:
    """Collects the rows of the sheet of one name, or only the names of all sheets."""

    def __init__(self, wanted: str | None):
        self.wanted = wanted
        self.names: list[str] = []
        self.hidden_names: list[str] = []
        self.style = ""
        self.hiding_styles: set[str] = set()
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.column = 0
        self.rows: list[tuple[int, list[str]]] = []
        self.flaws: dict[tuple[int, int], str] = {}
        self.remarks: dict[tuple[int, int], str] = {}
        self.reading = False
        self.depth = 0
        self.number = 1
        self.repeat = 1
        self.is_hidden = False
        self.cells: list[str] = []
        self.characters = 0
        self.said: dict[str, str] | None = None
        self.lines: list[list[str]] = []
        self.in_line = self.aside = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "style":
            self.style = said.get("name", "")
        elif name == "table-properties" and said.get("display") == "false":
            self.hiding_styles.add(self.style)
        if name == "table":
            self.depth += 1
            if self.depth == 1:
                names = self.hidden_names if said.get("style-name") in self.hiding_styles else self.names
                names.append(said.get("name", ""))
                self.reading = names[-1] == self.wanted
                self.number, self.column = 1, 0
        if not self.reading or self.depth != 1:
            return
        if name == "table-column":
            self._column(said)
        elif name == "table-row":
            self.cells, self.repeat = [], _count(said.get("number-rows-repeated"))
            self.is_hidden = said.get("visibility") in {"collapse", "filter"}
        elif name in {"table-cell", "covered-table-cell"}:
            self.said, self.lines = said | {"element": name}, []
        elif name in {"annotation", "shape", "frame"}:
            self.aside += 1
        elif self.said is not None and not self.aside:
            if name == "p":
                self.in_line += 1
                self.lines.append([])
            elif self.in_line:
                spaces = min(_count(said.get("c")), 1000)
                self.lines[-1].append({"s": " " * spaces, "tab": "\t", "line-break": "\n"}.get(name, ""))

    def _column(self, said: dict[str, str]) -> None:
        first, self.column = self.column, self.column + _count(said.get("number-columns-repeated"))
        if said.get("visibility") in {"collapse", "filter"}:
            self.hidden_columns.update(range(first, min(self.column, MOST_COLUMNS)))

    def words(self, words: str) -> None:
        if self.in_line and not self.aside:
            self.lines[-1].append(words)

    def end(self, name: str) -> None:
        if name == "table":
            self.depth -= 1
            self.reading = False
        if not self.reading or self.depth != 1:
            return
        if name in {"annotation", "shape", "frame"}:
            self.aside -= 1
        elif name == "p" and self.in_line and not self.aside:
            self.in_line -= 1
        elif name in {"table-cell", "covered-table-cell"} and self.said is not None:
            self._cell(self.said)
            self.said = None
        elif name == "table-row":
            self._row()

    def _cell(self, said: dict[str, str]) -> None:
        value = _value(said, "\n".join("".join(line) for line in self.lines))
        place = (self.number, len(self.cells))
        if said["element"] == "covered-table-cell":
            self.flaws[place] = "is merged with another cell. Unmerge the cells and fill each of them."
        if "formula" in said:
            if value.startswith(("#", "Err:")):
                self.flaws[place] = IS_ERROR
            elif value:
                self.remarks[place] = f"is a formula. Its stored value is taken: “{value[:60]}”."
            else:
                self.flaws[place] = "is a formula without a stored value. Replace it by its value."
        repeat = _count(said.get("number-columns-repeated"))
        # Empty cells at the end of a row are often repeated to the end of the sheet.
        room = max(MOST_COLUMNS + 1 - len(self.cells), 0)
        self.cells += [value] * min(repeat, room)

    def _row(self) -> None:
        if any(self.cells):
            self.characters += sum(map(len, self.cells)) * self.repeat
            if self.repeat + len(self.rows) > MOST_ROWS + 1 or self.characters > MOST_CHARACTERS:
                raise Unreadable(f"“{self.wanted}” has more than {MOST_ROWS:,} rows. Split it into several files.")
            numbers = range(self.number, self.number + self.repeat)
            self.rows += [(number, list(self.cells)) for number in numbers]
            if self.is_hidden:
                self.hidden.update(numbers)
        self.number += self.repeat


def _count(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 9 else 1


def _value(said: dict[str, str], words: str) -> str:
    """The stored value of a number or a day; the words of anything else."""
    kind = said.get("value-type")
    try:
        if kind == "float" and "value" in said:
            return text(float(said["value"]))
    except ValueError:
        return words
    if kind == "date" and "date-value" in said:
        return said["date-value"].removesuffix("T00:00:00")
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _read_through(archive: ZipFile, wanted: str | None) -> _Reader:
    reader = _Reader(wanted)
    try:
        with archive.open(PART) as part:
            read_through(part, reader.start, reader.end, reader.words)
    except KeyError as problem:
        raise Unreadable("The workbook is damaged: its content is missing.") from problem
    return reader


def sheet_names(archive: ZipFile) -> tuple[list[str], list[str]]:
    """The sheets people can see, in their order, and the hidden ones."""
    reader = _read_through(archive, None)
    return reader.names, reader.hidden_names


def read(archive: ZipFile, name: str) -> Sheet:
    """One sheet."""
    reader = _read_through(archive, name)
    sheet = filled(name, reader.rows)
    sheet.flaws |= reader.flaws
    sheet.remarks, sheet.hidden, sheet.hidden_columns = reader.remarks, reader.hidden, reader.hidden_columns
    return sheet

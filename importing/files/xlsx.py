"""Excel workbooks. calamine reads the cells; a look at the markup finds what it passes over without a word.

That is: formulas without a stored value, cells with an error such as #N/A, merged cells, hidden rows, and sheets
whose one far-off cell would ask for more memory than there is.
"""

from __future__ import annotations

import io
import posixpath
from zipfile import ZipFile

import python_calamine

from importing.files.formats import BUILT_IN, shown
from importing.files.markup import read_through
from importing.files.sheet import (
    IS_ERROR,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Sheet,
    Unreadable,
    column_of,
    filled,
    letters,
    text,
)

# Empty rows and columns may stand between; beyond this the sheet is not what anybody meant to import.
FARTHEST_ROW, FARTHEST_COLUMN = 5 * MOST_ROWS, 5 * MOST_COLUMNS


class _Marks:
    """What the markup of a sheet says of its cells: how far they reach, which are formulas, errors or hidden."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.formulas: set[tuple[int, int]] = set()
        self.errors: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.farthest = (0, 0)
        self.links: set[tuple[int, int]] = set()
        self.styles: dict[tuple[int, int], int] = {}

    def __call__(self, name: str, said: dict[str, str]) -> None:
        if name == "row":
            self.row = int(said["r"]) if said.get("r", "").isdecimal() else self.row + 1
            self.column = -1
            if said.get("hidden") in {"1", "true"}:
                self.hidden.add(self.row)
        elif name == "c":
            column = column_of(said.get("r", ""))
            self.column = column if column >= 0 else self.column + 1
            digits = said.get("r", "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            if digits.isdecimal():
                self.row = int(digits)
            if (style := _number(said.get("s", ""))) and said.get("t", "n") == "n":
                self.styles[self.row, self.column] = style
            if said.get("t") == "e":
                self.errors.add((self.row, self.column))
        elif name == "col" and said.get("hidden") in {"1", "true"}:
            first, last = (_number(said.get(end, "")) for end in ("min", "max"))
            self.hidden_columns.update(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))
        elif name in {"v", "is"}:
            self.farthest = max(self.farthest[0], self.row), max(self.farthest[1], self.column)
            if self.row > FARTHEST_ROW or self.column > FARTHEST_COLUMN:
                raise Unreadable(
                    f"Cell {letters(self.column)}{self.row:,} holds something, far from the rest. "
                    "Delete what is there, or copy the list into a new workbook."
                )
        elif name == "hyperlink":
            address = said.get("ref", "").partition(":")[0]
            row = _number(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            self.links.add((row, column_of(address)))
        elif name == "f":
            self.formulas.add((self.row, self.column))


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def sheet_names(content: bytes) -> tuple[list[str], list[str]]:
    """The sheets people can see, in their order, and the hidden ones."""
    with _workbook(content) as workbook:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
        seen = [sheet.name for sheet in sheets if sheet.visible == python_calamine.SheetVisibleEnum.Visible]
        return seen, [sheet.name for sheet in sheets if sheet.name not in seen]


def read(content: bytes, archive: ZipFile, name: str) -> Sheet:
    """One sheet, after its markup has been looked through."""
    marks = _Marks()
    with archive.open(_part_of(archive, name)) as part:
        read_through(part, marks)
    with _workbook(content) as workbook:
        try:
            found = workbook.get_sheet_by_name(name)
            # Without skipping the empty area the first row is row 1, whatever stands in it.
            values = found.to_python(skip_empty_area=False)
            rows = [[text(cell) for cell in row] for row in values]
        except (python_calamine.CalamineError, ValueError, OverflowError) as problem:
            raise Unreadable("The sheet cannot be read. Save the workbook again and import that.") from problem
        merged = found.merged_cell_ranges or []
    unlike = _show(values, rows, marks.styles, _formats(archive))
    sheet = filled(name, enumerate(rows, start=1))
    sheet.remarks |= unlike
    sheet.hidden, sheet.hidden_columns = marks.hidden, marks.hidden_columns
    filled_in = dict(sheet.rows)
    for row, column in marks.errors:
        sheet.flaws[row, column] = IS_ERROR
    for row, column in marks.formulas - marks.errors:
        cells = filled_in.get(row, [])
        value = cells[column] if column < len(cells) else ""
        if value:
            sheet.remarks[row, column] = f"is a formula. Its stored value is taken: “{value[:60]}”."
        else:
            sheet.flaws[row, column] = "is a formula without a stored value. Replace it by its value."
    for row, column in marks.links:
        cells = filled_in.get(row, [])
        if 0 <= column < len(cells) and cells[column] and not cells[column].startswith(("http:", "https:", "www.")):
            sheet.remarks.setdefault((row, column), "is a link. Its words are taken, and not the address it leads to.")
    for (top, left), (bottom, right) in merged:
        _note_merged(sheet, top, left, min(bottom, len(rows)), min(right, MOST_COLUMNS))
    return sheet


def _show(
    values: list[list], rows: list[list[str]], styles: dict[Cell, int], formats: dict[int, str]
) -> dict[Cell, str]:
    """Put numbers into the rows as they are shown; what to say of those whose format is not understood."""
    remarks = {}
    for (row, column), style in styles.items():
        if style not in formats or row > len(values) or column >= len(values[row - 1]):
            continue
        value = values[row - 1][column]
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if (words := shown(value, formats[style])) is None:
            remarks[row, column] = f"is shown in a format that is not understood here. Its value is taken: “{value}”."
        else:
            rows[row - 1][column] = words
    return remarks


def _formats(archive: ZipFile) -> dict[int, str]:
    """The formats of the styles of cells, by number of the style; those that show a number as it is are left out."""
    own: dict[str, str] = {}
    used: list[str] = []
    within: list[str] = []

    def start(name: str, said: dict[str, str]) -> None:
        if name == "numFmt":
            own[said.get("numFmtId", "")] = said.get("formatCode", "")
        elif name == "cellXfs":
            within.append(name)
        elif name == "xf" and within:
            used.append(said.get("numFmtId", ""))

    def end(name: str) -> None:
        if name == "cellXfs":
            within.clear()

    if "xl/styles.xml" not in archive.namelist():
        return {}
    with archive.open("xl/styles.xml") as part:
        read_through(part, start, end)
    found = {style: own.get(number) or BUILT_IN.get(_number(number), "") for style, number in enumerate(used)}
    return {style: code for style, code in found.items() if code and code not in {"General", "@"}}


def _note_merged(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                address = f"{letters(left)}{top + 1}"
                sheet.flaws[row + 1, column] = f"is merged with {address}. Unmerge the cells and fill each of them."


def _workbook(content: bytes) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as problem:
        raise Unreadable("The workbook is protected by a password. Save a copy without it.") from problem
    except (python_calamine.CalamineError, ValueError, OSError) as problem:
        raise Unreadable("The workbook cannot be read. Save it again as .xlsx and import that.") from problem


def _part_of(archive: ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet: the workbook gives an id, its relations the part."""
    ids: dict[str, str] = {}
    parts: dict[str, str] = {}

    def a_sheet(name: str, said: dict[str, str]) -> None:
        if name == "sheet" and "name" in said:
            ids[said["name"]] = said.get("id", "")

    def a_relation(name: str, said: dict[str, str]) -> None:
        if name == "Relationship":
            parts[said.get("Id", "")] = said.get("Target", "")

    try:
        with archive.open("xl/workbook.xml") as part:
            read_through(part, a_sheet)
        with archive.open("xl/_rels/workbook.xml.rels") as part:
            read_through(part, a_relation)
        target = parts[ids[sheet]]
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        return archive.getinfo(path).filename
    except KeyError as problem:
        raise Unreadable("The workbook is damaged: a sheet is missing. Save it again and import that.") from problem

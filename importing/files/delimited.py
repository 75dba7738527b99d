"""Text files: cells divided by commas, semicolons, tabs or bars, in any of the encodings spreadsheets write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable

from exports.csv import INCOMPLETE
from importing.files.sheet import Sheet, Unreadable, filled

# What the encodings are called on the page, by their name in Python.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows (cp1252)",
    "mac-roman": "Mac Roman",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
LONGEST_CELL = 1_000_000
HeadingsIn = Callable[[list[str]], int]
_NO_TEXT = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF", b"RIFF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
# What English text holds beyond ASCII, and what only the wrong encoding makes of it.
_LIKELY = frozenset("‘’“”–—…•£€©®°é½¼¾ê\u00a0àèçöüáñ·")
_BROKEN_WORD = re.compile(r"\w[^\w\s‘’“”–—…•£€©®°½¼¾\u00a0·.,;:!?()\"'/&-]\w")


def none_known(row: list[str]) -> int:
    """How many known headings a row holds, for whoever knows none."""
    return 0


def likely_encoding(content: bytes) -> str:
    """The encoding the text is most likely in, by its own marks, then by what it would say in each."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:20_000]
    if sample[1::2].count(0) > len(sample) // 5 or sample[::2].count(0) > len(sample) // 5:
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return max(("cp1252", "mac-roman"), key=lambda encoding: _plausible(content, encoding))
    return "utf-8-sig"


def nearly_utf8(content: bytes) -> int | None:
    """The place, from 1, of the first byte that is no UTF-8 in a file of which other parts are; else None.

    Such a file was often put together from two.
    """
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        said = content.decode("utf-8", errors="replace").replace("\ufffd", "")
        return _place(content, problem) if not said.isascii() and "\x00" not in said else None
    return None


def _place(content: bytes, problem: UnicodeDecodeError) -> int:
    """Which byte of a file, from 1, could not be read; a mark at its beginning counts, which Python leaves aside."""
    return len(content) - len(problem.object) + problem.start + 1


def _plausible(content: bytes, encoding: str) -> int:
    """How many characters beyond ASCII are such as English text has, less those it has not."""
    try:
        said = content.decode(encoding)
    except UnicodeDecodeError:
        return -(10**9)
    strange = Counter(character for character in said if character > "\x7f")
    likely = sum(count for character, count in strange.items() if character in _LIKELY)
    return 2 * likely - sum(strange.values()) - 2 * len(_BROKEN_WORD.findall(said))


def decoded(content: bytes, encoding: str) -> str:
    """The text in this encoding. Raises Unreadable where it cannot be."""
    if encoding not in ENCODINGS:
        raise Unreadable("There is no such encoding to choose.")
    if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Without a mark the zero bytes of plain letters tell which half comes first.
        encoding = "utf-16-be" if content[:20_000:2].count(0) > content[1:20_000:2].count(0) else "utf-16-le"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        name = ENCODINGS.get(encoding, "UTF-16")
        raise Unreadable(f"The file is not {name}: byte {_place(content, problem):,} means nothing there.") from problem


def read(content: bytes, encoding: str, name: str, headings_in: HeadingsIn = none_known) -> Sheet:
    """The text as a sheet; `headings_in` says how many known headings a row holds.

    Raises Unreadable for an unclosed quotation mark, which would swallow the rest of the file.
    """
    said = decoded(content, encoding)
    if said[:200].lstrip("\ufeff \r\n\t").lower().startswith(("<!doctype", "<html", "<?xml", "{\\rtf", "%pdf")):
        raise Unreadable("This is not a table, but a page or a document. Save the list as .csv, .xlsx or .ods.")
    if content.startswith(_NO_TEXT) or said.count("\x00") > 10 + len(said) // 100:
        raise Unreadable("This is not a text file. Save the list as .csv, .xlsx or .ods.")
    said = said.removeprefix("\ufeff")
    delimiter, said = _declared(said)
    rows = _rows(said, delimiter or likely_delimiter(said, headings_in))
    widths = {number: len(cells) for number, cells in enumerate(rows, start=1)}
    if any(cells and cells[0] == INCOMPLETE for cells in rows[-2:]):
        raise Unreadable("The last row says that the file is incomplete. Export it again and import that.")
    sheet = filled(name, enumerate(rows, start=1))
    sheet.widths = widths
    return sheet


def _declared(said: str) -> tuple[str, str]:
    """The delimiter a first line such as “sep=;” states, and the text with that line left empty."""
    if found := re.match(r'"?sep=(.)"?\r?\n', said):
        return found[1], "\n" + said[found.end() :]
    return "", said


def likely_delimiter(said: str, headings_in: HeadingsIn) -> str:
    """The character that divides the first rows best.

    Best is what gives most known headings in one row, then the rows that are as wide as others, then most columns:
    cells hold semicolons of their own, where they hold many values.
    """

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            found = csv.reader(io.StringIO(said[:50_000], newline=""), delimiter=delimiter)
            rows = [row for row, _ in zip(found, range(30), strict=False) if len(row) > 1]
        except csv.Error:
            return 0, 0
        known = max(map(headings_in, rows), default=0)
        widths = Counter(map(len, rows))
        return known, max((width * count for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=columns)


def _rows(said: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(said, newline=""), delimiter=delimiter, strict=True)
    rows, begun = [], 1
    try:
        for cells in reader:
            rows.append([cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells])
            begun = reader.line_num + 1
    except csv.Error as problem:
        start = said.splitlines()[begun - 1][:60] if begun <= said.count("\n") + 1 else ""
        if "field larger" in str(problem):
            words = f"A cell of row {len(rows) + 1:,} holds over {LONGEST_CELL:,} characters."
            raise Unreadable(f"{words} A quotation mark may be missing there.") from problem
        raise Unreadable(
            f"The quotation marks of row {len(rows) + 1:,} (line {begun:,}) do not match: “{start}…”. "
            "A mark that is opened has to be closed, and one inside a cell is written twice."
        ) from problem
    return rows

"""A file somebody chose, whatever its format: what can be asked of it, and its sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from zipfile import ZipFile

from importing.files import archive, delimited, ods, xlsx
from importing.files.sheet import Sheet, Unreadable

LARGEST = 25 * 1024 * 1024
FORMATS = "CSV, Excel (.xlsx) or OpenDocument (.ods)"


@dataclass
class Book:
    """A file that has been let in.

    `sheets` are the names to choose from, `hidden` those of sheets that people who open the file do not see and that
    are not read; `encoding` is empty for a workbook.
    """

    name: str
    content: bytes
    sheets: list[str]
    encoding: str = ""
    zipped: ZipFile | None = None
    headings_in: delimited.HeadingsIn = delimited.none_known
    hidden: list[str] = field(default_factory=list)

    def sheet(self, name: str = "") -> Sheet:
        """One sheet, the first unless named. Raises Unreadable."""
        name = name or self.sheets[0]
        if name in self.hidden:
            raise Unreadable(f"The sheet “{name}” is hidden. Show it, save the workbook, and import that.")
        if name not in self.sheets:
            raise Unreadable(f"There is no sheet “{name}” in the file. It has: {', '.join(self.sheets)}.")
        if not self.zipped:
            return delimited.read(self.content, self.encoding, name, self.headings_in)
        if ods.PART in self.zipped.namelist():
            return ods.read(self.zipped, name)
        return xlsx.read(self.content, self.zipped, name)


def opened(
    name: str, content: bytes, encoding: str = "", headings_in: delimited.HeadingsIn = delimited.none_known
) -> Book:
    """A file by its name and bytes; the encoding is found out unless given. Raises Unreadable.

    `headings_in` says how many known headings a row holds, which tells what divides the cells of a text file.
    """
    if not content.strip(b"\x00\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise Unreadable("The file is empty.")
    if len(content) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 1024**2} MB. Split it into several files.")
    archive.refuse_old_container(content)
    if not content.startswith(b"PK"):
        title = PurePath(name).stem[:31] or "File"
        if name.lower().endswith((".xlsx", ".ods", ".xlsm")):
            raise Unreadable(f"The file is called a workbook but is none. Save the list as {FORMATS}.")
        return Book(name, content, [title], encoding or delimited.likely_encoding(content), None, headings_in)
    zipped = archive.opened(content)
    sheets: list[str] = []
    hidden: list[str] = []
    if ods.PART in zipped.namelist():
        mark = zipped.read("mimetype") if "mimetype" in zipped.namelist() else b""
        if b"spreadsheet" in mark:
            sheets, hidden = ods.sheet_names(zipped)
    elif "xl/workbook.xml" in zipped.namelist():
        sheets, hidden = xlsx.sheet_names(content)
    if hidden and not sheets:
        raise Unreadable("All sheets of the workbook are hidden. Show the one to import, save, and import that.")
    if not sheets:
        raise Unreadable(f"This is not a spreadsheet. Save the list as {FORMATS}.")
    return Book(name, content, sheets, zipped=zipped, hidden=hidden)

"""Text stays text: the one place that keeps a cell from becoming a formula, and from breaking a file.

Spreadsheets run a cell of a CSV file that starts with one of `= + - @`, a tab or a carriage return. Such text gets
one apostrophe more in front, however many it has; importing takes one off, so that nothing is lost on the way.
XLSX and ODS have a type for text and need no apostrophe, but have limits of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from foundation.texts import UNWRITABLE

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n]")
LONGEST_CELL = 32_767
_CUT = " … [cut here: a spreadsheet cell holds no more. The whole text is on the record’s page.]"


def defused(cell: str) -> str:
    """The text with one apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def restored(cell: str) -> str:
    """The text as it was before `defused`. Imports use it on every cell."""
    return cell[1:] if _DEFUSED.match(cell) else cell


@dataclass
class Cleaner:
    """Makes text fit for a format, and counts the cells it had to change.

    `longest` is what a cell of it holds, `unshown` the characters its font has no picture of.
    """

    longest: int | None = None
    unshown: str = ""
    cleaned: int = 0
    replaced: int = 0
    cut: int = 0

    def __call__(self, cell: str) -> str:
        """The text without what the format cannot hold or show and, where there is a limit, no longer than it."""
        if not cell.isprintable():
            fit = UNWRITABLE.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
            self.cleaned += bool(UNWRITABLE.search(cell))
            cell = fit
        if self.unshown:
            shown = cell.translate(dict.fromkeys(map(ord, self.unshown), "?"))
            self.replaced += shown != cell
            cell = shown
        if self.longest and len(cell) > self.longest // 2 and _utf16(cell) > self.longest:
            self.cut += 1
            room = self.longest - len(_CUT)
            cell = cell.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + _CUT
        return cell

    @property
    def notices(self) -> list[tuple[str, str]]:
        """What the file has to say about changed cells, as labels and sentences."""
        found = []
        if self.cleaned:
            where = _counted(self.cleaned, "place")
            found.append(("Control characters", f"Taken out in {where}, because this format cannot hold them."))
        if self.replaced:
            where = _counted(self.replaced, "place")
            found.append(
                ("Characters", f"Shown as “?” in {where}, because the font of this format lacks them. Word keeps them.")
            )
        if self.cut:
            which = _counted(self.cut, "cell")
            found.append(
                ("Long cells", f"{which} cut at {LONGEST_CELL:,} characters, the most a spreadsheet cell holds.")
            )
        return found


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _utf16(cell: str) -> int:
    """The length of the text as spreadsheets count it."""
    return len(cell.encode("utf-16-le")) // 2

"""Lists as Excel and OpenDocument workbooks: every cell text, and a sheet “About this list” behind the data.

Both are written row by row into a file on disk, so that memory stays the same for any number of rows.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any
from wsgiref.util import FileWrapper
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import rustpy_xlsxwriter

from exports.columns import MEDIUM, WIDE
from exports.guard import LONGEST_CELL, Cleaner
from exports.table import Table

# A sheet holds 1,048,576 rows, one of them the heading.
ROWS_IN_A_SHEET = 1_048_575
# Excel follows at most 65,530 links in a sheet; longer lists show addresses as plain text.
MOST_LINKS = 65_000
ABOUT = "About this list"
POINTS_A_LINE = 15
DAY = "d mmm yyyy"
# In lists of up to so many rows words are wrapped, and all rows are equally low, so that one can look along them.
MOST_WRAPPED_ROWS = 5_000
LOW_ROW = 62.0
# What is still readable on paper: so many characters of columns beside each other on a page.
CHARACTERS_A_PAGE = 240
# Dark enough for the white words of a heading, in print too.
HEADING_COLOUR = "#1f3a5f"
PIECE = 64 * 1024


def _rows(table: Table, fit: Cleaner) -> Iterator[tuple]:
    """The rows as cells; a table that people work with has numbers and days, one that is read again only text."""
    ending = tuple(table.constants.values())
    for batch in table.cells(typed=bool(table.as_table)):
        columns = ([fit(cell) if isinstance(cell, str) else cell for cell in column] for column in batch)
        for row in zip(*columns, strict=True):
            yield row + ending


def _about(table: Table, fit: Cleaner, sheets: int) -> Iterator[tuple[str, str]]:
    """What the list says of itself; read last, when it is known which cells had to be changed."""
    yield from table.description
    if sheets > 1:
        yield "Sheets", f"The rows fill {sheets} sheets, because a sheet holds {ROWS_IN_A_SHEET:,}."
    yield from fit.notices


def _height(row: tuple, table: Table) -> float:
    """The height in points that shows all words of a row people will fill in."""
    lines = (len(str(cell)) // column.width + 1 for cell, column in zip(row, table.columns, strict=True))
    return float(POINTS_A_LINE * max(lines))


def _boxed() -> rustpy_xlsxwriter.Format:
    """How the cells look that people fill in."""
    return rustpy_xlsxwriter.Format().set_align("top").set_text_wrap().set_border("thin").set_border_color("#808080")


def _pages_across(widths: dict[str, Any]) -> int:
    """How many pages columns of these widths need beside each other, to be read on paper."""
    return -(-int(sum(widths.values())) // CHARACTERS_A_PAGE)


def _pieces(file: Any) -> FileWrapper:
    """The file from its start in pieces; it goes away when the last has been sent or the visitor has gone."""
    file.seek(0)
    return FileWrapper(file, PIECE)


def write_xlsx(table: Table) -> Iterable[bytes]:
    """An Excel workbook in pieces, written whole before the first."""
    fit = Cleaner(LONGEST_CELL)
    names = [*table.headings, *table.constants]
    plain = _rows(table, fit)
    heights: dict[int, float] = {}
    count = table.number_of_rows
    if table.as_table and count <= MOST_WRAPPED_ROWS:
        plain = iter(kept := list(plain))
        heights = {number: _height(row, table) for number, row in enumerate(kept, start=1)}
    elif count <= MOST_WRAPPED_ROWS:
        heights = dict.fromkeys(range(1, count + 1), LOW_ROW)
    rows = (dict(zip(names, row, strict=True)) for row in plain)
    number = max(1, -(-count // ROWS_IN_A_SHEET))
    sheets = [f"{table.title[:25]} {i + 1}" if number > 1 else table.title[:31] for i in range(number)]
    data: list[tuple[str, Iterable[dict]]] = [(sheet, islice(rows, ROWS_IN_A_SHEET)) for sheet in sheets]
    if not count:
        data = [(sheets[0], [dict.fromkeys(names)])]
    about = ({"About": label, "What it says": said} for label, said in _about(table, fit, number))
    addresses = [column.name for column in table.columns if column.is_address]
    widths = {column.name: float(column.width) for column in table.columns}
    widths |= dict.fromkeys(table.constants, float(MEDIUM))
    rules = {name: {"type": "list", "values": values} for name, values in table.choices.items()}
    bold = rustpy_xlsxwriter.Format().set_bold().set_text_wrap().set_align("top")
    bold = bold.set_background_color(HEADING_COLOUR).set_font_color("#ffffff")
    top = rustpy_xlsxwriter.Format().set_align("top").set_text_wrap()
    cells = _boxed() if table.as_table else top if heights else None
    formats = dict.fromkeys(names, cells) if cells else {}
    formats |= {column.name: _boxed().set_num_format(DAY) for column in table.columns if column.is_date}
    paper = {
        "landscape": True,
        "paper_size": 9,
        "repeat_rows": 0,
        "footer": f"&L{table.title.replace('&', '&&')}&RPage &P of &N",
    }
    file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - closed when it has been sent
    rustpy_xlsxwriter.write_worksheets(
        [*data, (ABOUT, about)],
        file.name,
        freeze_panes={"general": {"row": 1, "col": 0}},
        header_format=dict.fromkeys([*sheets, ABOUT], bold),
        column_widths={
            **dict.fromkeys(sheets, widths),
            ABOUT: {"About": float(MEDIUM), "What it says": 2.0 * WIDE},
        },
        column_formats={
            **(dict.fromkeys(sheets, formats) if formats else {}),
            ABOUT: {"About": top, "What it says": top},
        },
        url_columns=dict.fromkeys(sheets, addresses) if addresses and count <= MOST_LINKS else None,
        row_heights=dict.fromkeys(sheets, heights) if heights else None,
        page_setup={
            **dict.fromkeys(sheets, paper | {"fit_to_pages": (_pages_across(widths), 0), "repeat_columns": 0}),
            ABOUT: paper | {"fit_to_pages": (1, 0)},
        },
        data_validations=dict.fromkeys(sheets, rules) if rules and count else None,
        autofilter=dict.fromkeys(sheets, True) if table.as_table else None,
    )
    return _pieces(file)


# --- OpenDocument. Its format is a published standard (ISO/IEC 26300), and a table of text needs little of
# it.

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for short, full in [
        *((word, word) for word in ("office", "table", "text", "style", "meta")),
        ("fo", "xsl-fo-compatible"),
    ]
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    _DECLARATION
    + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_SPACES = re.compile("^ | $| {2,}")


def _styles(widths: Iterable[int]) -> str:
    """How sheets look: bold white headings, columns of these widths in characters, words wrapped from the top."""
    columns = "".join(
        f'<style:style style:name="wide{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/></style:style>'
        for width in sorted(set(widths))
    )
    cell = 'style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"'
    return (
        f'<office:automatic-styles>{columns}<style:style style:name="plain" {cell}/></style:style>'
        f'<style:style style:name="head" {cell} fo:background-color="{HEADING_COLOUR}"/>'
        '<style:text-properties fo:font-weight="bold" fo:color="#ffffff"/></style:style>'
        '<style:style style:name="low" style:family="table-row"><style:table-row-properties'
        ' style:row-height="2.2cm" style:use-optimal-row-height="false"/></style:style></office:automatic-styles>'
    )


def _paper(title: str, across: int) -> str:
    """How sheets are printed: A4 across, so many pages beside each other, numbered."""
    return (
        f'{_DECLARATION}<office:document-styles {_NAMES} office:version="1.3">'
        '<office:automatic-styles><style:page-layout style:name="paper"><style:page-layout-properties'
        ' fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm"'
        f' style:scale-to-X="{across}" style:scale-to-Y="0"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="paper"><style:footer>'
        f"<text:p>{escape(title)}, page <text:page-number>1</text:page-number> of"
        " <text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )


def _paragraph(line: str) -> str:
    """A line of a cell, with tabs and the spaces that would be lost as the format spells them."""
    spaced = _SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
    return f"<text:p>{spaced.replace(chr(9), '<text:tab/>')}</text:p>"


def _row(cells: Iterable[str], cell_style: str, row_style: str = "") -> bytes:
    started = f'<table:table-cell office:value-type="string" table:style-name="{cell_style}">'
    written = (started + "".join(map(_paragraph, cell.split("\n"))) + "</table:table-cell>" for cell in cells)
    return (f"<table:table-row{row_style}>" + "".join(written) + "</table:table-row>").encode()


def _sheet(
    content: IO[bytes], name: str, columns: dict[str, int], rows: Iterable[Iterable[str]], row_style: str = ""
) -> None:
    """A sheet with its columns by name and width; the heading is repeated on each page."""
    content.write(f"<table:table table:name={quoteattr(name)}>".encode())
    for width in columns.values():
        content.write(f'<table:table-column table:style-name="wide{width}"/>'.encode())
    content.write(b"<table:table-header-rows>" + _row(columns, "head") + b"</table:table-header-rows>")
    for row in rows:
        content.write(_row(row, "plain", row_style))
    content.write(b"</table:table>")


def write_ods(table: Table) -> Iterable[bytes]:
    """An OpenDocument workbook in pieces, written whole before the first."""
    fit = Cleaner(LONGEST_CELL)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr(
            "meta.xml",
            f'{_DECLARATION}<office:document-meta {_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' office:version="1.3">'
            f"<office:meta><dc:title>{escape(table.title)}</dc:title><dc:language>en-GB</dc:language></office:meta>"
            "</office:document-meta>",
        )
        columns = {column.name: column.width for column in table.columns} | dict.fromkeys(table.constants, MEDIUM)
        archive.writestr("styles.xml", _paper(table.title, _pages_across(columns)))
        with archive.open("content.xml", "w") as content:
            about = {"About": MEDIUM, "What it says": 2 * WIDE}
            styles = _styles([*columns.values(), *about.values()])
            content.write(f'{_DECLARATION}<office:document-content {_NAMES} office:version="1.3">{styles}'.encode())
            content.write(b"<office:body><office:spreadsheet>")
            # All rows of the list equally low, so that one can look along them; a click shows the whole of a cell.
            _sheet(content, table.title, columns, _rows(table, fit), ' table:style-name="low"')
            _sheet(content, ABOUT, about, _about(table, fit, 1))
            content.write(b"</office:spreadsheet></office:body></office:document-content>")
    return _pieces(file)

"""Files as people send them, made of rows."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

from exports import csv as exported_csv
from exports import spreadsheet
from exports.columns import columns_of
from exports.table import of_records

WRITERS = {"csv": exported_csv.write, "xlsx": spreadsheet.write_xlsx, "ods": spreadsheet.write_ods}
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def an_export(kind, extension, entries=None):
    """What the site itself gives out."""
    entries = kind.objects.published() if entries is None else entries
    table = of_records(entries, columns_of(kind), "http://testserver/list")
    return b"".join(WRITERS[extension](table))


def a_csv(rows, encoding="utf-8", delimiter=","):
    """Rows as a text file."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def an_xlsx(*sheets, change=None):
    """Sheets of rows as an Excel workbook; `change` may work on the openpyxl workbook before it is saved."""
    import openpyxl

    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def an_ods(content, *, styles="", beside=""):
    """An OpenDocument workbook of one table whose rows are this markup, of styles, and of other tables beside it."""
    names = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "style", "table", "text"))
    body = f'<table:table table:name="List">{content}</table:table>{beside}'
    document = (
        f'<?xml version="1.0"?><office:document-content {names}>{styles}<office:body><office:spreadsheet>{body}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return a_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": document,
            "META-INF/manifest.xml": "<m/>",
        }
    )


def ods_row(*cells, extra=""):
    """A row of text cells as OpenDocument markup."""
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row{extra}>{inner}</table:table-row>"


def a_zip(parts):
    """An archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def without(archive, *, add=None, replace=None):
    """A workbook with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {part.filename: old.read(part.filename) for part in old.infolist()}
    for name, (before, after) in (replace or {}).items():
        parts[name] = parts[name].replace(before, after)
    return a_zip(parts | (add or {}))

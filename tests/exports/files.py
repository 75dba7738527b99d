"""Files of lists, read back without the code that wrote them."""

import csv
import io
import json
import zipfile

import docx
import openpyxl
import pypdf

from exports.formats import FORMATS
from exports.guard import restored

TABULAR = [word for word, each in FORMATS.items() if each.tabular]


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def rows_of_ods(file):
    """The cells of the first sheet, read without the code that wrote them."""
    from xml.etree import ElementTree

    name = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(file)).read("content.xml"))
    table = next(root.iter(name % ("table", "table")))
    for row in table.iter(name % ("table", "table-row")):
        cells = list(row)
        yield ["\n".join(words(line) for line in cell) for cell in cells]


def words(line):
    text = line.text or ""
    for child in line:
        if child.tag.endswith("}s"):
            text += " " * int(child.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}c"))
        elif child.tag.endswith("}tab"):
            text += "\t"
        text += child.tail or ""
    return text


def joined(value):
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def rows(file, word):
    """The heading and the rows of a file of any format made of rows, guards taken off."""
    match word:
        case "csv":
            return [[restored(c) for c in row] for row in csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))]
        case "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
            return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
        case "ods":
            return list(rows_of_ods(file))
        case "json":
            records = json.loads(file)["records"]
        case "jsonl":
            records = [json.loads(line) for line in file.splitlines()]
    return [list(records[0]), *([joined(value) for value in record.values()] for record in records)]


def text_of(file, word):
    """Every word of a file in any format."""
    match word:
        case "docx":
            document = docx.Document(io.BytesIO(file))
            said = [p.text for p in document.paragraphs]
            said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return "\n".join(said)
        case "pdf":
            return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)
        case "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(file))
            return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)
        case "ods":
            return zipfile.ZipFile(io.BytesIO(file)).read("content.xml").decode()
    return file.decode()

"""The file formats there are. The pages, the links to downloads and the tests all read this list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from exports import csv, json, pdf, spreadsheet, word
from exports.table import Table

# What a format that is built in memory takes at most.
MOST_RECORDS = 5_000


@dataclass(frozen=True)
class Format:
    """A file format: its word in the address and at the end of file names, what people call it, and how it is written.

    `most` is the number of rows it takes; `tabular` says that it is made of rows, not of chapters.
    """

    word: str
    label: str
    content_type: str
    write: Callable[[Table], Iterable[bytes]]
    most: int | None = None
    tabular: bool = True

    def takes(self, count: int) -> bool:
        """Whether a list of so many rows can be had in this format."""
        return self.most is None or count <= self.most


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    each.word: each
    for each in (
        Format("csv", "CSV", "text/csv; charset=utf-8", csv.write),
        Format("xlsx", "Excel (XLSX)", f"{_OFFICE}.spreadsheetml.sheet", spreadsheet.write_xlsx),
        Format(
            "ods",
            "OpenDocument (ODS)",
            "application/vnd.oasis.opendocument.spreadsheet",
            spreadsheet.write_ods,
            MOST_RECORDS,
        ),
        Format(
            "docx",
            "Word (DOCX)",
            f"{_OFFICE}.wordprocessingml.document",
            word.write,
            MOST_RECORDS,
            tabular=False,
        ),
        *([Format("pdf", "PDF", "application/pdf", pdf.write, MOST_RECORDS, tabular=False)] if pdf.AVAILABLE else []),
        Format("json", "JSON", "application/json", json.write_whole, MOST_RECORDS),
        Format("jsonl", "JSON Lines", "application/jsonl", json.write_lines),
    )
}


def response(table: Table, wanted: Format) -> StreamingHttpResponse:
    """The table as a download in this format.

    The name of the file holds plain letters, digits and hyphens only.
    """
    answer = StreamingHttpResponse(wanted.write(table), content_type=wanted.content_type)
    name = f"{slugify(table.name)}-{timezone.localdate().isoformat()}.{wanted.word}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""How much memory downloads need as lists grow, and whether a workbook of more rows than a sheet holds can be read.

The most memory a process of its own ever had is compared for 20,000 records and for all; nothing here is timed, so the
processes run side by side.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import python_calamine
from django.db import connection

from bench import results
from bench.exports import LIST_URL, SMALL, drain, the_list, the_records
from bench.recommendations import fill
from exports.formats import FORMATS
from exports.links import of_links
from exports.spreadsheet import ROWS_IN_A_SHEET, write_xlsx

STREAMED = ("csv", "jsonl", "xlsx")
# Each of the records has so many links, so that those of these records fill more than a sheet.
LINKS_OF_EACH = 7
MORE_THAN_A_SHEET = ROWS_IN_A_SHEET // LINKS_OF_EACH + 1_000


def measure(options: argparse.Namespace) -> None:
    """Fill the database, write each format in processes of its own, and open what fills several sheets."""
    fill(options.records)
    started = {(word, rows): _begin(word, rows) for word in STREAMED for rows in (SMALL, options.records)}
    found = {each: int(process.communicate()[0]) for each, process in started.items()}
    numbers = {
        "database": connection.vendor,
        "megabytes": {f"{word} of {rows}": kilobytes // 1024 for (word, rows), kilobytes in found.items()},
        "ratio": {word: round(found[word, options.records] / found[word, SMALL], 2) for word in STREAMED},
        "rows_of_sheets": sheets(MORE_THAN_A_SHEET),
    }
    results.report(options, numbers)


def _begin(word: str, rows: int) -> subprocess.Popen:
    code = f"import django; django.setup(); from bench.memory import alone; alone({word!r}, {rows})"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def alone(word: str, rows: int) -> None:
    """In a process of its own: write the file and print the most memory used, in kilobytes.

    As the kernel keeps it for the program: what `getrusage` says includes the program that started it.
    """
    drain(FORMATS[word].write(the_list(rows)))
    said = Path("/proc/self/status").read_text()
    print(said.partition("VmHWM:")[2].split()[0])


def sheets(records: int) -> dict[str, int]:
    """The rows of each sheet of a workbook of all links of so many records, as another library reads it."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        for piece in write_xlsx(of_links(the_records(records), LIST_URL)):
            file.write(piece)
        file.flush()
        book = python_calamine.load_workbook(file.name)
        return {name: book.get_sheet_by_name(name).height for name in book.sheet_names}

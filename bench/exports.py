r"""How fast lists become files, as ratios to what the database's own tools and well-known libraries need.

Everything is timed in turns, so that what else the machine does falls on all alike, and the best of the rounds
counts. For PostgreSQL the measure is `psql \copy` of the same columns, for SQLite the `sqlite3` shell's CSV; for
XLSX openpyxl's write-only mode; and django-import-export where `--peers` names a Python that has it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from django.db import connection
from django.test import Client
from openpyxl import Workbook

from bench import results
from bench.recommendations import FIRST, fill
from catalogue.exports import csv, json
from catalogue.exports.columns import columns_of
from catalogue.exports.formats import FORMATS
from catalogue.exports.spreadsheet import write_xlsx
from catalogue.exports.table import Table, of_records
from recommendations.models import Recommendation

LIST_URL = "http://localhost:8000/recommendations/"
JOINED = "(SELECT {agg}(x.v, '; ') FROM (SELECT DISTINCT {value} AS v FROM {tables} ORDER BY 1) x)"
# What the ratios of memory start from, and what workbooks and the slower library are timed with.
SMALL = 20_000
PEER_ROWS = 5_000


def measure(options: argparse.Namespace) -> None:
    """Fill the database and measure every format on it."""
    fill(options.records)
    small = min(options.records, SMALL)
    numbers: dict[str, object] = {"database": connection.vendor}
    own = _in_turns(
        options.rounds,
        native=lambda: subprocess.run(native(), stdout=subprocess.DEVNULL, check=True),
        csv=lambda: drain(csv.write(the_list())),
        jsonl=lambda: drain(json.write_lines(the_list())),
    )
    numbers["seconds"] = {name: round(seconds, 2) for name, seconds in own.items()}
    numbers["csv_times_native"] = round(own["native"] / own["csv"], 2)
    numbers["jsonl_times_native"] = round(own["native"] / own["jsonl"], 2)
    client, page = Client(SERVER_NAME="localhost"), "/recommendations/?format=csv"
    client.get(page)
    first = _in_turns(options.rounds, first=lambda: next(iter(client.get(page).streaming_content)))["first"]  # type: ignore[attr-defined]
    numbers["first_byte_ms"] = round(first * 1000, 1)
    numbers["xlsx_times_openpyxl"] = workbooks(small, options.rounds)
    numbers["memory_ratio"] = {
        word: round(memory(word, options.records) / memory(word, small), 2) for word in ("csv", "jsonl", "xlsx")
    }
    if options.peers:
        numbers["csv_times_django_import_export"] = against_import_export(options.peers, options.rounds)
    results.report(options, numbers)


def _in_turns(rounds: int, **works: Callable[[], object]) -> dict[str, float]:
    """The best of so many runs of each, in seconds."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


def drain(pieces: Iterable[object]) -> None:
    """Read a file to its end, keeping nothing."""
    for _ in pieces:
        pass


def the_list(rows: int | None = None) -> Table:
    """The list of all recommendations, or of the first so many, as the page would download it."""
    entries = Recommendation.objects.published().order_by("pk")
    if rows:
        entries = entries.filter(pk__lt=f"R{FIRST + rows}")
    return of_records(entries, columns_of(Recommendation), LIST_URL)


def same_columns(aggregate: str, now: str) -> str:
    """The SQL for the columns of a download of recommendations."""

    def joined(value: str, tables: str) -> str:
        return JOINED.format(agg=aggregate, value=value, tables=tables)

    tag = "recommendations_recommendationtag l JOIN catalogue_tag t ON t.id = l.tag_id LEFT JOIN catalogue_tag b ON b.id = t.broader_id"
    columns = [
        "r.reference", "r.type", "r.number",
        "(SELECT p.reference FROM recommendations_recommendation p WHERE p.reference = r.parent_id AND p.status = 'published')",
        "r.title", "r.summary", "r.body", "r.addressed_to",
        joined("coalesce(b.name, t.name)", f"{tag} WHERE l.content_object_id = r.reference"),
        joined("t.name", f"{tag} WHERE l.content_object_id = r.reference AND t.broader_id IS NOT NULL"),
        *(
            joined("o.reference", f"recommendations_recommendation{link} l JOIN {table} o ON o.reference = l.{field}_id"
                   f" WHERE l.recommendation_id = r.reference AND o.status = 'published' AND o.published_at <= {now}")
            for link, table, field in (
                ("lesson", "lessons_lesson", "lesson"), ("enabler", "lessons_enabler", "enabler"),
                ("casestudy", "casestudies_casestudy", "case_study"),
            )
        ),
        joined("c.name", "recommendations_recommendation_councils l JOIN councils_council c ON c.code = l.council_id"
               " WHERE l.recommendation_id = r.reference"),
        joined("s.title", "recommendations_recommendationcitation l JOIN catalogue_source s ON s.reference = l.source_id"
               " WHERE l.entry_id = r.reference"),
        joined("l.locator", "recommendations_recommendationcitation l WHERE l.entry_id = r.reference"),
        "r.published_at", "r.reviewed_on", "r.review_due", "'http://localhost:8000/recommendations/' || r.slug || '/'",
        "'http://localhost:8000/recommendations/'", "'2026-01-01T00:00:00+00:00'", "'2026-01-01T00:00:00+00:00'", "'CC BY 4.0'",
    ]  # fmt: skip
    return (
        f"SELECT {', '.join(columns)} FROM recommendations_recommendation r"
        f" WHERE r.status = 'published' AND r.published_at <= {now} ORDER BY r.reference"
    )


def native() -> list[str]:
    """The command of the database's own tool for the same columns as CSV."""
    if connection.vendor == "postgresql":
        query = same_columns("string_agg", "now()")
        copy = rf"\copy ({query}) TO '/dev/null' WITH (FORMAT csv, HEADER)"
        return ["psql", "-q", os.environ["DATABASE_URL"], "-c", copy]
    query = same_columns("group_concat", "datetime('now')")
    return ["sqlite3", "-csv", "-header", str(connection.settings_dict["NAME"]), query]


def memory(word: str, rows: int) -> int:
    """The most memory a process of its own needs to write the first rows of the list, in kilobytes."""
    command = [sys.executable, "-c", f"from bench.exports import alone; alone({word!r}, {rows})"]
    setup = "import django; django.setup(); "
    said = subprocess.run([*command[:2], setup + command[2]], capture_output=True, text=True, check=True)
    return int(said.stdout)


def alone(word: str, rows: int) -> None:
    """In a process of its own: write the file and print the most memory used."""
    drain(FORMATS[word].write(the_list(rows)))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def workbooks(rows: int, rounds: int) -> float:
    """How many times as fast as openpyxl's write-only mode a workbook is written from the same cells."""
    table = the_list(rows)
    read = list(table.cells())
    ours = replace(table, batches=lambda: iter(read))

    def theirs() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append([*ours.headings, *ours.constants])
        ending = list(ours.constants.values())
        for batch in read:
            for row in zip(*batch, strict=True):
                sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in row] + ending)
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            book.save(file.name)

    best = _in_turns(rounds, theirs=theirs, ours=lambda: drain(write_xlsx(ours)))
    return round(best["theirs"] / best["ours"], 1)


def against_import_export(python: Path, rounds: int) -> float:
    """How many times as fast as django-import-export the same fields of the same records become CSV."""
    script = Path(__file__).with_name("import_export_peer.py")
    said = subprocess.run([python, script, str(PEER_ROWS), str(rounds)], capture_output=True, text=True, check=True)
    ours = _in_turns(rounds, ours=lambda: drain(csv.write(the_list(PEER_ROWS))))["ours"]
    return round(float(said.stdout) / ours, 1)

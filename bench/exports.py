r"""How fast lists become files, as ratios to what the database's own tools and well-known libraries need.

Everything is timed in turns, with its seconds of processor beside those of the clock. For PostgreSQL the measure is
`psql \copy` of the same columns, for SQLite the `sqlite3` shell's CSV; for XLSX openpyxl's write-only mode; and
django-import-export where `--peers` names a Python that has requirements.txt and requirements-peers.txt. Of more
records than 100,000 the first so many are taken.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from openpyxl import Workbook

from bench import results
from bench.recommendations import FIRST, fill
from bench.turns import Spent, best, in_turns, processor_in, spent, with_server
from exports import csv, json
from exports.columns import columns_of
from exports.spreadsheet import write_xlsx
from exports.table import Table, of_records
from recommendations.models import Recommendation

LIST_URL = "http://localhost:8000/recommendations/"
JOINED = "(SELECT {agg}(x.v, '; ') FROM (SELECT DISTINCT {value} AS v FROM {tables} ORDER BY 1) x)"
# How many records text files are timed with, workbooks, and the slower library.
MANY, SMALL, PEER_ROWS = 100_000, 20_000, 5_000
FIRST_BYTES = 15


def measure(options: argparse.Namespace) -> None:
    """Fill the database and measure every format on it."""
    fill(options.records)
    many, small = min(options.records, MANY), min(options.records, SMALL)
    own = in_turns(
        options.rounds,
        native=native(many),
        csv=with_server(lambda: drain(csv.write(the_list(many)))),
        jsonl=with_server(lambda: drain(json.write_lines(the_list(many)))),
    )
    numbers: dict[str, object] = {
        "database": connection.vendor,
        "rows": many,
        "spent": {name: each.kept() for name, each in own.items()},
        "csv_times_native": own["native"] / own["csv"],
        "jsonl_times_native": own["native"] / own["jsonl"],
        "first_byte_ms": {word: first_bytes(word) for word in ("csv", "jsonl")},
        "xlsx_times_openpyxl": workbooks(small, options.rounds),
    }
    if options.peers:
        numbers["csv_times_django_import_export"] = against_import_export(options.peers, options.rounds)
    results.report(options, numbers)


def drain(pieces: Iterable[object]) -> None:
    """Read a file to its end, keeping nothing."""
    for _ in pieces:
        pass


def the_records(rows: int) -> QuerySet:
    """The first so many recommendations."""
    return Recommendation.objects.published().filter(pk__lt=f"R{FIRST + rows}").order_by("pk")


def the_list(rows: int) -> Table:
    """The list of them, as the page would download it."""
    return of_records(the_records(rows), columns_of(Recommendation), LIST_URL)


def same_columns(aggregate: str, now: str, rows: int) -> str:
    """The SQL for the columns of a download of the first so many recommendations."""

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
        joined("c.name", "recommendations_recommendationcasestudy l JOIN casestudies_casestudy o ON o.reference = l.case_study_id"
               " JOIN casestudies_casestudy_councils m ON m.casestudy_id = o.reference JOIN councils_council c ON c.code = m.council_id"
               f" WHERE l.recommendation_id = r.reference AND o.status = 'published' AND o.published_at <= {now}"),
        joined("s.title", "recommendations_recommendationcitation l JOIN catalogue_source s ON s.reference = l.source_id"
               " WHERE l.entry_id = r.reference"),
        joined("l.locator", "recommendations_recommendationcitation l WHERE l.entry_id = r.reference"),
        "r.published_at", "r.reviewed_on", "r.review_due", "'http://localhost:8000/recommendations/' || r.slug || '/'",
        "'http://localhost:8000/recommendations/'", "'2026-01-01T00:00:00+00:00'", "'2026-01-01T00:00:00+00:00'", "'CC BY 4.0'",
    ]  # fmt: skip
    return (
        f"SELECT {', '.join(columns)} FROM recommendations_recommendation r"
        f" WHERE r.status = 'published' AND r.published_at <= {now} AND r.reference < 'R{FIRST + rows}' ORDER BY r.reference"
    )


def native(rows: int) -> Callable[[], float | None]:
    """The work of the database's own tool that writes the same columns as CSV."""
    if connection.vendor == "postgresql":
        query = same_columns("string_agg", "now()", rows)
        script = rf"""
            SELECT pg_backend_pid() AS server \gset
            \setenv SERVER :server
            \copy ({query}) TO '/dev/null' WITH (FORMAT csv, HEADER)
            \! cat /proc/$SERVER/stat
        """

        def copy() -> float:
            command = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", os.environ["DATABASE_URL"]]
            said = subprocess.run(command, input=script, capture_output=True, text=True, check=True).stdout
            return processor_in(said)

        return copy
    query = same_columns("group_concat", "datetime('now')", rows)
    command = ["sqlite3", "-csv", "-header", str(connection.settings_dict["NAME"]), query]

    def shell() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

    return shell


def first_bytes(word: str) -> dict[str, float]:
    """The milliseconds from asking for a list to the first piece of its file, at best and as a rule."""
    client, page = Client(SERVER_NAME="localhost"), f"/recommendations/?format={word}"

    def first() -> None:
        answer = client.get(page)
        next(iter(answer.streaming_content))  # type: ignore[attr-defined]
        answer.close()

    first()
    found = [spent(first).seconds * 1000 for _ in range(FIRST_BYTES)]
    return {"best": round(min(found), 1), "median": round(median(found), 1)}


def workbooks(rows: int, rounds: int) -> dict[str, float]:
    """How many times as fast as openpyxl's write-only mode a workbook is written from the same cells."""
    table = the_list(rows)
    read = list(table.cells())
    same = replace(table, batches=lambda: iter(read))

    def theirs() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append([*same.headings, *same.constants])
        ending = list(same.constants.values())
        for batch in read:
            for row in zip(*batch, strict=True):
                sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in row] + ending)
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            book.save(file.name)

    took = in_turns(rounds, theirs=theirs, ours=lambda: drain(write_xlsx(same)))
    return took["theirs"] / took["ours"]


def against_import_export(python: Path, rounds: int) -> dict[str, float]:
    """How many times as fast as django-import-export the same fields of the same records become CSV."""
    theirs, own = [], []
    for _ in range(rounds):
        command = [python, "-m", "bench.import_export_peer", str(PEER_ROWS)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.ROOT).stdout
        theirs.append(Spent(*map(float, said.split())))
        own.append(spent(with_server(lambda: drain(csv.write(the_list(PEER_ROWS))))))
    return best(theirs) / best(own)

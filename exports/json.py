"""Lists as JSON, whole or a line for each record. Lists stay lists; the names are those of the columns."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from exports.csv import INCOMPLETE
from exports.table import Table


def _records(table: Table) -> Iterator[list[dict]]:
    names, constants = [*table.headings, *table.constants], tuple(table.constants.values())
    for batch in table.batches():
        yield [dict(zip(names, row + constants, strict=True)) for row in zip(*batch, strict=True)]


def write_whole(table: Table) -> list[bytes]:
    """One JSON object: `about` says what the list is, `records` holds its rows."""
    records = [record for batch in _records(table) for record in batch]
    about = dict(table.description)
    return [orjson.dumps({"about": about, "records": records}, option=orjson.OPT_INDENT_2)]


def write_lines(table: Table) -> Iterator[bytes]:
    """A JSON object on each line, in pieces.

    If reading breaks halfway the last line says that it is incomplete.
    """
    try:
        for batch in _records(table):
            yield b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in batch)
    except Exception:
        yield orjson.dumps({"incomplete": INCOMPLETE}, option=orjson.OPT_APPEND_NEWLINE)
        raise

"""The whole content as one Frictionless data package.

A CSV file for each kind, its links, and what their columns are.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection
from django.utils import timezone

from catalogue.models import Entry
from catalogue.version import content_version
from exports import csv as csv_file
from exports.columns import Column, columns_of
from exports.links import of_links
from exports.meanings import meaning
from exports.table import LICENCE, LICENCE_NOTE, LICENCE_URL, Table, of_records
from foundation.locks import Locked, lock

log = logging.getLogger(__name__)

DESCRIPTION = "datapackage.json"
ARCHIVE = "hindsight-data.zip"
GUARD = (
    "Text that starts with one of = + - @, a tab or a carriage return, perhaps after apostrophes, has one apostrophe"
    " more in front, so that no spreadsheet takes it for a formula: take one off to have the text."
)
_DATES = {
    "published_at": "datetime",
    "exported_at": "datetime",
    "reviewed_on": "date",
    "review_due": "date",
    "evidence_year": "year",
}


def folder() -> Path:
    """Where the package is kept."""
    return Path(settings.DATA_DIR) / "package"


def file_names() -> set[str]:
    """The names of all files of the package."""
    kinds = [kind.kind for kind in Entry.kinds()]
    return {DESCRIPTION, ARCHIVE, *(f"{kind}.csv" for kind in kinds), *(f"{kind}-links.csv" for kind in kinds)}


def tables() -> Iterator[Table]:
    """Every public record of every kind, and all links of each kind."""
    for kind in Entry.kinds():
        entries, url = kind.objects.published().order_by("pk"), settings.BASE_URL + kind.list_url()
        yield replace(of_records(entries, columns_of(kind), url), name=kind.kind)
        yield replace(of_links(entries, f"{url}?rows=links"), name=f"{kind.kind}-links")


def build(wait: float = 600) -> Path:
    """Write the package and its archive, put them in place of the old ones, and say where they are.

    Raises Locked if another process of this machine has been building it for longer than `wait` seconds.
    """
    target = folder()
    with lock(target.parent / "package.lock", wait):
        _build(target)
    return target


def _build(target: Path) -> None:
    version = content_version()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="package-") as made:
        place = Path(made) / "package"
        place.mkdir()
        resources = [_write(place, table) for table in tables()]
        said = {
            "name": "hindsight",
            "title": f"{settings.SITE_NAME}: lessons learned in adult social care",
            "homepage": settings.BASE_URL,
            "created": timezone.now().isoformat(timespec="seconds"),
            "version": version,
            "description": LICENCE_NOTE + ".",
            "licenses": [{"name": LICENCE.replace(" ", "-"), "path": LICENCE_URL, "title": LICENCE_NOTE}],
            "resources": resources,
        }
        (place / DESCRIPTION).write_text(json.dumps(said, indent=2, ensure_ascii=False), encoding="utf-8")
        with ZipFile(place / ARCHIVE, "w", ZIP_DEFLATED) as archive:
            for path in sorted(place.iterdir()):
                if path.name != ARCHIVE:
                    archive.write(path, path.name)
        if target.exists():
            shutil.move(target, Path(made) / "old")
        shutil.move(place, target)


def build_in_background() -> None:
    """Have a thread of this process build the package, unless somebody is building it already."""
    threading.Thread(target=_build_if_nobody_does, name="hindsight-package", daemon=True).start()


def _build_if_nobody_does() -> None:
    try:
        build(wait=0)
    except Locked:
        log.info("Another process is building the data package.")
    except Exception:
        log.exception("The data package could not be built; whoever asks for it next has it tried again.")
    finally:
        connection.close()


def _write(place: Path, table: Table) -> dict:
    """Write one table and describe it: its columns with their types, its size and checksum."""
    path = place / f"{table.name}.csv"
    with path.open("wb") as file:
        for piece in csv_file.write(table):
            file.write(piece)
    content = path.read_bytes()
    fields = [_field(column.name, column) for column in table.columns] + [_field(name) for name in table.constants]
    key = {} if table.name.endswith("-links") else {"primaryKey": ["reference"]}
    return {
        "name": table.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": GUARD,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": {"fields": fields, **key},
    }


def _field(name: str, column: Column | None = None) -> dict:
    kind = _DATES.get(name, "string")
    said = {"name": name, "type": kind, "description": meaning(name, column)}
    return {**said, **({"format": "any"} if kind == "datetime" else {})}


def current() -> dict | None:
    """The description of the package, if there is one and it is of the content as it is now.

    One that is older could hold words withdrawn since; it is not given out until it has been rebuilt.
    """
    path = folder() / DESCRIPTION
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    return said if said["version"] == content_version() else None

"""A backup: one file with every row of the database, the secret key, and what is needed to tell whether it is whole."""

from __future__ import annotations

import json
import os
import tomllib
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection
from django.utils import timezone

from operations import tables
from operations.tables import Digest, Migration

# Raised when an archive is written in another way.
FORMAT = 1
MANIFEST, SECRET_KEY = "manifest.json", "secret_key"


class Refused(Exception):
    """A backup that is not made or not put back, with the reason in a sentence."""


def release() -> str:
    """The number of this release."""
    return tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def write(folder: Path) -> Path:
    """Write a backup of the database as it is at this moment into a folder; returns the file.

    It is readable by its owner only, for it holds the secret key and everything that is not public. Raises Refused for
    a database that has migrations this release does not know.
    """
    migrations = tables.applied_migrations()
    if migrations - tables.known_migrations():
        raise Refused("The database belongs to a newer release. Back it up with that release.")
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.now()
    path = folder / f"hindsight-{now:%Y-%m-%dT%H%M%S}Z.zip"
    unfinished = path.with_suffix(".unfinished")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                _write_into(archive, migrations, now)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return path


def _write_into(archive: ZipFile, migrations: set[Migration], now: datetime) -> None:
    digests = {}
    with tables.snapshot():
        for table, model in tables.models_after(migrations).items():
            with archive.open(_name(table), "w", force_zip64=True) as file:
                total = Digest()
                for line in tables.lines(model):
                    file.write(line + b"\n")
                    total = total.plus(line)
            digests[table] = total._asdict()
    manifest = {
        "format": FORMAT,
        "release": release(),
        "made_at": now.isoformat(),
        "database": connection.vendor,
        "migrations": sorted(migrations),
        "tables": digests,
    }
    archive.writestr(SECRET_KEY, settings.SECRET_KEY)
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def _name(table: str) -> str:
    return f"tables/{table}.jsonl"


class Archive:
    """A backup to be read. Raises Refused where it is damaged, incomplete or of another format."""

    def __init__(self, path: Path):
        try:
            self._file = ZipFile(path)
            self._manifest: dict[str, Any] = json.loads(self._file.read(MANIFEST))
            self.secret_key = self._file.read(SECRET_KEY).decode()
            self.release = self._manifest["release"]
            self.migrations = {(app, name) for app, name in self._manifest["migrations"]}
            self.digests = {table: Digest(**said) for table, said in self._manifest["tables"].items()}
            if self._manifest["format"] != FORMAT:
                raise Refused(f"The archive was written by release {self.release}, in a form this release cannot read.")
            for table, expected in self.digests.items():
                if tables.digest(self.lines(table)) != expected:
                    raise Refused(f"The archive is damaged: the rows of {table} are not those that were written.")
        except OSError as problem:
            raise Refused(f"The archive cannot be read: {problem}.") from problem
        except (BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as problem:
            raise Refused(f"The archive is damaged or not a backup of this site: {problem}") from problem

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table."""
        with self._file.open(_name(table)) as file:
            for line in file:
                yield line.rstrip(b"\n")

"""The rows of every table as lines of JSON, the same ones whatever database holds them."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

import orjson
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.sql import InsertQuery

# A migration, by its app and its name.
Migration = tuple[str, str]
BATCH_SIZE = 500


class Digest(NamedTuple):
    """How many rows a table has and the sum of their SHA-256, in which their order does not matter."""

    rows: int = 0
    hash: str = f"{0:064x}"

    def plus(self, line: bytes) -> Digest:
        """The digest with one row more."""
        total = int(self.hash, 16) + int.from_bytes(hashlib.sha256(line).digest())
        return Digest(self.rows + 1, f"{total % 2**256:064x}")


def known_migrations() -> set[Migration]:
    """Every migration of this release."""
    return set(MigrationLoader(None).disk_migrations)


def applied_migrations() -> set[Migration]:
    """Every migration that the database has."""
    return set(MigrationRecorder(connection).applied_migrations())


def models_after(migrations: set[Migration]) -> dict[str, type[models.Model]]:
    """The models as they were after these migrations, by the name of their table."""
    loader = MigrationLoader(None)
    state = loader.project_state([each for each in sorted(migrations) if each in loader.graph.nodes])
    found = [model for model in state.apps.get_models(include_auto_created=True) if model._meta.managed]
    by_table = {model._meta.db_table: model for model in found if not model._meta.proxy}
    return {**by_table, MigrationRecorder.Migration._meta.db_table: MigrationRecorder.Migration}


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """The rows of a table, each an object of JSON by the names of its columns."""
    names = [field.attname for field in _fields(model)]
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2_000):
        yield orjson.dumps(dict(zip(names, row, strict=True)), default=_as_text, option=orjson.OPT_SORT_KEYS)


def digest(rows: Iterable[bytes]) -> Digest:
    """The digest of rows."""
    total = Digest()
    for line in rows:
        total = total.plus(line)
    return total


def insert(model: type[models.Model], rows: Iterable[bytes]) -> None:
    """Write rows as they are: no signal is sent, and no time set anew."""
    fields = _fields(model)
    # SQLite takes so many values in one statement.
    size = min(BATCH_SIZE, connection.ops.bulk_batch_size(fields, range(BATCH_SIZE)))
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        query = InsertQuery(model)
        query.insert_values(fields, [_instance(model, fields, orjson.loads(line)) for line in batch], raw=True)
        query.get_compiler(connection=connection).execute_sql()


def go_on_after_the_highest(written: Iterable[type[models.Model]]) -> None:
    """Have the database number new rows after those written with numbers of their own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything within as it was at one moment, while others go on writing."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgresql else "BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _instance(model: type[models.Model], fields: list[models.Field], row: dict[str, Any]) -> models.Model:
    return model(**{field.attname: field.to_python(row[field.attname]) for field in fields})


def _as_text(value: Any) -> str:
    """What JSON has no form for: bytes in base64, as Django reads them; anything else in Python’s own words."""
    return b64encode(value).decode() if isinstance(value, bytes | memoryview) else str(value)

"""Writing many rows at once with their history, all of one revision, keeping the transaction short.

The history of a single save is written by signals (history/acts.py). Here it is copied from the rows within
the database, so that ten thousand records with all that belongs to them are a matter of seconds. The caller records
the changes (catalogue/changes.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Max, QuerySet
from simple_history.models import HistoricalRecords

from foundation.tracking import BulkWrite, after_bulk_write
from history.acts import Revision, current_revision

# Keys or rows in one statement; SQLite takes some 30,000 values in one, and older ones 999.
BATCH_SIZE = 900


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model without a history: the caller writes it once their many-to-many lists are there."""
    if rows:
        _plain_queryset(type(rows[0])).bulk_create(rows, batch_size=BATCH_SIZE)


def create(rows: Sequence[models.Model], revision: Revision) -> None:
    """Insert rows of one model, and their history."""
    insert(rows)
    if rows:
        write_history(type(rows[0]), [row.pk for row in rows], "+", revision)


def update(rows: Sequence[models.Model], fields: Collection[str], revision: Revision) -> None:
    """Write these fields, of those the model has, of rows of one model, and their history."""
    model = type(rows[0]) if rows else None
    known = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)} if model else set()
    if model and (written := sorted(known & set(fields))):
        _plain_queryset(model).bulk_create(
            rows,
            batch_size=BATCH_SIZE,
            update_conflicts=True,
            unique_fields=[model._meta.pk.name],
            update_fields=[model._meta.get_field(name).name for name in written],
        )
    if model:
        write_history(model, [row.pk for row in rows], "~", revision)


def delete(rows: Sequence[models.Model], revision: Revision) -> None:
    """Delete rows of one model that nothing else refers to, and write that in their history."""
    if not rows:
        return
    keys = [row.pk for row in rows]
    write_history(type(rows[0]), keys, "-", revision)
    for batch in in_batches(keys):
        doomed = _plain_queryset(type(rows[0])).filter(pk__in=batch)
        doomed._raw_delete(doomed.db)


def in_batches(keys: list) -> list[list]:
    """The keys in lists short enough for one statement of any database."""
    return [keys[start : start + BATCH_SIZE] for start in range(0, len(keys), BATCH_SIZE)]


def _plain_queryset(model: Any) -> Any:
    """A plain queryset of a model, which sends no signals and filters nothing."""
    return QuerySet(model)


def write_history(model: type[models.Model], keys: list, change_type: str, revision: Revision) -> None:
    """Write the history of rows as they stand: “+” made, “~” changed, “-” about to be deleted.

    Does nothing for a model without a history, or while a backup that brings its own is loaded.
    """
    if not keys or not hasattr(model, "history") or not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        return
    history: Any = model.history.model
    last_id = history.objects.aggregate(last=Max("history_id"))["last"] or 0
    about = {
        "history_date": revision.timestamp,
        "history_change_reason": revision.reason or None,
        "history_type": change_type,
        "history_user": getattr(revision.author, "pk", None),
    }
    about_fields = [history._meta.get_field(name) for name in about]
    values = [
        field.get_db_prep_save(value, connection) for field, value in zip(about_fields, about.values(), strict=True)
    ]
    copied = [(history._meta.get_field(field.name).column, field.column) for field in history.tracked_fields]
    into = _quoted_list([*(target for target, _ in copied), *(field.column for field in about_fields)])
    out = _quoted_list([column for _, column in copied])
    where = _quoted(str(model._meta.pk.column))
    _copy(
        f"INSERT INTO {_quoted(history._meta.db_table)} ({into}) SELECT {out}, %s, %s, %s, %s"  # noqa: S608
        f" FROM {_quoted(model._meta.db_table)} WHERE {where}",
        values,
        keys,
    )
    if change_type != "-":
        for field in history._history_m2m_fields:
            _write_m2m_history(history, field, keys, last_id)


def connect_signals() -> None:
    """Write the history of rows that are written in bulk from now on."""
    after_bulk_write.connect(_on_bulk_write, dispatch_uid="history.recording")


def _on_bulk_write(sender: type[models.Model], write: BulkWrite, **signal: object) -> None:
    write_history(sender, write.keys, "+" if write.created else "~", current_revision())


def _write_m2m_history(history: Any, field: Any, keys: list, after_id: int) -> None:
    """Copy a many-to-many list of each record, such as its councils, to the rows of the history after this id."""
    through, copies = field.remote_field.through, HistoricalRecords.m2m_models[field]
    columns = [f.column for f in through._meta.concrete_fields]
    here = _quoted(through._meta.get_field(field.m2m_field_name()).column)
    history_id, record = _quoted(history._meta.pk.column), _quoted(field.model._meta.pk.column)
    into = _quoted_list([*columns, copies._meta.get_field("history").column])
    _copy(
        f"INSERT INTO {_quoted(copies._meta.db_table)} ({into})"  # noqa: S608
        f" SELECT {', '.join(f'listed.{_quoted(column)}' for column in columns)}, version.{history_id}"
        f" FROM {_quoted(through._meta.db_table)} listed JOIN {_quoted(history._meta.db_table)} version"
        f" ON version.{record} = listed.{here} AND version.{history_id} > %s WHERE listed.{here}",
        [after_id],
        keys,
    )


def _copy(statement: str, values: list, keys: list) -> None:
    """Run a statement that ends where a list of keys has to follow. All names in it come from the models."""
    with connection.cursor() as cursor:
        for batch in in_batches(keys):
            placeholders = ", ".join(["%s"] * len(batch))
            cursor.execute(f"{statement} IN ({placeholders})", [*values, *batch])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _quoted_list(names: list[str]) -> str:
    return ", ".join(map(_quoted, names))

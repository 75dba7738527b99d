"""Writing many rows at once with their history, all of one act, keeping the transaction short.

The history of a single save is written by signals (history/acts.py). Here it is copied from the rows within
the database, and the statements that insert rows can be made before the transaction begins, so that ten thousand
records with all that hangs on them are a matter of seconds. Changes are noted by whoever writes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Max, QuerySet
from django.db.models.sql import InsertQuery
from simple_history.models import HistoricalRecords

from foundation.tracking import BulkWrite, after_bulk_write
from history.acts import Act, present

# Keys or rows in one statement; SQLite takes some 30,000 values in one, and older ones 999.
AT_A_TIME = 900


class Insertion:
    """The statements that insert rows of one model, made now and run later. It gives no keys back."""

    def __init__(self, rows: Sequence[models.Model]):
        self.statements: list[tuple[str, tuple]] = []
        if not rows:
            return
        model = type(rows[0])
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        size = min(connection.ops.bulk_batch_size(fields, rows), AT_A_TIME)
        for start in range(0, len(rows), size):
            query = InsertQuery(model)
            query.insert_values(fields, list(rows[start : start + size]))
            self.statements += query.get_compiler(connection=connection).as_sql()

    def run(self) -> None:
        """Insert the rows."""
        with connection.cursor() as cursor:
            for statement, values in self.statements:
                cursor.execute(statement, values)


def create(rows: Sequence[models.Model], act: Act) -> None:
    """Insert rows of one model, and their history."""
    if rows:
        _plain(type(rows[0])).bulk_create(rows, batch_size=AT_A_TIME)
        remember(type(rows[0]), [row.pk for row in rows], "+", act)


def update(rows: Sequence[models.Model], fields: Collection[str], act: Act) -> None:
    """Write these fields, of those the model has, of rows of one model, and their history."""
    model = type(rows[0]) if rows else None
    known = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)} if model else set()
    if model and (written := sorted(known & set(fields))):
        _plain(model).bulk_create(
            rows,
            batch_size=AT_A_TIME,
            update_conflicts=True,
            unique_fields=[model._meta.pk.name],
            update_fields=[model._meta.get_field(name).name for name in written],
        )
    if model:
        remember(model, [row.pk for row in rows], "~", act)


def delete(rows: Sequence[models.Model], act: Act) -> None:
    """Delete rows of one model that nothing else refers to, and say so in their history."""
    if not rows:
        return
    keys = [row.pk for row in rows]
    remember(type(rows[0]), keys, "-", act)
    for some in in_pieces(keys):
        found = _plain(type(rows[0])).filter(pk__in=some)
        found._raw_delete(found.db)


def in_pieces(keys: list) -> list[list]:
    """Keys in lists that any database takes."""
    return [keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME)]


def _plain(model: Any) -> Any:
    """All rows of a model, without what its own manager does beside writing."""
    return QuerySet(model)


def remember(model: type[models.Model], keys: list, sort: str, act: Act, by: str = "pk") -> None:
    """Write the history of rows as they stand: “+” made, “~” changed, “-” about to be deleted.

    The rows are those whose field `by` is one of the keys. Does nothing for a model without a history, or while a
    backup that brings its own is loaded.
    """
    if not keys or not hasattr(model, "history") or not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        return
    history: Any = model.history.model
    before = history.objects.aggregate(last=Max("history_id"))["last"] or 0
    said = {
        "history_date": act.moment,
        "history_change_reason": act.reason or None,
        "history_type": sort,
        "history_user": getattr(act.person, "pk", None),
    }
    told = [history._meta.get_field(name) for name in said]
    values = [field.get_db_prep_save(value, connection) for field, value in zip(told, said.values(), strict=True)]
    kept = [(history._meta.get_field(field.name).column, field.column) for field in history.tracked_fields]
    into = _names([*(target for target, _ in kept), *(field.column for field in told)])
    out = _names([column for _, column in kept])
    where = _name((model._meta.pk if by == "pk" else model._meta.get_field(by)).column)  # type: ignore[arg-type]
    _copy(
        f"INSERT INTO {_name(history._meta.db_table)} ({into}) SELECT {out}, %s, %s, %s, %s"  # noqa: S608
        f" FROM {_name(model._meta.db_table)} WHERE {where}",
        values,
        keys,
    )
    if sort != "-":
        for field in history._history_m2m_fields:
            _remember_list(history, field, keys, before)


def listen() -> None:
    """Write the history of rows that are written in bulk from now on."""
    after_bulk_write.connect(_remember_bulk, dispatch_uid="history.recording")


def _remember_bulk(sender: type[models.Model], write: BulkWrite, **signal: object) -> None:
    remember(sender, write.keys, "+" if write.created else "~", present())


def _remember_list(history: Any, field: Any, keys: list, before: int) -> None:
    """A plain list of each record, such as its councils, as it is now, with the history written after that one."""
    through, copies = field.remote_field.through, HistoricalRecords.m2m_models[field]
    columns = [f.column for f in through._meta.concrete_fields]
    here = _name(through._meta.get_field(field.m2m_field_name()).column)
    made, record = _name(history._meta.pk.column), _name(field.model._meta.pk.column)
    into = _names([*columns, copies._meta.get_field("history").column])
    _copy(
        f"INSERT INTO {_name(copies._meta.db_table)} ({into})"  # noqa: S608
        f" SELECT {', '.join(f'listed.{_name(column)}' for column in columns)}, told.{made}"
        f" FROM {_name(through._meta.db_table)} listed JOIN {_name(history._meta.db_table)} told"
        f" ON told.{record} = listed.{here} AND told.{made} > %s WHERE listed.{here}",
        [before],
        keys,
    )


def _copy(statement: str, values: list, keys: list) -> None:
    """Run a statement that ends where a list of keys has to follow. All names in it come from the models."""
    with connection.cursor() as cursor:
        for some in in_pieces(keys):
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"{statement} IN ({marks})", [*values, *some])


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(names: list[str]) -> str:
    return ", ".join(map(_name, names))

"""Snapshots: the values of a record as plain data, now or at any time of its history.

A record consists of its own row and of its parts: the rows of other tables that would be deleted with it and that have
a history, such as its tags, its citations, its links with other records (whichever end it is) and its findings.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import models
from simple_history.models import HistoricalRecords

from foundation.rows import in_full

Model = type[models.Model]


class ChildTable(NamedTuple):
    """A table whose rows belong to a record, and its foreign key to that record."""

    model: Model
    end: str

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.end}"

    @property
    def accessor(self) -> str:
        """The name under which a record has these rows."""
        return str(self.model._meta.get_field(self.end).remote_field.get_accessor_name())


@dataclass(frozen=True)
class Row:
    """One row: its key, the values a person may edit, and those the site itself keeps (version, who made it)."""

    key: Any
    values: dict[str, Any]
    system: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Snapshot:
    """The values of a record and of its parts at one time."""

    model: Model
    record: Row
    parts: dict[ChildTable, dict[Any, Row]]

    def digest(self) -> str:
        """A hash of the values, by which two snapshots can be compared."""
        values = [
            self.record.values,
            {str(part): {str(key): row.values for key, row in rows.items()} for part, rows in self.parts.items()},
        ]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@cache
def child_tables(model: Model) -> tuple[ChildTable, ...]:
    """The tables whose rows belong to records of a model."""
    return tuple(
        ChildTable(relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if not relation.many_to_many
        and getattr(relation, "on_delete", None) is models.CASCADE
        and hasattr(relation.related_model, "history")
        and relation.field.model is not model
    )


@cache
def editable_fields(model: Model) -> tuple[models.Field, ...]:
    """The fields a person may edit."""
    return tuple(f for f in model._meta.concrete_fields if f.editable and not isinstance(f, models.AutoField))


@cache
def system_fields(model: Model) -> tuple[models.Field, ...]:
    """The fields the site itself fills."""
    return tuple(f for f in model._meta.concrete_fields if not f.editable)


@cache
def m2m_fields(model: Model) -> tuple[models.ManyToManyField, ...]:
    """The many-to-many fields without a model of their own whose rows the history keeps."""
    return tuple(model.history.model._history_m2m_fields)  # type: ignore[attr-defined]


def to_json(value: Any) -> Any:
    """A value as JSON can hold it: times in UTC to the second, which is what a form shows of them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return value


def _row(model: Model, row: Any, lists: dict[str, list]) -> Row:
    values = {f.name: to_json(getattr(row, f.attname)) for f in editable_fields(model)}
    system = {f.attname: getattr(row, f.attname) for f in system_fields(model)}
    return Row(getattr(row, model._meta.pk.attname), values | lists, system)


def _lists(model: Model, keys: Any) -> dict[Any, dict[str, list]]:
    """The keys in each many-to-many field of some rows, by the key of the row."""
    lists: dict[Any, dict[str, list]] = defaultdict(lambda: {f.name: [] for f in m2m_fields(model)})
    for many in m2m_fields(model):
        through = many.remote_field.through
        here = through._meta.get_field(many.m2m_field_name())
        there = through._meta.get_field(many.m2m_reverse_field_name())
        pairs = through._base_manager.filter(**{f"{here.name}__in": keys})
        for one, other in pairs.values_list(here.attname, there.attname):
            lists[one][many.name].append(other)
            lists[one][many.name].sort()
    return lists


def now(record: models.Model) -> Snapshot | None:
    """A record as it is now in the database; None if it is not there."""
    return of(type(record), record.pk)


def of(model: Model, key: Any, only: Iterable[ChildTable] | None = None) -> Snapshot | None:
    """The record of a model with this key as it is now, with `only` these parts of it; None if there is none."""
    row = model._base_manager.filter(pk=key).first()
    if row is None:
        return None
    own = _row(model, row, _lists(model, [key])[key])
    parts = {}
    for part in child_tables(model) if only is None else only:
        rows = part.model._base_manager.filter(**{part.end: key}).order_by("pk")
        lists = _lists(part.model, rows.values("pk")) if m2m_fields(part.model) else {}
        parts[part] = {each.pk: _row(part.model, each, lists.get(each.pk, _no_lists(part.model))) for each in rows}
    return Snapshot(model, own, parts)


def read(record: models.Model, parts: Iterable[ChildTable]) -> None:
    """Read the lists and the parts of a record once, for its form, its rows and `of_unsaved` to find them there."""
    rows = [models.Prefetch(part.accessor, in_full(part.model, part.end)) for part in parts]
    models.prefetch_related_objects([record], *(many.name for many in m2m_fields(type(record))), *rows)


def forget(record: models.Model) -> None:
    """Have a record answer from the database again: what was read of it is about to change."""
    record.__dict__.pop("_prefetched_objects_cache", None)


def _no_lists(model: Model) -> dict[str, list]:
    return {f.name: [] for f in m2m_fields(model)}


def of_unsaved(record: models.Model, parts: Iterable[ChildTable]) -> Snapshot:
    """A record that brings its rows with it (see `read` and history/unsaved.py), taken from the object."""
    model = type(record)
    children = {}
    for part in parts:
        rows = getattr(record, part.accessor).all()
        # A row that has no key yet is told apart by its place.
        keyed = {row.pk or f"+{number}": row for number, row in enumerate(rows)}
        children[part] = {key: _row(part.model, row, _chosen(row)) for key, row in keyed.items()}
    return Snapshot(model, _row(model, record, _chosen(record)), children)


def _chosen(row: models.Model) -> dict[str, list]:
    return {f.name: sorted(each.pk for each in getattr(row, f.name).all()) for f in m2m_fields(type(row))}


@dataclass(frozen=True)
class RecordRevision:
    """One revision of a record, as its history has it. `change_type`: + the record was made, - deleted, ~ changed."""

    timestamp: datetime
    user: Any
    reason: str
    change_type: str

    @property
    def number(self) -> int:
        """Its time in microseconds since 1970, by which addresses name it."""
        return int(self.timestamp.timestamp()) * 1_000_000 + self.timestamp.microsecond

    @property
    def who(self) -> str:
        """The name of its author; empty where the site itself did it."""
        return (self.user.get_full_name() or self.user.get_username()) if self.user else ""


class RecordHistory:
    """Every version of one record and of its parts, read in a fixed number of queries."""

    def __init__(self, model: Model, key: Any):
        self.model, self.key = model, key
        pk = model._meta.pk.attname
        self._own = self._read(model, model.history.filter(**{pk: key}))  # type: ignore[attr-defined]
        self._parts = {}
        for part in child_tables(model):
            history, name = part.model.history, part.model._meta.pk.attname  # type: ignore[attr-defined]
            ever = history.filter(**{f"{part.end}_id": key}).values(name)
            self._parts[part] = self._read(part.model, history.filter(**{f"{name}__in": ever}))

    @staticmethod
    def _read(model: Model, versions: models.QuerySet) -> list[tuple[Any, Row]]:
        """Every version of some rows, oldest first, each with its values."""
        lists: dict[int, dict[str, list]] = defaultdict(lambda: _no_lists(model))
        for many in m2m_fields(model):
            there = many.remote_field.through._meta.get_field(many.m2m_reverse_field_name()).attname
            copies = HistoricalRecords.m2m_models[many].objects.filter(history__in=versions.order_by().values("pk"))
            for version, other in copies.values_list("history_id", there):
                lists[version][many.name].append(other)
                lists[version][many.name].sort()
        ordered = versions.select_related("history_user").order_by("history_date", "history_id")
        return [(version, _row(model, version, lists[version.history_id])) for version in ordered]

    def revisions(self) -> list[RecordRevision]:
        """Every revision of the record, newest first."""
        change_types: dict[datetime, set[str]] = defaultdict(set)
        for version, _ in self._own:
            change_types[version.history_date].add(version.history_type)
        revisions: dict[datetime, RecordRevision] = {}
        for version in [*(version for version, _ in self._own), *self._child_versions()]:
            timestamp = version.history_date
            types = change_types[timestamp]
            change_type = "-" if "-" in types else "+" if "+" in types else "~"
            known = revisions.get(timestamp)
            user = version.history_user or (known.user if known else None)
            reason = version.history_change_reason or (known.reason if known else "")
            revisions[timestamp] = RecordRevision(timestamp, user, reason, change_type)
        return sorted(revisions.values(), key=lambda revision: revision.timestamp, reverse=True)

    def _child_versions(self) -> Iterator[Any]:
        """The versions of child rows that belonged to the record then or just before."""
        for part, versions in self._parts.items():
            before: dict[Any, Any] = {}
            for version, row in versions:
                if self.key in (row.values[part.end], before.get(row.key)):
                    yield version
                before[row.key] = row.values[part.end]

    def at(self, timestamp: datetime) -> Snapshot | None:
        """The record as it was just after this time; None if it did not exist then."""
        own = self._rows_at(self._own, timestamp).get(self.key)
        if own is None:
            return None
        parts = {}
        for part, versions in self._parts.items():
            rows = self._rows_at(versions, timestamp)
            parts[part] = {key: row for key, row in sorted(rows.items()) if row.values[part.end] == self.key}
        return Snapshot(self.model, own, parts)

    @staticmethod
    def _rows_at(versions: list[tuple[Any, Row]], timestamp: datetime) -> dict[Any, Row]:
        """The rows that existed just after this time, as they were then, by key."""
        rows: dict[Any, Row] = {}
        for version, row in versions:
            if version.history_date > timestamp:
                break
            if version.history_type == "-":
                rows.pop(row.key, None)
            else:
                rows[row.key] = row
        return rows


def snapshot_at(model: Model, key: Any, timestamp: datetime) -> Snapshot | None:
    """A record as it was just after this time, also if it was deleted since; None if it did not exist then."""
    return RecordHistory(model, key).at(timestamp)

"""What a record says, as plain data: now, or as it stood at any moment of its history.

A record consists of its own row and of its parts: the rows that would be deleted with it and that have a history,
such as its tags, its citations, its links with other records (whichever end it is) and its findings.
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

Model = type[models.Model]


class Part(NamedTuple):
    """A table whose rows belong to a record, and its foreign key to that record."""

    model: Model
    end: str

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.end}"

    @property
    def accessor(self) -> str:
        """The name under which a record has these rows."""
        return str(self.model._meta.get_field(self.end).remote_field.get_accessor_name())  # type: ignore[union-attr]


@dataclass(frozen=True)
class Row:
    """One row: its key, what it says, and what the site itself keeps about it (version, who made it)."""

    key: Any
    values: dict[str, Any]
    kept: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Snapshot:
    """A record at one moment."""

    model: Model
    record: Row
    parts: dict[Part, dict[Any, Row]]

    def digest(self) -> str:
        """A fingerprint of what the record says."""
        said = [
            self.record.values,
            {str(part): {str(key): row.values for key, row in rows.items()} for part, rows in self.parts.items()},
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@cache
def parts_of(model: Model) -> tuple[Part, ...]:
    """The tables whose rows belong to records of a model."""
    return tuple(
        Part(relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if not relation.many_to_many
        and getattr(relation, "on_delete", None) is models.CASCADE
        and hasattr(relation.related_model, "history")
        and relation.field.model is not model
    )


@cache
def words_of(model: Model) -> tuple[models.Field, ...]:
    """The fields in which a row says something: all a person may edit."""
    return tuple(f for f in model._meta.concrete_fields if f.editable and not isinstance(f, models.AutoField))


@cache
def kept_of(model: Model) -> tuple[models.Field, ...]:
    """The fields the site itself fills."""
    return tuple(f for f in model._meta.concrete_fields if not f.editable)


@cache
def lists_of(model: Model) -> tuple[models.ManyToManyField, ...]:
    """The plain lists of other records that a row has, as far as the history follows them."""
    return tuple(model.history.model._history_m2m_fields)  # type: ignore[attr-defined]


def plain(value: Any) -> Any:
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
    values = {f.name: plain(getattr(row, f.attname)) for f in words_of(model)}
    kept = {f.attname: getattr(row, f.attname) for f in kept_of(model)}
    return Row(getattr(row, model._meta.pk.attname), values | lists, kept)


def _lists(model: Model, keys: Any) -> dict[Any, dict[str, list]]:
    """The plain lists of rows, by the key of the row."""
    found: dict[Any, dict[str, list]] = defaultdict(lambda: {f.name: [] for f in lists_of(model)})
    for many in lists_of(model):
        through = many.remote_field.through
        here = through._meta.get_field(many.m2m_field_name())
        there = through._meta.get_field(many.m2m_reverse_field_name())
        pairs = through._base_manager.filter(**{f"{here.name}__in": keys})
        for one, other in pairs.values_list(here.attname, there.attname):
            found[one][many.name].append(other)
            found[one][many.name].sort()
    return found


def now(record: models.Model) -> Snapshot | None:
    """What a record says now, read from the database; nothing if it is not there."""
    return of(type(record), record.pk)


def of(model: Model, key: Any, only: Iterable[Part] | None = None) -> Snapshot | None:
    """What the record of a model with this key says now, with `only` these parts of it; nothing if there is none."""
    row = model._base_manager.filter(pk=key).first()
    if row is None:
        return None
    own = _row(model, row, _lists(model, [key])[key])
    parts = {}
    for part in parts_of(model) if only is None else only:
        rows = part.model._base_manager.filter(**{part.end: key}).order_by("pk")
        lists = _lists(part.model, rows.values("pk")) if lists_of(part.model) else {}
        parts[part] = {each.pk: _row(part.model, each, lists.get(each.pk, _none(part.model))) for each in rows}
    return Snapshot(model, own, parts)


def _none(model: Model) -> dict[str, list]:
    return {f.name: [] for f in lists_of(model)}


def of_unsaved(record: models.Model, parts: Iterable[Part]) -> Snapshot:
    """What a record says that brings its rows with it (see catalogue.unsaved): it is asked, and not the database."""
    model = type(record)
    found = {}
    for part in parts:
        rows = getattr(record, part.accessor).all()
        # A row that has no key yet is told apart by its place.
        keyed = {row.pk or f"+{number}": row for number, row in enumerate(rows)}
        found[part] = {key: _row(part.model, row, _chosen(row)) for key, row in keyed.items()}
    return Snapshot(model, _row(model, record, _chosen(record)), found)


def _chosen(row: models.Model) -> dict[str, list]:
    return {f.name: sorted(each.pk for each in getattr(row, f.name).all()) for f in lists_of(type(row))}


@dataclass(frozen=True)
class Moment:
    """One act on a record, as its history tells it; `sort` is + where it made the record, - where it deleted it."""

    at: datetime
    user: Any
    reason: str
    sort: str

    @property
    def number(self) -> int:
        """The moment in microseconds, which is how addresses name it."""
        return int(self.at.timestamp()) * 1_000_000 + self.at.microsecond

    @property
    def who(self) -> str:
        """The person by name; nothing where the site itself did it."""
        return (self.user.get_full_name() or self.user.get_username()) if self.user else ""


class Timeline:
    """The whole history of one record and its parts, read in a fixed number of queries."""

    def __init__(self, model: Model, key: Any):
        self.model, self.key = model, key
        pk = model._meta.pk.attname
        self._own = self._read(model, model.history.filter(**{pk: key}))  # type: ignore[attr-defined]
        self._parts = {}
        for part in parts_of(model):
            history, name = part.model.history, part.model._meta.pk.attname  # type: ignore[attr-defined]
            ever = history.filter(**{f"{part.end}_id": key}).values(name)
            self._parts[part] = self._read(part.model, history.filter(**{f"{name}__in": ever}))

    @staticmethod
    def _read(model: Model, versions: models.QuerySet) -> list[tuple[Any, Row]]:
        """Every version of some rows, oldest first, each with what it says."""
        lists: dict[int, dict[str, list]] = defaultdict(lambda: _none(model))
        for many in lists_of(model):
            there = many.remote_field.through._meta.get_field(many.m2m_reverse_field_name()).attname
            copies = HistoricalRecords.m2m_models[many].objects.filter(history__in=versions.order_by().values("pk"))
            for version, other in copies.values_list("history_id", there):
                lists[version][many.name].append(other)
                lists[version][many.name].sort()
        ordered = versions.select_related("history_user").order_by("history_date", "history_id")
        return [(version, _row(model, version, lists[version.history_id])) for version in ordered]

    def moments(self) -> list[Moment]:
        """Every act on the record, newest first."""
        sorts: dict[datetime, set[str]] = defaultdict(set)
        for version, _ in self._own:
            sorts[version.history_date].add(version.history_type)
        found: dict[datetime, Moment] = {}
        for version in [*(version for version, _ in self._own), *self._touching()]:
            at = version.history_date
            sort = "-" if "-" in sorts[at] else "+" if "+" in sorts[at] else "~"
            known = found.get(at)
            user = version.history_user or (known.user if known else None)
            reason = version.history_change_reason or (known.reason if known else "")
            found[at] = Moment(at, user, reason, sort)
        return sorted(found.values(), key=lambda moment: moment.at, reverse=True)

    def _touching(self) -> Iterator[Any]:
        """The versions of parts that belonged to the record then or just before."""
        for part, versions in self._parts.items():
            before: dict[Any, Any] = {}
            for version, row in versions:
                if self.key in (row.values[part.end], before.get(row.key)):
                    yield version
                before[row.key] = row.values[part.end]

    def at(self, moment: datetime) -> Snapshot | None:
        """What the record said just after this moment; nothing if it did not exist then."""
        own = self._standing(self._own, moment).get(self.key)
        if own is None:
            return None
        parts = {}
        for part, versions in self._parts.items():
            rows = self._standing(versions, moment)
            parts[part] = {key: row for key, row in sorted(rows.items()) if row.values[part.end] == self.key}
        return Snapshot(self.model, own, parts)

    @staticmethod
    def _standing(versions: list[tuple[Any, Row]], moment: datetime) -> dict[Any, Row]:
        """The rows that existed just after a moment, as they stood then."""
        found: dict[Any, Row] = {}
        for version, row in versions:
            if version.history_date > moment:
                break
            if version.history_type == "-":
                found.pop(row.key, None)
            else:
                found[row.key] = row
        return found


def as_of(model: Model, key: Any, moment: datetime) -> Snapshot | None:
    """What a record said just after a moment, also if it has been deleted since; nothing if it did not exist then."""
    return Timeline(model, key).at(moment)

"""Restoring an earlier version of a record, also a deleted one: a revision of its own, validated like any save."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from catalogue.models import Entry, Referenced, Tag
from catalogue.models.bookkeeping import sign
from catalogue.models.change import lock_outbox
from catalogue.publication import STEP_FIELDS
from history.acts import revision
from history.differences import RecordTitles, label_of, name_of
from history.snapshot import (
    ChildTable,
    Model,
    Row,
    Snapshot,
    child_tables,
    editable_fields,
    forget,
    m2m_fields,
    of_unsaved,
    to_json,
)
from history.unsaved import bring


def restore(then: Snapshot, user: Any, reason: str, *, parts: Collection[ChildTable] | None = None) -> list[str]:
    """Give a record the values and parts it had; return a sentence for each that could not be restored.

    A record that still exists keeps its state of publication, which has steps of its own, and of its parts only
    `parts` are restored. A deleted one comes back as it was. Merged tags are followed. Raises ValidationError,
    having changed nothing, where the record as it was would not be accepted today.
    """
    with revision(reason, user=user):
        lock_outbox()
        plan = _Plan(then, parts)
        plan.save(user)
        return plan.left_out


def look(then: Snapshot, *, parts: Collection[ChildTable] | None = None) -> tuple[Snapshot, list[str]]:
    """The record as restoring would make it, and what would be left out, without writing anything.

    Raises ValidationError as `restore` does, save for what only the database can tell of rows beside each other.
    """
    plan = _Plan(then, parts)
    return plan.outcome(), plan.left_out


@cache
def identity(model: Model) -> tuple[str, ...]:
    """The fields by which two rows of a table are the same thing, whatever their keys."""
    unique = (tuple(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields)
    return ("pk",) if issubclass(model, Referenced) else next(unique, ("pk",))


def _columns(model: Model) -> list[str]:
    return [name if name == "pk" else model._meta.get_field(name).attname for name in identity(model)]


@contextmanager
def _told_of(title: str) -> Iterator[None]:
    """Say of which row a refusal speaks."""
    try:
        yield
    except ValidationError as problem:
        raise ValidationError(f"{title}: {' '.join(problem.messages)}") from problem


class _Plan:
    """What restoring would make of a record and its parts: worked out by reading only, and saved if asked to."""

    def __init__(self, then: Snapshot, parts: Collection[ChildTable] | None):
        self.then = then
        self.names = RecordTitles(then)
        self.left_out: list[str] = []
        self._current_keys: dict[tuple[Model, Any], Any] = {}
        model, key = then.model, then.record.key
        stored = model._base_manager.filter(pk=key).first()
        self.record = stored or model(pk=key, **self._system_values())
        self.former_slug = getattr(stored, "slug", "")
        settled = STEP_FIELDS if stored and isinstance(stored, Entry) else ()
        self._assign(self.record, then.record, settled)
        self.record.full_clean()
        self._choose(self.record, then.record)
        self.gone: list[models.Model] = []
        self.changed: list[tuple[models.Model, str]] = []
        self.parts = tuple(child_tables(model) if stored is None or parts is None else parts)
        for part in self.parts:
            bring(self.record, part.accessor, list(self._planned(part)))

    def outcome(self) -> Snapshot:
        """The record as it would be."""
        return of_unsaved(self.record, self.parts)

    def save(self, user: Any) -> None:
        """Write it down; what is to go goes first, so that it stands in nobody's way."""
        record = self.record
        rows = {part: list(getattr(record, part.accessor).all()) for part in self.parts}
        if isinstance(record, Entry):
            sign(record, user, self.former_slug, is_new=False)
        record.save(force_insert=record._state.adding)
        self._save_lists(record)
        for row in self.gone:
            row.delete()
        for row, title in self.changed:
            with _told_of(title):
                row.validate_unique()
                row.validate_constraints()
                row.save(force_insert=row._state.adding)
        for row in (row for part in self.parts for row in rows[part]):
            self._save_lists(row)
        forget(record)

    def _system_values(self) -> dict[str, Any]:
        """The system fields of a deleted record, without users and records that are gone."""
        found = {}
        for one in self.then.model._meta.concrete_fields:
            value = self.then.record.system.get(one.attname)
            if value is not None and (not one.is_relation or self._current_key(one.related_model, value) is not None):  # type: ignore[arg-type]
                found[one.attname] = value
        return found

    def _assign(self, record: models.Model, then: Row, settled: Collection[str] = ()) -> bool:
        """Assign the values a row had; return whether any changed. Refuses a row whose other record is gone."""
        changed = False
        for one in editable_fields(type(record)):
            value = then.values.get(one.name)
            if one.primary_key or one.name in settled or to_json(getattr(record, one.attname)) == value:
                continue
            if one.is_relation and value is not None:
                value = self._current_key(one.related_model, value)  # type: ignore[arg-type]
                if value is None and not one.null:
                    gone = self.names(one.related_model, then.values[one.name])  # type: ignore[arg-type]
                    raise ValidationError(f"The {one.verbose_name} “{gone}” is no longer there.")
                if value is None:
                    self._leave_out(one.verbose_name, one.related_model, then.values[one.name])
            if value != to_json(getattr(record, one.attname)):
                setattr(record, one.attname, one.to_python(value))
                changed = True
        return changed

    def _leave_out(self, what: Any, model: Any, key: Any) -> None:
        self.left_out.append(
            f"{str(what).capitalize()} “{self.names(model, key)}” was left out: it is no longer there."
        )

    def _current_key(self, model: Model, key: Any) -> Any:
        """The key of the record today: for a merged tag, that of the tag it was merged into; None if it is gone."""
        if (model, key) not in self._current_keys:
            row = model._base_manager.filter(pk=key).first()
            while isinstance(row, Tag) and row.merged_into_id:
                row = row.merged_into
            self._current_keys[model, key] = row.pk if row else None
        return self._current_keys[model, key]

    def _choose(self, row: models.Model, then: Row) -> None:
        """Have the lists of a row answer with what they held, as far as it is still there."""
        for many in m2m_fields(type(row)):
            wanted = then.values.get(many.name) or []
            standing = {key: self._current_key(many.related_model, key) for key in wanted}
            for key in (key for key, stands in standing.items() if stands is None):
                self._leave_out(many.verbose_name, many.related_model, key)
            keys = {stands for stands in standing.values() if stands is not None}
            bring(row, many.name, list(many.related_model._base_manager.filter(pk__in=keys)))

    @staticmethod
    def _save_lists(row: models.Model) -> None:
        chosen = {many.name: {each.pk for each in getattr(row, many.name).all()} for many in m2m_fields(type(row))}
        forget(row)
        for name, keys in chosen.items():
            manager = getattr(row, name)
            if keys != set(manager.values_list("pk", flat=True)):
                manager.set(keys)

    def _planned(self, part: ChildTable) -> Iterator[models.Model]:
        """The rows of a part as they would be."""
        wanted = self._rows(part, self.record)
        present = {row.pk: row for row in part.model._base_manager.filter(**{part.end: self.record.pk})}
        matched: list[tuple[Row, Any]] = []
        by_identity = {self._identity(part.model, row): row for row in present.values()}
        for then in wanted:
            row = present.get(then.key) or by_identity.get(self._former_identity(part.model, then))
            matched.append((then, present.pop(row.pk, None) if row else None))
        self.gone += present.values()
        for then, row in matched:
            if planned := self._planned_row(part, then, row):
                yield planned

    def _rows(self, part: ChildTable, record: models.Model) -> list[Row]:
        """The rows of a part as they can stand today, each thing once."""
        found: dict[tuple, Row] = {}
        for then in self.then.parts.get(part, {}).values():
            values, gone = dict(then.values), None
            for one in editable_fields(part.model):
                if one.is_relation and one.name != part.end and values.get(one.name) is not None:
                    stands = self._current_key(one.related_model, values[one.name])  # type: ignore[arg-type]
                    gone = gone or (one if stands is None and not one.null else None)
                    values[one.name] = stands if stands is not None else values[one.name]
            if gone:
                name = name_of(part, then, self.names)
                self.left_out.append(f"{label_of(part)}: “{name}” was left out: it is no longer there.")
            else:
                row = Row(then.key, values | {part.end: record.pk}, then.system)
                found.setdefault(self._former_identity(part.model, row), row)
        return list(found.values())

    def _planned_row(self, part: ChildTable, then: Row, row: models.Model | None) -> models.Model | None:
        title = f"{label_of(part)}, “{name_of(part, then, self.names)}”"
        new = row is None
        if row is None:
            taken = part.model._base_manager.filter(pk=then.key).exists()
            if taken and identity(part.model) == ("pk",):
                self.left_out.append(f"{title} was left out: it belongs to another record now.")
                return None
            row = part.model(**{part.end: self.record, "pk": None if taken else then.key})
        with _told_of(title):
            if self._assign(row, then) or new:
                # A deleted record is not there yet for its rows to point to.
                row.clean_fields(exclude={part.end})
                row.clean()
                self.changed.append((row, title))
        self._choose(row, then)
        return row

    @staticmethod
    def _identity(model: Model, row: models.Model) -> tuple:
        return tuple(to_json(row.pk if n == "pk" else getattr(row, n)) for n in _columns(model))

    @staticmethod
    def _former_identity(model: Model, then: Row) -> tuple:
        return tuple(then.key if name == "pk" else then.values[name] for name in identity(model))

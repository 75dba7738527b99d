"""Restoring an earlier version of a record, also a deleted one: a revision of its own, validated like any save."""

from __future__ import annotations

from collections.abc import Collection
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
from history.snapshot import ChildTable, Model, Row, Snapshot, child_tables, editable_fields, m2m_fields, to_json


def restore(then: Snapshot, user: Any, reason: str, *, parts: Collection[ChildTable] | None = None) -> list[str]:
    """Give a record the values and parts it had; return a sentence for each that could not be restored.

    A record that still exists keeps its state of publication, which has steps of its own, and of its parts only
    `parts` are restored. A deleted one comes back as it was. Merged tags are followed. Raises ValidationError,
    having changed nothing, where the record as it was would not be accepted today.
    """
    with revision(reason, user=user):
        lock_outbox()
        return _Restorer(then, user).run(parts)


@cache
def identity(model: Model) -> tuple[str, ...]:
    """The fields by which two rows of a table are the same thing, whatever their keys."""
    unique = (tuple(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields)
    return ("pk",) if issubclass(model, Referenced) else next(unique, ("pk",))


def _columns(model: Model) -> list[str]:
    return [name if name == "pk" else model._meta.get_field(name).attname for name in identity(model)]


class _Restorer:
    def __init__(self, then: Snapshot, user: Any):
        self.then, self.user = then, user
        self.names = RecordTitles(then)
        self.left_out: list[str] = []
        self._current_keys: dict[tuple[Model, Any], Any] = {}

    def run(self, parts: Collection[ChildTable] | None) -> list[str]:
        model, key = self.then.model, self.then.record.key
        stored = model._base_manager.filter(pk=key).first()
        record = stored or model(pk=key, **self._system_values())
        former_slug = getattr(stored, "slug", "")
        settled = STEP_FIELDS if stored and isinstance(stored, Entry) else ()
        self._assign(record, self.then.record, settled)
        record.full_clean()
        if isinstance(record, Entry):
            sign(record, self.user, former_slug, is_new=False)
        record.save(force_insert=stored is None)
        self._set_m2m(record, self.then.record)
        for part in child_tables(model) if stored is None or parts is None else parts:
            self._restore_part(part, record)
        return self.left_out

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

    def _set_m2m(self, record: models.Model, then: Row) -> None:
        for many in m2m_fields(type(record)):
            wanted = then.values.get(many.name) or []
            standing = {key: self._current_key(many.related_model, key) for key in wanted}
            for key in (key for key, stands in standing.items() if stands is None):
                self._leave_out(many.verbose_name, many.related_model, key)
            keys = {stands for stands in standing.values() if stands is not None}
            manager = getattr(record, many.name)
            if keys != set(manager.values_list("pk", flat=True)):
                manager.set(keys)

    def _restore_part(self, part: ChildTable, record: models.Model) -> None:
        wanted = self._rows(part, record)
        present = {row.pk: row for row in part.model._base_manager.filter(**{part.end: record.pk})}
        matched: list[tuple[Row, Any]] = []
        by_identity = {self._identity(part.model, row): row for row in present.values()}
        for then in wanted:
            row = present.get(then.key) or by_identity.get(self._former_identity(part.model, then))
            matched.append((then, present.pop(row.pk, None) if row else None))
        for row in present.values():
            row.delete()
        for then, row in matched:
            self._restore_row(part, record, then, row)

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

    def _restore_row(self, part: ChildTable, record: models.Model, then: Row, row: models.Model | None) -> None:
        title = f"{label_of(part)}, “{name_of(part, then, self.names)}”"
        new = row is None
        if row is None:
            taken = part.model._base_manager.filter(pk=then.key).exists()
            if taken and identity(part.model) == ("pk",):
                self.left_out.append(f"{title} was left out: it belongs to another record now.")
                return
            row = part.model(**{f"{part.end}_id": record.pk, "pk": None if taken else then.key})
        try:
            if self._assign(row, then) or new:
                row.full_clean()
                row.save(force_insert=new)
        except ValidationError as problem:
            raise ValidationError(f"{title}: {' '.join(problem.messages)}") from problem
        self._set_m2m(row, then)

    @staticmethod
    def _identity(model: Model, row: models.Model) -> tuple:
        return tuple(to_json(row.pk if n == "pk" else getattr(row, n)) for n in _columns(model))

    @staticmethod
    def _former_identity(model: Model, then: Row) -> tuple:
        return tuple(then.key if name == "pk" else then.values[name] for name in identity(model))

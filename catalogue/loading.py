"""Putting the project's own content into the database, without undoing what curators did to it since.

The content is the register of councils and then every file of fixtures/, in the order of their names. Each
record is checked like one typed into the admin and saved with its history. What was loaded is remembered as
two digests a record (LoadedRecord), so that a later run can tell apart:

- a record it never loaded: created, unless something of that name exists already, which is kept;
- one whose fixture is as it was: left alone, whatever curators have done to it, deletion included;
- one whose fixture changed: updated if the database still holds what was loaded, else kept and reported.

With `force`, fixtures win. All of it is one transaction: a failure or a kill leaves nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import models

from catalogue.history import recording
from catalogue.history.acts import act, present
from catalogue.models import Entry, FormerSlug, LoadedRecord
from councils import register


class ContentError(Exception):
    """Content that cannot be loaded; the message says what is wrong where."""


@dataclass
class Outcome:
    """What a run did: how many records it made and updated, and which it kept because a curator changed them."""

    created: int = 0
    updated: int = 0
    kept: list[str] = field(default_factory=list)


def content(fixtures: Path) -> Iterator[DeserializedObject]:
    """Every record of the project's content, in the order it is loaded."""
    yield from register.records()
    for path in sorted(fixtures.glob("*.yaml")):
        try:
            with path.open(encoding="utf-8") as stream:
                yield from serializers.deserialize("yaml", stream)
        except DeserializationError as problem:
            raise ContentError(f"{path.name}: {problem}") from problem


@act("Loaded with the project’s content")
def load(fixtures: Path, *, force: bool = False) -> Outcome:
    """Load the content; see the module for what is left alone. Raises ContentError, having changed nothing."""
    outcome = Outcome()
    known = {(row.model, row.key): row for row in LoadedRecord.objects.all()}
    written: dict[tuple[type[models.Model], str], list] = defaultdict(list)
    loaded = [_load_one(record, known, outcome, written, force) for record in content(fixtures)]
    for (model, sort), keys in written.items():
        recording.remember(model, keys, sort, present())
    LoadedRecord.objects.bulk_create(
        filter(None, loaded), update_conflicts=True, unique_fields=["model", "key"], update_fields=["loaded", "stored"]
    )
    return outcome


def _load_one(
    record: DeserializedObject, known: dict[tuple[str, str], LoadedRecord], outcome: Outcome, written: dict, force: bool
) -> LoadedRecord | None:
    """Load a record where it should be, note its key for the history, and say what to remember of it."""
    instance = record.object
    name = (instance._meta.label_lower, key(instance))
    fixture = digest(instance, record.m2m_data or {})
    before = known.get(name)
    if before and before.loaded == fixture and not force:
        return None
    stored = _stored(instance)
    if stored is not None:
        instance.pk, instance._state.adding = stored.pk, False
        untouched = before is not None and before.stored == digest(stored)
        if untouched and before and before.loaded == fixture:
            return None
        if not (untouched or force):
            outcome.kept.append(f"{instance._meta.verbose_name} {name[1]}")
            return None
    _save(record, stored)
    written[type(instance), "+" if stored is None else "~"].append(instance.pk)
    if stored is None:
        outcome.created += 1
    else:
        outcome.updated += 1
    return LoadedRecord(model=name[0], key=name[1], loaded=fixture, stored=digest(instance))


def _save(record: DeserializedObject, stored: models.Model | None) -> None:
    instance = record.object
    try:
        instance.full_clean(validate_unique=stored is not None, validate_constraints=False)
    except ValidationError as problem:
        said = "; ".join(f"{name}: {' '.join(map(str, words))}" for name, words in problem.message_dict.items())
        raise ContentError(f"{instance._meta.verbose_name} {key(instance)}: {said}") from problem
    if isinstance(instance, Entry) and isinstance(stored, Entry):
        FormerSlug.objects.remember(instance, stored.slug)
    # Its history is written with that of all others, once its lists are there too.
    instance.skip_history_when_saving = True  # type: ignore[attr-defined]
    instance.save(force_insert=stored is None)
    for name, values in (record.m2m_data or {}).items():
        getattr(instance, name).set(values)


def _stored(instance: models.Model) -> models.Model | None:
    """The record of the same name in the database."""
    manager = type(instance)._default_manager
    if hasattr(instance, "natural_key"):
        try:
            return manager.get_by_natural_key(*instance.natural_key())  # type: ignore[attr-defined]
        except type(instance).DoesNotExist:  # type: ignore[attr-defined]
            return None
    return manager.filter(pk=instance.pk).first()


def key(instance: models.Model) -> str:
    """The name of a record that stays the same in every database: its natural key, or its reference."""
    parts = instance.natural_key() if hasattr(instance, "natural_key") else (instance.pk,)
    return " ".join(str(part) for part in parts)


def digest(instance: models.Model, many: dict | None = None) -> str:
    """A fingerprint of what a record says: its own fields, and its plain many-to-many lists.

    `many` holds those lists for a record that is not saved yet. Times and people of the last change, which
    differ from one database to the next, do not count.
    """
    says: dict[str, object] = {}
    for column in instance._meta.concrete_fields:
        if column.editable and not isinstance(column, models.AutoField):
            value = getattr(instance, column.attname)
            says[column.name] = column.value_to_string(instance) if value is not None else None
    for column in instance._meta.many_to_many:
        if isinstance(column, models.ManyToManyField) and column.remote_field.through._meta.auto_created:
            values = getattr(instance, column.name).all() if many is None else many.get(column.name, [])
            says[column.name] = sorted(str(getattr(value, "pk", value)) for value in values)
    return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()

"""Putting the project's own content into the database, without undoing what curators did to it since.

Each record of it (importing/content.py) is checked like one typed into the admin and saved with its history. What
was loaded is remembered as two digests a record (LoadedRecord), so that a later run can tell apart:

- a record it never loaded: created, unless something of that name exists already, which is kept;
- one whose fixture is as it was: left alone, whatever curators have done to it, deletion included;
- one whose fixture changed: updated if the database still holds what was loaded, else kept and reported;
- one that points to a record deleted here: put aside and reported with those.

With `force`, fixtures win. All of it is one transaction: a failure or a kill leaves nothing.

A run that had nothing to report also remembers the whole: a digest of the files and the code, and one of what is
remembered of the records. While both are as they were, every record would be left alone, and none is looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializedObject
from django.db import IntegrityError, models

from catalogue.models import Entry, FormerSlug, LoadedRecord
from history import recording
from history.acts import current_revision, revision
from importing.content import ContentError, Named, content, version_of

# What a record is called in every database: its model, and its natural key or its reference.
Name = tuple[str, str]
# What the whole is called; no model has that name.
WHOLE: Name = ("", "")


@dataclass
class Outcome:
    """What a run did: how many records it made and updated, and which it kept because a curator changed them."""

    created: int = 0
    updated: int = 0
    kept: list[str] = field(default_factory=list)


def load(fixtures: Path, *, force: bool = False) -> Outcome:
    """Load the content; see the module for what is left alone. Raises ContentError, having changed nothing."""
    version = version_of(fixtures)
    whole, records = _remembered()
    if whole == (version, records) and not force:
        return Outcome()
    return _load(fixtures, version, force=force)


def _remembered() -> tuple[tuple[str, str] | None, str]:
    """What is remembered of the whole, if anything, and a digest of what is remembered of all records."""
    rows = LoadedRecord.objects.values_list("model", "key", "loaded", "stored")
    remembered = {(model, key): (loaded, stored) for model, key, loaded, stored in rows}
    return remembered.pop(WHOLE, None), hashlib.sha256(repr(sorted(remembered.items())).encode()).hexdigest()


@revision("Loaded with the project’s content")
def _load(fixtures: Path, version: str, *, force: bool) -> Outcome:
    run = _Run(force)
    loaded = []
    for file, record in content(fixtures, run.named):
        try:
            loaded.append(run.load(record))
        except ContentError as problem:
            raise ContentError(f"{file}: {problem}") from problem
    for (model, sort), keys in run.written.items():
        recording.write_history(model, keys, sort, current_revision())
    LoadedRecord.objects.bulk_create(
        filter(None, loaded), update_conflicts=True, unique_fields=["model", "key"], update_fields=["loaded", "stored"]
    )
    if not run.outcome.kept:
        said = {"loaded": version, "stored": _remembered()[1]}
        LoadedRecord.objects.update_or_create(model=WHOLE[0], key=WHOLE[1], defaults=said)
    return run.outcome


class _Run:
    """One run: what was loaded before, and what becomes of each record in turn."""

    def __init__(self, force: bool) -> None:
        self.force = force
        self.known = {(row.model, row.key): row for row in LoadedRecord.objects.all()}
        self.named = Named()
        self.outcome = Outcome()
        self.written: dict[tuple[type[models.Model], str], list] = defaultdict(list)
        self.absent: set[Name] = set()
        # Of each kind of record met, whether there were any before this run; and those made in it.
        self.were_any: dict[type[models.Model], bool] = {}
        self.made: set[Name] = set()

    def load(self, record: DeserializedObject) -> LoadedRecord | None:
        """Load a record where it should be, note its key for the history, and say what to remember of it."""
        instance, many = record.object, record.m2m_data or {}
        if record.deferred_fields:
            self.put_aside(record)
            return None
        name = (instance._meta.label_lower, key(instance))
        fixture = digest(instance, many)
        before = self.known.get(name)
        if before and before.loaded == fixture and not self.force:
            return None
        stored = self.stored(instance, name)
        is_as_loaded = before is not None and stored is not None and is_digest(before.stored, stored)
        if before and is_digest(before.loaded, instance, many) and (is_as_loaded or not self.force):
            # The fixture is as it was; its digest may have been of the older sort.
            now = digest(stored) if stored is not None and is_as_loaded else before.stored
            return LoadedRecord(model=name[0], key=name[1], loaded=fixture, stored=now)
        is_new = before is None and stored is None
        if not (is_as_loaded or is_new or self.force) or any(self.is_gone(*there) for there in _pointed_to(record)):
            self.keep(instance, name[1])
            if stored is None:
                self.absent.add(name)
            return None
        if stored is not None:
            instance.pk, instance._state.adding = stored.pk, False
        _save(record, stored)
        self.named.add(instance)
        self.written[type(instance), "+" if stored is None else "~"].append(instance.pk)
        if stored is None:
            self.made.add(name)
            self.outcome.created += 1
        else:
            self.outcome.updated += 1
        return LoadedRecord(
            model=name[0], key=name[1], loaded=fixture, stored=digest(instance, many if stored is None else None)
        )

    def stored(self, instance: models.Model, name: Name) -> models.Model | None:
        """The record of the same name in the database; a new database is not asked for each that it does not have."""
        model = type(instance)
        if model not in self.were_any:
            self.were_any[model] = model._base_manager.exists()
        return _stored(instance) if self.were_any[model] or name in self.made else None

    def put_aside(self, record: DeserializedObject) -> None:
        """Keep a row out that points by name to what is not there; refuse it if that was never there."""
        for column, said in record.deferred_fields.items():
            for parts in said if column.many_to_many else [said]:
                called = _joined(parts if isinstance(parts, list | tuple) else [parts])
                there = (column.related_model._meta.label_lower, called)
                if there not in self.known and there not in self.absent:
                    raise ContentError(
                        f"{record.object._meta.verbose_name}: There is no "
                        f"{column.related_model._meta.verbose_name} “{called}”."
                    )
        self.keep(record.object, f"of {called}")

    def keep(self, instance: models.Model, called: str) -> None:
        """Report a record that is left as it is."""
        self.outcome.kept.append(f"{instance._meta.verbose_name} {called}")

    def is_gone(self, model: type[models.Model], pk: object) -> bool:
        """Whether a record was loaded once, or would have been, and is not there."""
        name = (model._meta.label_lower, str(pk))
        return name in self.absent or (name in self.known and not model._base_manager.filter(pk=pk).exists())


def _pointed_to(record: DeserializedObject) -> Iterator[tuple[Any, object]]:
    """The model and primary key of each record that one points to."""
    for column in record.object._meta.concrete_fields:
        if column.is_relation and (pk := getattr(record.object, column.attname)) is not None:
            yield column.related_model, pk
    for name, values in (record.m2m_data or {}).items():
        for value in values:
            yield record.object._meta.get_field(name).related_model, getattr(value, "pk", value)


def _save(record: DeserializedObject, stored: models.Model | None) -> None:
    instance = record.object
    try:
        instance.full_clean(validate_constraints=False)
    except ValidationError as problem:
        said = "; ".join(f"{name}: {' '.join(map(str, words))}" for name, words in problem.message_dict.items())
        raise ContentError(f"{instance._meta.verbose_name} {key(instance)}: {said}") from problem
    if isinstance(instance, Entry) and isinstance(stored, Entry):
        FormerSlug.objects.remember(instance, stored.slug)
    # Its history is written with that of all others, once its lists are there too.
    instance.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        instance.save(force_insert=stored is None)
    except IntegrityError as problem:
        said = str(problem).strip().replace("\n", " ")
        raise ContentError(f"{instance._meta.verbose_name} {key(instance)}: {said}") from problem
    for name, values in (record.m2m_data or {}).items():
        _refuse_missing(instance, name, [getattr(value, "pk", value) for value in values])
        getattr(instance, name).set(values)


def _refuse_missing(instance: models.Model, name: str, keys: list) -> None:
    """Refuse a list that names what is not there: the database would say so at the end, and not of which record."""
    model = instance._meta.get_field(name).related_model
    missing = set(keys) - set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    if missing:
        said = f"There is no {model._meta.verbose_name} “{min(map(str, missing))}”."
        raise ContentError(f"{instance._meta.verbose_name} {key(instance)}: {said}")


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
    return _joined(parts)


def _joined(parts: Iterable) -> str:
    return " ".join(str(part) for part in parts)


def is_digest(kept: str, instance: models.Model, many: dict | None = None) -> bool:
    """Whether a digest that was kept is this record's. The first releases counted the empty columns too."""
    return kept in (digest(instance, many), digest(instance, many, with_empty=True))


def digest(instance: models.Model, many: dict | None = None, *, with_empty: bool = False) -> str:
    """A fingerprint of what a record says: its own fields, and its plain many-to-many lists.

    `many` holds those lists for a record that is not saved yet. Times and people of the last change, which
    differ from one database to the next, do not count. Nor does what is empty or as it would be by default,
    so that a new column changes no fingerprint.
    """
    says: dict[str, object] = {}
    for column in instance._meta.concrete_fields:
        if column.editable and not isinstance(column, models.AutoField):
            value = getattr(instance, column.attname)
            if with_empty or value not in (None, "", column.get_default()):
                says[column.name] = column.value_to_string(instance) if value is not None else None
    for column in instance._meta.many_to_many:
        if isinstance(column, models.ManyToManyField) and column.remote_field.through._meta.auto_created:
            values = getattr(instance, column.name).all() if many is None else many.get(column.name, [])
            if with_empty or values:
                says[column.name] = sorted(str(getattr(value, "pk", value)) for value in values)
    return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()

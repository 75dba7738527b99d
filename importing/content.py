"""The project's own content as its files hold it: the register of councils, and then every file of fixtures/."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.apps import apps
from django.conf import settings
from django.core.serializers import pyyaml
from django.core.serializers.base import DEFER_FIELD, DeserializationError, DeserializedObject
from django.db import models

from councils import register


class ContentError(Exception):
    """Content that cannot be loaded; the message says what is wrong where."""


class Named(dict[type[models.Model], dict[tuple, models.Model]]):
    """The records of each model by natural key; those of a model are read at once, when one is first asked for."""

    def __missing__(self, model: type[models.Model]) -> dict[tuple, models.Model]:
        self[model] = {tuple(record.natural_key()): record for record in model._base_manager.all()}  # type: ignore[attr-defined]
        return self[model]

    def add(self, record: models.Model) -> None:
        """Know a record that has been saved, if those of its model have been read before."""
        if type(record) in self:
            self[type(record)][tuple(record.natural_key())] = record  # type: ignore[attr-defined]


def content(fixtures: Path, named: Named) -> Iterator[tuple[str, DeserializedObject]]:
    """Every record of the content, in the order it is loaded, with the file it comes from.

    Whom a row points to by natural key is looked up in `named`, where whoever saves a record adds it. Raises
    ContentError for a file that is no fixture.
    """
    for record in register.records():
        yield "The register of councils", record
    for path in sorted(fixtures.glob("*.yaml")):
        try:
            with path.open(encoding="utf-8") as stream:
                for record in _Rows(stream, named):
                    yield path.name, record
        except (DeserializationError, TypeError) as problem:
            raise ContentError(f"{path.name}: {_unreadable(problem)}") from problem


def version_of(fixtures: Path) -> str:
    """A digest of the files that hold the content, and of the code that reads, checks and saves it."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.ROOT]
    files = [*fixtures.glob("*.yaml"), *register.DATA.glob("*.csv"), settings.ROOT / "requirements.txt"]
    files += [path for folder in ours for path in folder.rglob("*.py")]
    digests = sorted((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)
    return hashlib.sha256(repr(digests).encode()).hexdigest()


class _Rows(pyyaml.Deserializer):
    """The records of a file of fixtures, made without a query for each."""

    def __init__(self, stream: TextIO, named: Named) -> None:
        # What a row points to may have been deleted here, which is no reason to stop.
        super().__init__(stream, handle_forward_references=True)
        self.named = named
        self.pointed_to: dict[str, models.Model] = {}

    def _handle_object(self, obj: Any) -> Iterator[DeserializedObject]:
        self.pointed_to = {}
        # Django looks for the record of a row that says no key; whoever loads it does so where it matters.
        says_no_key = isinstance(obj, dict) and "pk" not in obj
        for record in super()._handle_object(obj | {"pk": 0} if says_no_key else obj):  # type: ignore[misc]
            if says_no_key:
                record.object.pk = record.object._meta.pk.get_default()
            for name, there in self.pointed_to.items():
                setattr(record.object, name, there)
            yield record

    def _handle_fk_field_node(self, field: Any, field_value: Any) -> Any:
        if not isinstance(field_value, list) or not hasattr(field.related_model, "natural_key"):
            return super()._handle_fk_field_node(field, field_value)  # type: ignore[misc]
        there = self.named[field.related_model].get(tuple(field_value))
        if there is None:
            return DEFER_FIELD
        self.pointed_to[field.name] = there
        return there.pk

    def _handle_m2m_field_node(self, field: Any, field_value: Any) -> Any:
        keys = [value for value in field_value if isinstance(value, list)]
        if keys and len(keys) == len(field_value) and hasattr(field.related_model, "natural_key"):
            there = [self.named[field.related_model].get(tuple(value)) for value in keys]
            if all(there):
                return [row.pk for row in there if row]
        return super()._handle_m2m_field_node(field, field_value)  # type: ignore[misc]


def _unreadable(problem: Exception) -> str:
    """What is wrong with a file that is no fixture, where the library says next to nothing."""
    match problem.__cause__:
        case UnicodeDecodeError():
            return "It is not text in UTF-8."
        case KeyError(args=[missing]):
            return f"A row does not say its “{missing}”."
        case None if isinstance(problem, TypeError):
            return "It holds no rows."
        case cause:
            return str(problem) or str(cause)

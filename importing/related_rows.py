"""The rows of other tables that plans add, change and remove: tags, councils, citations and links of the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from catalogue.changes import AffectedRecords
from catalogue.models import Entry
from history.recording import in_batches
from importing.models import ImportRow
from importing.plan import RelatedRow

RowsByModel = dict[type[models.Model], list[models.Model]]


def rows_to_insert(planned: Iterable[RelatedRow]) -> RowsByModel:
    """The planned rows by model, not saved yet."""
    rows: RowsByModel = defaultdict(list)
    for label, values in planned:
        model = apps.get_model(label)
        rows[model].append(model(**values))
    return rows


def stored_rows(planned: Iterable[RelatedRow]) -> RowsByModel:
    """The planned rows as they are in the database, by model, without those that are no longer there."""
    keys: dict[type[models.Model], set[tuple]] = defaultdict(set)
    key_names: dict[type[models.Model], list[str]] = {}
    for label, values in planned:
        model = apps.get_model(label)
        # What tells rows apart, in one order for all rows, whatever the order in which each plan has them.
        names = sorted(name for name in values if name.endswith("_id") or name == "locator")
        key_names[model] = [name for name in names if name != "section_id"]
        keys[model].add(tuple(values[name] for name in key_names[model]))
    rows: RowsByModel = {}
    for model, wanted in keys.items():
        names = key_names[model]
        # Filter by the column with the most different values, the reference of the record.
        column = max(range(len(names)), key=lambda i: len({key[i] for key in wanted}))
        candidates: list[models.Model] = []
        for batch in in_batches(sorted({key[column] for key in wanted})):
            candidates += model._default_manager.filter(**{f"{names[column]}__in": batch})
        rows[model] = [row for row in candidates if tuple(getattr(row, name) for name in names) in wanted]
    return rows


def rows_to_update(planned: Iterable[tuple[str, dict[str, Any], dict[str, Any]]]) -> RowsByModel:
    """Rows with other values, not saved yet, by model.

    Each is planned as the label of its model, the values that identify it now, and the values it gets.
    """
    new_values = {(label, frozenset(identity.items())): values for label, identity, values in planned}
    key_names = {label: [name for name, _ in identity] for label, identity in new_values}
    rows_by_model = stored_rows(RelatedRow(label, dict(identity)) for label, identity in new_values)
    for model, rows in rows_by_model.items():
        label = model._meta.label
        for row in rows:
            identity = frozenset((name, getattr(row, name)) for name in key_names[label])
            for name, value in new_values[label, identity].items():
                setattr(row, name, value)
    return rows_by_model


def linked_records(kind: type[Entry], rows: Iterable[ImportRow]) -> AffectedRecords:
    """The records at the other end of the links that the plans of these rows add, change and remove."""
    linked = AffectedRecords()
    for row in rows:
        for label, values, *_ in [*row.plan.adds, *row.plan.removes, *row.plan.changes]:
            model: Any = apps.get_model(label)
            for end in getattr(model, "ends", ()):
                other = model._meta.get_field(end).related_model
                if issubclass(other, Entry) and values[f"{end}_id"] != row.reference:
                    linked[other].add(values[f"{end}_id"])
    return linked

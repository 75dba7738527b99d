"""Deleting a record so that the history of every other record it touches stays whole."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from history.acts import revision


def delete(records: Iterable[models.Model]) -> None:
    """Delete records as one revision, having first cleared the references of other records to them.

    The database would clear these by itself, but silently: no row of the history would say so.
    """
    with revision("Deleted"):
        for record in records:
            _clear_references(record)
            record.delete()


def _clear_references(record: models.Model) -> None:
    for relation in record._meta.related_objects:
        referring = relation.related_model
        if not hasattr(referring, "history"):
            continue
        if relation.many_to_many and relation.through._meta.auto_created:  # type: ignore[attr-defined]
            for row in referring._default_manager.filter(**{relation.field.name: record}):
                getattr(row, relation.field.name).remove(record)
        elif not relation.many_to_many and relation.on_delete is models.SET_NULL:
            for row in referring._default_manager.filter(**{relation.field.name: record}):
                setattr(row, relation.field.name, None)
                row.save()

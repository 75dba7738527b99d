"""Deleting a record so that the history of every other record it touches stays whole."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from history.acts import act


def delete(records: Iterable[models.Model]) -> None:
    """Delete records in one act, having first taken them out of the records that name them.

    The database would empty those places by itself, but silently: no row of the history would say so.
    """
    with act("Deleted"):
        for record in records:
            _let_go(record)
            record.delete()


def _let_go(record: models.Model) -> None:
    for relation in record._meta.related_objects:
        holder = relation.related_model
        if not hasattr(holder, "history"):
            continue
        if relation.many_to_many and relation.through._meta.auto_created:  # type: ignore[attr-defined]
            for row in holder._default_manager.filter(**{relation.field.name: record}):
                getattr(row, relation.field.name).remove(record)
        elif not relation.many_to_many and relation.on_delete is models.SET_NULL:
            for row in holder._default_manager.filter(**{relation.field.name: record}):
                setattr(row, relation.field.name, None)
                row.save()

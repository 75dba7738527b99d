"""Querysets that announce what they write in bulk, as Django's signals announce single saves.

`update` and `bulk_create` send none of Django's signals. Whoever has to know of every write (the outbox of public
changes, the history) connects to the two signals here instead of being called by name.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.dispatch import Signal
from django.utils.functional import cached_property

# Sent to receivers with `sender` (the model) and `write` (a BulkWrite), in the transaction of the write.
before_bulk_write = Signal()
after_bulk_write = Signal()


class BulkWrite:
    """Rows of one model that are written in one statement.

    `created` is whether they are new. `keys` are their primary keys: of an update read when first asked for, so that
    a receiver of `before_bulk_write` may wait for its turn before they are. Receivers may keep things on it in between.
    """

    def __init__(self, rows: models.QuerySet, *, created: bool):
        self.rows = rows
        self.created = created
        self.using = rows.db

    @cached_property
    def keys(self) -> list:
        """The primary keys of the rows."""
        return list(self.rows.order_by().values_list("pk", flat=True))


class TrackedQuerySet(models.QuerySet):
    """Rows whose bulk writes are announced by the signals above."""

    def update(self, **values: object) -> int:
        """Update the rows, announced before and after."""
        with transaction.atomic(using=self.db):
            write = BulkWrite(self.all(), created=False)
            before_bulk_write.send(self.model, write=write)
            _ = write.keys  # which rows they are may change with what is written
            changed = super().update(**values)
            after_bulk_write.send(self.model, write=write)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[models.Model], *args: object, **kwargs: object) -> list:
        """Create the rows, announced before and after; then `keys` are those that the database gave them."""
        with transaction.atomic(using=self.db):
            write = BulkWrite(self.none(), created=True)
            before_bulk_write.send(self.model, write=write)
            made = super().bulk_create(objs, *args, **kwargs)  # type: ignore[arg-type]
            write.keys = [row.pk for row in made if row.pk]
            after_bulk_write.send(self.model, write=write)
        return made

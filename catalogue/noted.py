"""Querysets whose bulk operations are noted as changes and kept in the history, as single saves are by signals."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction


class NotedQuerySet(models.QuerySet):
    """`update`, `bulk_update` and `bulk_create` send no signals, so they note the records they change here."""

    def update(self, **values: object) -> int:
        """Update the rows, and note the records they belong to before and after."""
        from catalogue import changes
        from catalogue.history import acts, recording

        with transaction.atomic(using=self.db):
            changes.take_turns(self.db)
            rows = list(self.order_by().values_list("pk", flat=True))
            before = changes.affected(self.model, rows)
            changed = super().update(**values)
            recording.remember(self.model, rows, "~", acts.present())
            changes.note(before, self.model, rows)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[models.Model], *args: object, **kwargs: object) -> list:
        """Create the rows, and note the records they belong to."""
        from catalogue import changes
        from catalogue.history import acts, recording

        with transaction.atomic(using=self.db):
            changes.take_turns(self.db)
            made = super().bulk_create(objs, *args, **kwargs)  # type: ignore[arg-type]
            rows = [row.pk for row in made if row.pk]
            recording.remember(self.model, rows, "+", acts.present())
            changes.note(changes.Affected(), self.model, rows)
        return made

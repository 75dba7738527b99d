"""Undoing an import: deleting what it made and restoring what it changed, unless somebody worked on it since.

The history tells who did: rows about a record, its tags, citations or links (from whichever end) that are later than
the import. Undoing is a revision of its own, in one transaction: all of it, or, where somebody agrees to that, all but
the records worked on since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, OperationalError, models, transaction

from catalogue import changes
from catalogue.models import Citation, Entry, Link, Tag, TagLink
from catalogue.models.change import poll_for_outbox_lock
from history.acts import Revision
from history.recording import create, delete, in_batches, update
from importing.committing import ImportRefused, lock_records, set_fields
from importing.models import Import, ImportRow
from importing.permissions import may_publish
from importing.related_rows import linked_records, rows_to_insert, rows_to_update, stored_rows
from importing.row_check import PUBLIC

Outcome, State = ImportRow.Outcome, Import.State


def undo(batch: Import, user: Any, *, leave_touched: bool = False) -> dict[str, str]:
    """Undo an import, and return the records left as they are, each with why.

    Raises ImportRefused, having changed nothing, where records were worked on since and nobody agreed to leave those.
    """
    rows = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).defer("cells"))
    if (batch.publish or any(row.plan.public for row in rows)) and not may_publish(user, batch):
        raise ImportRefused("Undoing this import changes what visitors see. Ask somebody who may publish to do it.")
    try:
        with transaction.atomic():
            revision = Revision(f"Undoing the import of {batch.file_name}", user)
            claimed = Import.objects.filter(pk=batch.pk, state=State.DONE)
            if not claimed.update(state=State.UNDONE, undone_at=revision.timestamp):
                raise ImportRefused("This import has been undone already.")
            new = [row.reference for row in rows if row.outcome == Outcome.NEW]
            changed = [row.reference for row in rows if row.outcome == Outcome.CHANGED]
            records = lock_records(batch.model, changed) | lock_records(batch.model, new, to_delete=True)
            touched = _touched(batch, rows)
            if touched and not leave_touched:
                raise ImportRefused(
                    "Somebody worked on these records since. Nothing has been undone.", _reasons(touched)
                )
            Import.objects.filter(pk=batch.pk).update(note="\n".join(_reasons(touched)))
            _Undo(batch.model, revision, records).undo([row for row in rows if row.reference not in touched])
    except IntegrityError as problem:
        raise ImportRefused("Something else now depends on these records. Nothing has been undone.") from problem
    except OperationalError as problem:
        message = "Somebody else was saving at the same moment. Nothing has been undone: try again."
        raise ImportRefused(message) from problem
    batch.refresh_from_db(fields=["state", "undone_at", "note"])
    return touched


def _reasons(touched: dict[str, str]) -> list[str]:
    return [f"{reference}: {why}" for reference, why in sorted(touched.items())]


def _touched(batch: Import, rows: list[ImportRow]) -> dict[str, str]:
    """The records that somebody worked on since the import, or deleted, each with why it is left alone."""
    kind, touched = batch.model, dict[str, str]()
    new = {row.reference for row in rows if row.outcome == Outcome.NEW}
    # Another import that was wholly undone has left no trace but in the history.
    others = Import.objects.filter(state=State.UNDONE, note="").exclude(pk=batch.pk)
    undone = [timestamp for both in others.values_list("done_at", "undone_at") for timestamp in both]
    for references in in_batches([row.reference for row in rows]):
        existing = set(kind.objects.filter(pk__in=references).values_list("pk", flat=True))
        touched |= dict.fromkeys(set(references) - existing, "it has been deleted.")
        for model, end, reason in [(kind, "reference", "it has been changed."), *_tables(kind)]:
            history: Any = model.history  # type: ignore[attr-defined]
            later = history.filter(**{f"{end}__in": references}, history_date__gt=batch.done_at)
            for reference in later.exclude(history_date__in=undone).values_list(end, flat=True).distinct():
                touched.setdefault(reference, reason)
        for reference, reason in _dependants(kind, [reference for reference in references if reference in new], new):
            touched.setdefault(reference, reason)
    return touched


def _tables(kind: type[Entry]) -> list[tuple[type[models.Model], str, str]]:
    """The other tables an import writes for a record: model, field that is the record, and reason if rows changed."""
    return [
        (TagLink.model_for(kind), "content_object", "its tags have changed."),
        (Citation.model_for(kind), "entry", "its sources have changed."),
        *((side.link, side.here, "its links have changed.") for side in Link.sides_of(kind)),
    ]


def _dependants(kind: type[Entry], references: list[str], new: set[str]) -> Iterator[tuple[str, str]]:
    """New records that rows of tables no import writes refer to, each with why it cannot be deleted."""
    imported = {(model, end) for model, end, _ in _tables(kind)}
    for relation in kind._meta.related_objects:
        model: Any = relation.related_model
        if relation.many_to_many or (model, relation.field.name) in imported:
            continue
        attname = relation.field.attname
        dependants = model._base_manager.filter(**{f"{attname}__in": references})
        for reference, dependant in dependants.values_list(attname, "pk"):
            if not (model is kind and dependant in new):
                yield reference, f"a {model._meta.verbose_name} belongs to it."


def _with_tags_in_use(links: list[Any]) -> list[Any]:
    """Links to tags without those that are there already; a tag merged meanwhile is replaced by its survivor."""
    survivors = Tag.objects.instead()
    wanted: dict[tuple, Any] = {}
    for link in links:
        link.tag_id = survivors.get(link.tag_id, link.tag_id)
        wanted[link.content_object_id, link.tag_id] = link
    for references in in_batches(sorted({reference for reference, _ in wanted})):
        existing = type(links[0]).objects.filter(content_object__in=references)
        for key in existing.values_list("content_object_id", "tag_id"):
            wanted.pop(key, None)
    return list(wanted.values())


class _Undo:
    def __init__(self, kind: type[Entry], revision: Revision, records: dict[str, Entry]):
        self.kind, self.revision, self.records = kind, revision, records

    def undo(self, rows: list[ImportRow]) -> None:
        references = [row.reference for row in rows]
        before = [changes.affected_records(self.kind, batch) for batch in in_batches(references)]
        self._restore([row for row in rows if row.outcome == Outcome.CHANGED])
        self._remove([row for row in rows if row.outcome == Outcome.NEW])
        poll_for_outbox_lock()
        with changes.change_set():
            for affected in before:
                changes.record_change(affected, self.kind, [])
            changes.record_change(linked_records(self.kind, rows), self.kind, references)

    def _restore(self, rows: list[ImportRow]) -> None:
        """Give changed records the fields, tags, citations and links they had."""
        for added in stored_rows(planned for row in rows for planned in row.plan.adds).values():
            delete(added, self.revision)
        for model, removed in rows_to_insert(planned for row in rows for planned in row.plan.removes).items():
            create(_with_tags_in_use(removed) if issubclass(model, TagLink) else removed, self.revision)
        self._restore_related(rows)
        records = {row.reference: self.records[row.reference] for row in rows}
        changed_fields = {"updated_at", "updated_by", "version"}
        for row in rows:
            record = records[row.reference]
            set_fields(record, {name: before for name, (before, _) in row.plan.fields.items()})
            changed_fields |= set(row.plan.fields)
            record.updated_at, record.updated_by = self.revision.timestamp, self.revision.user
            record.version += record.status in PUBLIC
        update(list(records.values()), {self.kind._meta.get_field(n).attname for n in changed_fields}, self.revision)

    def _restore_related(self, rows: list[ImportRow]) -> None:
        """Give links their basis back, and citations their place."""
        planned = []
        for row in rows:
            for label, identity, changes_of_row in row.plan.changes:
                # What identifies the row may itself have changed.
                current = identity | {name: after for name, (_, after) in changes_of_row.items() if name in identity}
                planned.append((label, current, {name: before for name, (before, _) in changes_of_row.items()}))
        for changed in rows_to_update(planned).values():
            update(changed, {name for *_, values in planned for name in values}, self.revision)

    def _remove(self, rows: list[ImportRow]) -> None:
        """Delete the records the import made, with everything it made for them."""
        for added in stored_rows(planned for row in rows for planned in row.plan.adds).values():
            delete(added, self.revision)
        delete([self.records[row.reference] for row in rows], self.revision)

"""Undoing an import: what it made goes, what it changed says again what it said, unless somebody worked on it since.

The history tells who did: rows about a record, its tags, citations or links (from whichever end) that are later than
the import. Undoing is an act of its own, in one transaction: all of it, or, where somebody agrees to that, all but
the records worked on since.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, OperationalError, models, transaction

from catalogue import changes
from catalogue.models import Citation, Entry, Link, Tag, TagLink
from catalogue.models.change import poll_for_outbox_lock
from history.acts import Revision
from history.recording import create, delete, in_batches, update
from importing.committing import Refused, filled, held, objects, other_ends, reworded, standing
from importing.draft import PUBLIC
from importing.models import Import, ImportRow
from importing.permissions import may_publish

Outcome, State = ImportRow.Outcome, Import.State


def undo(batch: Import, user: Any, *, leave_touched: bool = False) -> dict[str, str]:
    """Undo an import, and return the records left as they are, each with why.

    Raises Refused, having changed nothing, where records were worked on since and nobody agreed to leave those.
    """
    rows = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).defer("cells"))
    if (batch.publish or any(row.plan.public for row in rows)) and not may_publish(user, batch):
        raise Refused("Undoing this import changes what visitors see. Ask somebody who may publish to do it.")
    try:
        with transaction.atomic():
            revision = Revision(f"Undoing the import of {batch.file_name}", user)
            claimed = Import.objects.filter(pk=batch.pk, state=State.DONE)
            if not claimed.update(state=State.UNDONE, undone_at=revision.timestamp):
                raise Refused("This import has been undone already.")
            new = [row.reference for row in rows if row.outcome == Outcome.NEW]
            changed = [row.reference for row in rows if row.outcome == Outcome.CHANGED]
            records = held(batch.model, changed) | held(batch.model, new, to_go=True)
            touched = _touched(batch, rows)
            if touched and not leave_touched:
                raise Refused("Somebody worked on these records since. Nothing has been undone.", _told(touched))
            Import.objects.filter(pk=batch.pk).update(note="\n".join(_told(touched)))
            _Undoing(batch.model, revision, records).undo([row for row in rows if row.reference not in touched])
    except IntegrityError as problem:
        raise Refused("Something else now depends on these records. Nothing has been undone.") from problem
    except OperationalError as problem:
        raise Refused("Somebody else was saving at the same moment. Nothing has been undone: try again.") from problem
    batch.refresh_from_db(fields=["state", "undone_at", "note"])
    return touched


def _told(touched: dict[str, str]) -> list[str]:
    return [f"{reference}: {why}" for reference, why in sorted(touched.items())]


def _touched(batch: Import, rows: list[ImportRow]) -> dict[str, str]:
    """The records that somebody worked on since the import, or deleted, each with why it is left alone."""
    kind, found = batch.model, dict[str, str]()
    new = {row.reference for row in rows if row.outcome == Outcome.NEW}
    # What another import did and wholly took back has left no trace but in the history.
    others = Import.objects.filter(state=State.UNDONE, note="").exclude(pk=batch.pk)
    undone = others.values_list("done_at", "undone_at")
    passed = [moment for both in undone for moment in both]
    for some in in_batches([row.reference for row in rows]):
        there = set(kind.objects.filter(pk__in=some).values_list("pk", flat=True))
        found |= dict.fromkeys(set(some) - there, "it has been deleted.")
        for model, end, why in _tables(kind):
            later = model.history.filter(**{f"{end}__in": some}, history_date__gt=batch.done_at)  # type: ignore[attr-defined]
            later = later.exclude(history_date__in=passed)
            for reference in later.values_list(end, flat=True).distinct():
                found.setdefault(reference, why)
        for relation in kind._meta.related_objects:
            # Rows of other tables that stand on a new record, and would go with it or keep it from going.
            holder = relation.related_model
            if relation.many_to_many or (holder, relation.field.name) in {(m, e) for m, e, _ in _own(kind)}:
                continue
            attname = relation.field.attname
            held = holder._base_manager.filter(**{f"{attname}__in": [r for r in some if r in new]})  # type: ignore[union-attr]
            for reference, other in held.values_list(attname, "pk"):
                if not (holder is kind and other in new):
                    found.setdefault(reference, f"a {holder._meta.verbose_name} belongs to it.")  # type: ignore[union-attr]
    return found


def _own(kind: type[Entry]) -> list[tuple[type[models.Model], str, str]]:
    """The tables whose rows an import itself makes for a record: the table, and its end that is the record."""
    return [
        (TagLink.model_for(kind), "content_object", "its tags have changed."),
        (Citation.model_for(kind), "entry", "its sources have changed."),
        *((side.link, side.here, "its links have changed.") for side in Link.sides_of(kind)),
    ]


def _tables(kind: type[Entry]) -> list[tuple[type[models.Model], str, str]]:
    return [(kind, "reference", "it has been changed."), *_own(kind)]


def _with_tags_in_use(links: list[Any]) -> list[Any]:
    """Links to tags, with the tag that took its place where one was merged meanwhile, and each only once."""
    instead = Tag.objects.instead()
    wanted: dict[tuple, Any] = {}
    for link in links:
        link.tag_id = instead.get(link.tag_id, link.tag_id)
        wanted[link.content_object_id, link.tag_id] = link
    for some in in_batches(sorted({reference for reference, _ in wanted})):
        there = type(links[0]).objects.filter(content_object__in=some)
        for key in there.values_list("content_object_id", "tag_id"):
            wanted.pop(key, None)
    return list(wanted.values())


class _Undoing:
    def __init__(self, kind: type[Entry], revision: Revision, records: dict[str, Entry]):
        self.kind, self.revision, self.records = kind, revision, records

    def undo(self, rows: list[ImportRow]) -> None:
        references = [row.reference for row in rows]
        before = [changes.affected_records(self.kind, some) for some in in_batches(references)]
        self._restore([row for row in rows if row.outcome == Outcome.CHANGED])
        self._remove([row for row in rows if row.outcome == Outcome.NEW])
        poll_for_outbox_lock()
        with changes.change_set():
            for each in before:
                changes.record_change(each, self.kind, [])
            changes.record_change(other_ends(self.kind, rows), self.kind, references)

    def _restore(self, rows: list[ImportRow]) -> None:
        """Let changed records say what they said, with the links they had."""
        for gone in standing(each for row in rows for each in row.plan.adds).values():
            delete(gone, self.revision)
        for model, back in objects(each for row in rows for each in row.plan.removes).items():
            create(_with_tags_in_use(back) if issubclass(model, TagLink) else back, self.revision)
        self._reword(rows)
        records = {row.reference: self.records[row.reference] for row in rows}
        written = {"updated_at", "updated_by", "version"}
        for row in rows:
            record = records[row.reference]
            filled(record, {name: before for name, (before, _) in row.plan.fields.items()})
            written |= set(row.plan.fields)
            record.updated_at, record.updated_by = self.revision.timestamp, self.revision.user
            record.version += record.status in PUBLIC
        update(list(records.values()), {self.kind._meta.get_field(n).attname for n in written}, self.revision)

    def _reword(self, rows: list[ImportRow]) -> None:
        """Give links their basis back, and citations their place."""
        planned = []
        for row in rows:
            for label, which, says in row.plan.changes:
                # What tells the row apart may itself have changed.
                now = which | {name: after for name, (_, after) in says.items() if name in which}
                planned.append((label, now, {name: before for name, (before, _) in says.items()}))
        for stay in reworded(planned).values():
            update(stay, {name for *_, words in planned for name in words}, self.revision)

    def _remove(self, rows: list[ImportRow]) -> None:
        """Delete the records the import made, with everything it made for them."""
        for gone in standing(each for row in rows for each in row.plan.adds).values():
            delete(gone, self.revision)
        delete([self.records[row.reference] for row in rows], self.revision)

"""Writing a checked import, all of it or nothing, in one short transaction.

On PostgreSQL an import keeps nobody waiting: it locks the records it changes, compares them with what they were when
they were checked, writes, and takes the lock of the outbox at the very end, when only the changes are left to record
(catalogue/models/change.py). Who saves one of its records meanwhile is told so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils import timezone

from catalogue import changes
from catalogue.changes import AffectedRecords
from catalogue.models import Entry, Tag, TagLink
from catalogue.models.change import poll_for_outbox_lock
from catalogue.publication import Status
from curation import review
from curation.models import StepTaken
from history.acts import Revision
from history.recording import create, delete, in_batches, insert, update, write_history
from importing import headings
from importing.checking import exported_cells, fingerprint
from importing.models import Import, ImportRow
from importing.permissions import may_publish, not_theirs
from importing.related_rows import RowsByModel, linked_records, rows_to_insert, rows_to_update, stored_rows
from importing.row_check import PUBLIC

Outcome, State = ImportRow.Outcome, Import.State
CHECK_AGAIN = "Check the file again, look at what it would change now, and import it then."


class ImportRefused(Exception):
    """An import that cannot be written, or undone. Nothing has been saved; `reasons` say what stands in the way."""

    def __init__(self, message: str, reasons: Iterable[str] = ()):
        super().__init__(message)
        self.reasons = list(reasons)


def commit(batch: Import, user: Any) -> None:
    """Write every new and changed row of a checked import. Raises ImportRefused, having saved nothing."""
    rows = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).defer("cells"))
    if batch.rows.filter(outcome__in=[Outcome.PROBLEM, Outcome.UNCHECKED]).exists():
        raise ImportRefused("Some rows have problems. Mend them first: a file is imported whole or not at all.")
    new = [row for row in rows if row.outcome == Outcome.NEW]
    changed = [row for row in rows if row.outcome == Outcome.CHANGED]
    needs_publisher = batch.publish or any(row.plan.public for row in changed)
    if needs_publisher and not may_publish(user, batch):
        raise ImportRefused("This import changes what visitors see. Ask somebody who may publish to import it.")
    try:
        commit = _Commit(batch, user, new, changed)
        with transaction.atomic():
            commit.write()
    except IntegrityError as problem:
        raise ImportRefused(f"Something was made, changed or deleted since the check. {CHECK_AGAIN}") from problem
    except OperationalError as problem:
        # Somebody is saving one of the records, or what belongs to them, such as a tag that is being renamed.
        message = "Somebody else was saving at the same moment. Nothing has been imported: try again."
        raise ImportRefused(message) from problem
    batch.refresh_from_db(fields=["state", "done_at"])
    headings.remember(batch.model, batch.headings, batch.columns)


def lock_records(kind: type[Entry], references: list[str], *, to_delete: bool = False) -> dict[str, Entry]:
    """The records with these references, by reference, locked to the end of the transaction.

    `to_delete` keeps others from making a link to them as well. Raises OperationalError if somebody is writing one.
    """
    records: dict[str, Entry] = {}
    for batch in in_batches(references):
        records |= kind.objects.select_for_update(nowait=True, no_key=not to_delete).in_bulk(batch)
    return records


def set_fields(record: Entry, values: dict[str, Any]) -> None:
    """Set fields of a record to values as a plan holds them, by field name."""
    for name, value in values.items():
        field = record._meta.get_field(name)
        setattr(record, field.attname, None if value is None else field.to_python(value))


class _Commit:
    """Writes one import. What needs no transaction is done when it is constructed."""

    def __init__(self, batch: Import, user: Any, new: list[ImportRow], changed: list[ImportRow]):
        self.batch, self.kind, self.user = batch, batch.model, user
        self.new, self.changed = new, changed
        self.revision = Revision(batch.reason, user)
        self.before: list[AffectedRecords] = []
        self.related_rows = rows_to_insert(planned for row in new for planned in row.plan.adds)
        self.records = [self._record(row) for row in new]
        self._set_reviews()

    def _record(self, row: ImportRow) -> Entry:
        record = self.kind(reference=row.reference)
        set_fields(record, {name: after for name, (_, after) in row.plan.fields.items()})
        record.created_at = record.updated_at = self.revision.timestamp
        record.created_by = record.updated_by = self.user
        return record

    def _set_reviews(self) -> None:
        """Set when new records that are published at once are due for review, unless the file says when."""
        public = [record for record in self.records if record.status == Status.PUBLISHED]
        if "review_due" in self.batch.columns or not public:
            return
        months = {tag.pk: (tag.broader or tag).review_months for tag in Tag.objects.select_related("broader")}
        shortest: defaultdict[str, int] = defaultdict(lambda: review.DEFAULT_MONTHS)
        links: list[Any] = self.related_rows.get(TagLink.model_for(self.kind), [])
        for link in sorted(links, key=lambda link: months[link.tag_id], reverse=True):
            shortest[link.content_object_id] = months[link.tag_id]
        for record in public:
            record.review_due = review.months_after(timezone.localdate(self.revision.timestamp), shortest[record.pk])

    def _steps(self) -> list[models.Model]:
        """The step of each new record that is published at once."""
        return [
            StepTaken(
                kind=record.kind,
                reference=record.pk,
                step="publish",
                before=Status.DRAFT,
                after=Status.PUBLISHED,
                note=self.batch.reason,
                at=self.revision.timestamp,
                by=self.user,
            )
            for record in self.records
            if record.status == Status.PUBLISHED
        ]

    def write(self) -> None:
        """Write everything. Raises ImportRefused where the import or its records are no longer as they were checked."""
        claimed = Import.objects.filter(pk=self.batch.pk, state=State.CHECKED)
        if not claimed.update(state=State.DONE, done_at=self.revision.timestamp):
            raise ImportRefused("This import has been made already, or its rows are being checked again.")
        self._create([row.reference for row in self.new])
        if self.changed:
            self._change(self.changed)
        self._record_changes([*self.new, *self.changed])

    def _create(self, references: list[str]) -> None:
        taken = [pk for batch in in_batches(references) for pk in self._existing(batch)]
        if taken:
            raise ImportRefused(f"Records were made since the check: {', '.join(taken[:10])}. {CHECK_AGAIN}")
        insert(self.records)
        for rows in [*self.related_rows.values(), self._steps()]:
            create(rows, self.revision)
        # The history of the records holds their councils too, which are there only now.
        write_history(self.kind, references, "+", self.revision)

    def _existing(self, references: list[str]) -> list[str]:
        return list(self.kind.objects.filter(pk__in=references).values_list("pk", flat=True))

    def _change(self, rows: list[ImportRow]) -> None:
        references = [row.reference for row in rows]
        records = lock_records(self.kind, references)
        self._refuse_changed(rows)
        self.before = [changes.affected_records(self.kind, batch) for batch in in_batches(references)]
        if forbidden := not_theirs(self.user, records.values()):
            raise ImportRefused("You may change only drafts of your own. These records are others’.", forbidden)
        changed_fields = {"updated_at", "updated_by_id", "version"}
        for row in rows:
            record = records[row.reference]
            set_fields(record, {name: after for name, (_, after) in row.plan.fields.items()})
            changed_fields |= set(row.plan.fields)
            record.updated_at, record.updated_by = self.revision.timestamp, self.user
            record.version += record.status in PUBLIC
        for removed in stored_rows(planned for row in rows for planned in row.plan.removes).values():
            delete(removed, self.revision)
        changed_columns = {name for row in rows for change in row.plan.changes for name in change.changes}
        for changed in self._rows_to_update(rows).values():
            update(changed, changed_columns, self.revision)
        for added in rows_to_insert(planned for row in rows for planned in row.plan.adds).values():
            create(added, self.revision)
        update(list(records.values()), {self.kind._meta.get_field(n).attname for n in changed_fields}, self.revision)

    def _refuse_changed(self, rows: list[ImportRow]) -> None:
        """Raise ImportRefused where a record has changed since its row was checked."""
        names = [name for name in dict.fromkeys(self.batch.columns) if name in self.batch.importable]
        stale = []
        for start in range(0, len(rows), 1_000):
            batch = rows[start : start + 1_000]
            now = exported_cells(self.kind, [row.reference for row in batch], names)
            for row in batch:
                if row.reference not in now or fingerprint(now[row.reference]) != row.plan.fingerprint:
                    stale.append(row.reference)
            # The revision was dated before the records were locked: nobody else may have written a later date since.
            later = self.kind.history.filter(
                reference__in=[row.reference for row in batch], history_date__gte=self.revision.timestamp
            )
            stale += later.values_list("reference", flat=True)
        if stale:
            subject = f"{len(stale)} records" if len(stale) > 1 else "A record"
            raise ImportRefused(f"{subject} changed since the check. {CHECK_AGAIN}", stale)

    @staticmethod
    def _refuse_merged_tags(rows: list[ImportRow]) -> None:
        """Raise ImportRefused where a tag was merged since the check. Under the outbox lock nobody can merge one."""
        merged = Tag.objects.instead()
        outdated = {
            row.reference
            for row in rows
            for label, values in row.plan.adds
            if values.get("tag_id") in merged and issubclass(apps.get_model(label), TagLink)
        }
        if outdated:
            message = f"A tag of these records was merged into another since the check. {CHECK_AGAIN}"
            raise ImportRefused(message, sorted(outdated))

    def _rows_to_update(self, rows: list[ImportRow]) -> RowsByModel:
        """Links and citations with their new values."""
        return rows_to_update(
            (label, identity, {name: after for name, (_, after) in changes.items()})
            for row in rows
            for label, identity, changes in row.plan.changes
        )

    def _record_changes(self, rows: list[ImportRow]) -> None:
        """Record everything that changes for visitors, once, at the very end."""
        changed = [row.reference for row in rows if row.outcome == Outcome.CHANGED or self.batch.publish]
        poll_for_outbox_lock()
        with changes.change_set():
            self._refuse_merged_tags(rows)
            for before in self.before:
                changes.record_change(before, self.kind, [])
            changes.record_change(linked_records(self.kind, rows), self.kind, changed)

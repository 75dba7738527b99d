"""Writing a checked import, all of it or nothing, in one short transaction.

On PostgreSQL an import keeps nobody waiting: it holds the records it
changes, looks whether they still say what they said when they were checked, writes, and takes its turn at the very
end, when only the changes are left to note (catalogue/models/change.py). Who saves one of its records meanwhile is
told so.
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
from importing.checking import cells_now, fingerprint
from importing.draft import PUBLIC
from importing.models import Import, ImportRow
from importing.permissions import may_publish, not_theirs

Outcome, State = ImportRow.Outcome, Import.State
AGAIN = "Check the file again, look at what it would change now, and import it then."


class Refused(Exception):
    """An import that cannot be written, or undone, with what stands in the way. Nothing has been saved."""

    def __init__(self, message: str, reasons: Iterable[str] = ()):
        super().__init__(message)
        self.reasons = list(reasons)


def commit(batch: Import, user: Any) -> None:
    """Write every new and changed row of a checked import. Raises Refused, having saved nothing."""
    rows = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).defer("cells"))
    if batch.rows.filter(outcome__in=[Outcome.PROBLEM, Outcome.UNCHECKED]).exists():
        raise Refused("Some rows have problems. Mend them first: a file is imported whole or not at all.")
    new = [row for row in rows if row.outcome == Outcome.NEW]
    changed = [row for row in rows if row.outcome == Outcome.CHANGED]
    needs_publisher = batch.publish or any(row.plan.public for row in changed)
    if needs_publisher and not may_publish(user, batch):
        raise Refused("This import changes what visitors see. Ask somebody who may publish to import it.")
    try:
        writing = _Writing(batch, user, new, changed)
        with transaction.atomic():
            writing.write()
    except IntegrityError as problem:
        raise Refused(f"Something was made, changed or deleted since the check. {AGAIN}") from problem
    except OperationalError as problem:
        # Somebody is saving one of the records, or what hangs on them, such as a tag that is being renamed.
        raise Refused("Somebody else was saving at the same moment. Nothing has been imported: try again.") from problem
    batch.refresh_from_db(fields=["state", "done_at"])
    headings.remember(batch.model, batch.headings, batch.columns)


def held(kind: type[Entry], references: list[str], *, to_go: bool = False) -> dict[str, Entry]:
    """The records with these references, kept from others to the end of the transaction, by reference.

    `to_go` keeps others from making a link to them as well. Raises OperationalError if somebody is writing one.
    """
    found: dict[str, Entry] = {}
    for some in in_batches(references):
        found |= kind.objects.select_for_update(nowait=True, no_key=not to_go).in_bulk(some)
    return found


def objects(hanging: Iterable[tuple[str, dict]]) -> dict[type[models.Model], list[models.Model]]:
    """Rows of other tables, made from what plans say of them, by model."""
    found: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for label, values in hanging:
        model = apps.get_model(label)
        found[model].append(model(**values))
    return found


def standing(hanging: Iterable[tuple[str, dict]]) -> dict[type[models.Model], list[models.Model]]:
    """The rows in the database that plans speak of, by model; what is no longer there is left out."""
    asked: dict[type[models.Model], set[tuple]] = defaultdict(set)
    names: dict[type[models.Model], list[str]] = {}
    for label, values in hanging:
        model = apps.get_model(label)
        # In one order for all rows, whatever the order in which each plan has them.
        told = sorted(name for name in values if name.endswith("_id") or name == "locator")
        names[model] = [name for name in told if name != "section_id"]
        asked[model].add(tuple(values[name] for name in names[model]))
    found: dict[type[models.Model], list[models.Model]] = {}
    for model, wanted in asked.items():
        # Ask by the end that tells the rows apart best: that of the records.
        place = max(range(len(names[model])), key=lambda i: len({values[i] for values in wanted}))
        end, rows = names[model][place], list[models.Model]()
        for some in in_batches(sorted({values[place] for values in wanted})):
            rows += model._default_manager.filter(**{f"{end}__in": some})
        found[model] = [row for row in rows if tuple(getattr(row, name) for name in names[model]) in wanted]
    return found


def reworded(planned: Iterable[tuple[str, dict, dict]]) -> dict[type[models.Model], list[models.Model]]:
    """Rows that stay and say something else, not saved yet: for each the label, which it is, and what it says."""
    said = {(label, frozenset(which.items())): words for label, which, words in planned}
    names = {label: [name for name, _ in which] for label, which in said}
    found = standing((label, dict(which)) for label, which in said)
    for model, rows in found.items():
        label = model._meta.label
        for row in rows:
            which = frozenset((name, getattr(row, name)) for name in names[label])
            for name, value in said[label, which].items():
                setattr(row, name, value)
    return found


def filled(record: Entry, values: dict[str, Any]) -> None:
    """Let a record say what a plan says, by field name."""
    for name, value in values.items():
        field = record._meta.get_field(name)
        setattr(record, field.attname, None if value is None else field.to_python(value))  # type: ignore[union-attr]


class _Writing:
    """The writing of one import. What does not need the transaction is done when it is made."""

    def __init__(self, batch: Import, user: Any, new: list[ImportRow], changed: list[ImportRow]):
        self.batch, self.kind, self.user = batch, batch.model, user
        self.new, self.changed = new, changed
        self.revision = Revision(batch.reason, user)
        self.before: list[AffectedRecords] = []
        self.hanging = objects(each for row in new for each in row.plan.adds)
        self.records = [self._record(row) for row in new]
        self._set_reviews(self.records, self.hanging)

    def _record(self, row: ImportRow) -> Entry:
        record = self.kind(reference=row.reference)
        filled(record, {name: now for name, (_, now) in row.plan.fields.items()})
        record.created_at = record.updated_at = self.revision.timestamp
        record.created_by = record.updated_by = self.user
        return record

    def _set_reviews(self, records: list[Entry], hanging: dict[type[models.Model], list[models.Model]]) -> None:
        """New records that are published at once are due for review as if by hand, unless the file says when."""
        public = [record for record in records if record.status == Status.PUBLISHED]
        if "review_due" in self.batch.columns or not public:
            return
        months = {tag.pk: (tag.broader or tag).review_months for tag in Tag.objects.select_related("broader")}
        shortest: defaultdict[str, int] = defaultdict(lambda: review.DEFAULT_MONTHS)
        links: list[Any] = hanging.get(TagLink.model_for(self.kind), [])
        for link in sorted(links, key=lambda link: months[link.tag_id], reverse=True):
            shortest[link.content_object_id] = months[link.tag_id]
        for record in public:
            record.review_due = review.months_after(timezone.localdate(self.revision.timestamp), shortest[record.pk])

    def _steps(self, records: list[Entry]) -> list[models.Model]:
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
            for record in records
            if record.status == Status.PUBLISHED
        ]

    def write(self) -> None:
        claimed = Import.objects.filter(pk=self.batch.pk, state=State.CHECKED)
        if not claimed.update(state=State.DONE, done_at=self.revision.timestamp):
            raise Refused("This import has been made already, or its rows are being checked again.")
        self._create([row.reference for row in self.new])
        if self.changed:
            self._change(self.changed)
        self._note([*self.new, *self.changed])

    def _create(self, references: list[str]) -> None:
        taken = [pk for some in in_batches(references) for pk in self._existing(some)]
        if taken:
            raise Refused(f"Records were made since the check: {', '.join(taken[:10])}. {AGAIN}")
        insert(self.records)
        for rows in [*self.hanging.values(), self._steps(self.records)]:
            create(rows, self.revision)
        # The history of the records tells their councils too.
        write_history(self.kind, references, "+", self.revision)

    def _existing(self, references: list[str]) -> list[str]:
        return list(self.kind.objects.filter(pk__in=references).values_list("pk", flat=True))

    def _change(self, rows: list[ImportRow]) -> None:
        references = [row.reference for row in rows]
        records = held(self.kind, references)
        self._refuse_stale(rows)
        self._affected(references)
        if theirs := not_theirs(self.user, records.values()):
            raise Refused("You may change only drafts of your own. These records are others’.", theirs)
        written = {"updated_at", "updated_by_id", "version"}
        for row in rows:
            record = records[row.reference]
            filled(record, {name: now for name, (_, now) in row.plan.fields.items()})
            written |= set(row.plan.fields)
            record.updated_at, record.updated_by = self.revision.timestamp, self.user
            record.version += record.status in PUBLIC
        for gone in standing(each for row in rows for each in row.plan.removes).values():
            delete(gone, self.revision)
        for stay in self._other_words(rows).values():
            update(stay, {name for row in rows for _, _, says in row.plan.changes for name in says}, self.revision)
        for each in objects(each for row in rows for each in row.plan.adds).values():
            create(each, self.revision)
        update(list(records.values()), {self.kind._meta.get_field(n).attname for n in written}, self.revision)

    def _refuse_stale(self, rows: list[ImportRow]) -> None:
        """Refuse where a record no longer says what it said when its row was checked."""
        names = [name for name in dict.fromkeys(self.batch.columns) if name in self.batch.importable]
        stale = []
        for start in range(0, len(rows), 1_000):
            some = rows[start : start + 1_000]
            now = cells_now(self.kind, [row.reference for row in some], names)
            for row in some:
                if row.reference not in now or fingerprint(now[row.reference]) != row.plan.fingerprint:
                    stale.append(row.reference)
            # The act was dated before its turn came. Nobody else may have written a later date meanwhile.
            later = self.kind.history.filter(  # type: ignore[attr-defined]
                reference__in=[row.reference for row in some], history_date__gte=self.revision.timestamp
            )
            stale += later.values_list("reference", flat=True)
        if stale:
            words = f"{len(stale)} records" if len(stale) > 1 else "A record"
            raise Refused(f"{words} changed since the check. {AGAIN}", stale)

    @staticmethod
    def _refuse_merged_tags(rows: list[ImportRow]) -> None:
        """Refuse where a tag was merged into another since the check. In our turn nobody is merging any."""
        instead = Tag.objects.instead()
        late = {
            row.reference
            for row in rows
            for label, values in row.plan.adds
            if values.get("tag_id") in instead and issubclass(apps.get_model(label), TagLink)
        }
        if late:
            raise Refused(f"A tag of these records was merged into another since the check. {AGAIN}", sorted(late))

    def _other_words(self, rows: list[ImportRow]) -> dict[type[models.Model], list[models.Model]]:
        """Links and citations that stay and say something else, saying it."""
        planned = [each for row in rows for each in row.plan.changes]
        return reworded(
            (label, which, {name: now for name, (_, now) in says.items()}) for label, which, says in planned
        )

    def _affected(self, references: list[str]) -> None:
        self.before += [changes.affected_records(self.kind, some) for some in in_batches(references)]

    def _note(self, rows: list[ImportRow]) -> None:
        """Note everything visitors see changed, once, at the very end."""
        told = [row.reference for row in rows if row.outcome == Outcome.CHANGED or self.batch.publish]
        poll_for_outbox_lock()
        with changes.change_set():
            self._refuse_merged_tags(rows)
            for before in self.before:
                changes.record_change(before, self.kind, [])
            changes.record_change(other_ends(self.kind, rows), self.kind, told)


def other_ends(kind: type[Entry], rows: Iterable[ImportRow]) -> AffectedRecords:
    """The records at the other end of links that were made, changed or taken away."""
    found = AffectedRecords()
    for row in rows:
        for label, values, *_ in [*row.plan.adds, *row.plan.removes, *row.plan.changes]:
            model: Any = apps.get_model(label)
            for end in getattr(model, "ends", ()):
                other = model._meta.get_field(end).related_model
                if issubclass(other, Entry) and values[f"{end}_id"] != row.reference:
                    found[other].add(values[f"{end}_id"])
    return found

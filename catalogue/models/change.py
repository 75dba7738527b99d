"""The outbox of public changes: the last one of every record, in the order in which changes were committed.

Whoever changes what visitors see writes to it in the same transaction (catalogue/changes.py). Readers, such as the
search index and the version of the site, remember the highest id they have read and ask for everything after it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import OperationalError, connections, models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from catalogue.models.entry import Entry
from catalogue.models.link import Link
from catalogue.publication import Status

BATCH_SIZE = 500
# A reader that is behind by more changes than this reads everything anew, which is quicker.
KEPT_CHECKPOINTS = 20_000
# The kind of the one row that stands for everything pages show beside the records: figures, tags, councils …
SITE_WIDE = "surroundings"
# The kind of the rows that only keep a time at which something else than a record comes due.
TIMER = "reminder"
# Sent when that time has come, with `timers`: the names of the timers and the times they were set to.
timer_elapsed = Signal()
# The key of the advisory lock under which PostgreSQL writes to the outbox; any fixed number no other lock uses.
LOCK_KEY = 4_801_264_377
# For how many seconds one who may not queue for the lock asks for it, and how long it waits in between.
LOCK_TIMEOUT = 5.0
POLL_INTERVAL = 0.02


class ChangeQuerySet(models.QuerySet["Change"]):
    def public(self) -> ChangeQuerySet:
        """Changes visitors can know of: all but those of scheduled records that have never been public."""
        return self.filter(Q(due_at__isnull=True) | Q(was_public=True))

    def due(self) -> ChangeQuerySet:
        """Changes of scheduled records whose time has come and that are not released yet."""
        return self.filter(due_at__lte=timezone.now())


class ChangeManager(models.Manager.from_queryset(ChangeQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, kind: str, reference: str) -> Change:
        return self.get(kind=kind, reference=reference)

    def record(self, kind: type[Entry], references: Collection[str]) -> None:
        """Write a change of these records of a kind to the outbox, in the present transaction.

        A record that was never public leaves no row; one that is scheduled gets a row with the time it is due.
        """
        ordered = sorted(set(references))
        if not ordered:
            return
        with transaction.atomic(using=self.db):
            lock_outbox(self.db)
            self._set_checkpoint()
            for start in range(0, len(ordered), BATCH_SIZE):
                self._record(kind, ordered[start : start + BATCH_SIZE])

    def _record(self, kind: type[Entry], references: list[str]) -> None:
        recorded = self.filter(kind=kind.kind, reference__in=references)
        once_public = set(recorded.public().values_list("reference", flat=True))
        rows = kind.objects.filter(pk__in=references).values_list("pk", "status", "published_at")
        states = {reference: (status, published_at) for reference, status, published_at in rows}
        now, changes = timezone.now(), []
        for reference in references:
            status, published_at = states.get(reference, ("", None))
            was_public = reference in once_public
            is_scheduled = status == Status.PUBLISHED and published_at is not None and published_at > now
            is_withdrawn = status == Status.WITHDRAWN and published_at is not None and published_at <= now
            if status == Status.PUBLISHED or was_public or is_withdrawn:
                changes.append(
                    Change(
                        kind=kind.kind,
                        reference=reference,
                        changed_at=now,
                        due_at=published_at if is_scheduled else None,
                        was_public=was_public,
                    )
                )
        recorded.delete()
        self.bulk_create(changes)

    def _set_checkpoint(self) -> None:
        """Keep the id and time of the newest row, which the rows to come may replace (`is_in_history`)."""
        if newest := self.order_by("-pk").values_list("pk", "changed_at").first():
            Checkpoint.objects.bulk_create([Checkpoint(*newest)], ignore_conflicts=True)

    def is_in_history(self, last: int, changed_at: datetime | None) -> bool:
        """Whether this was the newest row of the outbox at some time in the history that led to this database.

        It was not where a backup was put back since: ids are then given again, to other changes at other times. What
        is older than KEPT_CHECKPOINTS changes may be unknown too.
        """
        if not last or changed_at is None:
            return not last
        rows = (self, Checkpoint.objects.using(self.db))
        return any(each.filter(pk=last, changed_at=changed_at).exists() for each in rows)

    def forget_checkpoints(self) -> int:
        """Remove checkpoints older than KEPT_CHECKPOINTS changes; how many those were."""
        newest = self.order_by("pk").values_list("pk", flat=True).last() or 0
        old = Checkpoint.objects.using(self.db).filter(pk__lt=newest - KEPT_CHECKPOINTS)
        return old._raw_delete(self.db)

    def record_site_wide(self) -> None:
        """Record that something changed that pages show beside the records."""
        with transaction.atomic(using=self.db):
            lock_outbox(self.db)
            self._set_checkpoint()
            self.filter(kind=SITE_WIDE).delete()
            self.create(kind=SITE_WIDE, reference="", changed_at=timezone.now())

    def release_due(self) -> None:
        """Turn the changes of scheduled records that are now due into public changes; send `timer_elapsed` if due."""
        if self.due().exists():
            with transaction.atomic(using=self.db):
                lock_outbox(self.db)
                changed: dict[type[Entry], set[str]] = defaultdict(set)
                for kind in Entry.kinds():
                    appeared = list(self.due().filter(kind=kind.kind).values_list("reference", flat=True))
                    changed[kind].update(appeared)
                    for other, references in referrers(kind, appeared).items():
                        changed[other] |= references
                for kind, references in changed.items():
                    self.record(kind, references)
            with transaction.atomic(using=self.db):
                lock_outbox(self.db)
                due = self.due().filter(kind=TIMER)
                timers = dict(due.values_list("reference", "due_at"))
                if due.update(due_at=None):
                    timer_elapsed.send(Change, timers=timers)

    def set_timer(self, at: datetime | None, name: str = "") -> None:
        """Have `timer_elapsed` sent by whoever first asks for the version of the site after this time; None: never.

        Each name has one time.
        """
        with transaction.atomic(using=self.db):
            lock_outbox(self.db)
            # The row is never deleted: it may be the last one, and the version of the site never goes back.
            if not self.filter(kind=TIMER, reference=name).update(due_at=at) and at:
                self.create(kind=TIMER, reference=name, changed_at=timezone.now(), due_at=at)

    def add_missing(self) -> None:
        """Record every published record that came into the database without a signal, as from a restored backup."""
        for kind in Entry.kinds():
            recorded = self.filter(kind=kind.kind).values("reference")
            missing = kind.objects.filter(status=Status.PUBLISHED).exclude(pk__in=recorded)
            self.record(kind, list(missing.values_list("pk", flat=True)))


class Change(models.Model):
    """A row of the outbox: the last public change of one record, or of what pages show beside the records.

    Ids follow the order of commits, so that a reader misses none. Whoever remembers the highest id it has seen can
    ask for everything after it. That holds because only one transaction at a time writes (see `lock_outbox`): no
    smaller id is committed after a larger one.
    """

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, db_index=True, help_text="For a scheduled record: when it appears.")
    was_public = models.BooleanField(default=False, help_text="Whether visitors could see the record before.")

    objects = ChangeManager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="last_change_of_each_record")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.reference}"

    def natural_key(self) -> tuple[str, str]:
        return (self.kind, self.reference)


class Checkpoint(models.Model):
    """What was the newest row of the outbox when the next was written: its id and its time.

    The outbox holds only the last change of each record. By these rows a search index, or any other reader, can tell
    whether what it has read up to is in the past of this database (`Change.objects.is_in_history`).
    """

    change_id = models.BigIntegerField(primary_key=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.change_id)


def referrers(model: type[models.Model], keys: Collection[str]) -> dict[type[Entry], set[str]]:
    """The references of the records, by kind, that refer to these rows of a model by a link or by a field of theirs."""
    # Each: the model to ask, its field that refers to the rows, its column with the record that does, and the kind.
    relations: list[tuple[type[models.Model], str, str, type[Entry]]] = [
        (side.link, side.here, f"{side.there}_id", side.other)
        for side in Link.sides_of(model)
        if issubclass(side.other, Entry)
    ]
    relations += [
        (kind, field.name, "pk", kind)
        for kind in Entry.kinds()
        for field in kind._meta.concrete_fields
        if field.related_model is model
    ]
    references: dict[type[Entry], set[str]] = defaultdict(set)
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH_SIZE):
        batch = ordered[start : start + BATCH_SIZE]
        for referring, field, record, kind in relations:
            rows = referring._default_manager.filter(**{f"{field}__in": batch}).order_by()
            references[kind].update(rows.values_list(record, flat=True))
    return references


def lock_outbox(using: str = "default") -> None:
    """Take the lock on the outbox until the end of the transaction, waiting for whoever holds it.

    Called before rows are written too, so that everybody takes this lock first and there is no deadlock. Only an
    import comes with rows it has written already (`poll_for_outbox_lock`).
    SQLite needs nothing: its transactions that write already run one at a time.
    """
    connection = connections[using]
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def poll_for_outbox_lock(using: str = "default") -> None:
    """Take the lock on the outbox until the end of a transaction that has written rows before.

    Whoever holds the lock may be waiting for those rows, so queueing for it could end in a deadlock, for which
    PostgreSQL ends either of the two. This one asks again and again instead, and raises OperationalError when the
    lock was not free for LOCK_TIMEOUT seconds.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    end = time.monotonic() + LOCK_TIMEOUT
    with connection.cursor() as cursor:
        # Checked now what would be at the end of the transaction, when everybody waits for it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        while True:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_KEY])
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > end:
                raise OperationalError("Others were writing all the time, or wait for what this transaction wrote.")
            time.sleep(POLL_INTERVAL)

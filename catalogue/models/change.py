"""The last public change of every record, in the order in which changes were committed."""

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

AT_A_TIME = 500
# The kind of the one row that stands for everything pages show beside the records: figures, tags, councils …
SURROUNDINGS = "surroundings"
# The kind of the one row that only keeps a time at which something else than a record comes due.
REMINDER = "reminder"
# Sent when that time has come.
reminded = Signal()
# The key of the advisory lock under which PostgreSQL writes changes; any fixed number no other lock uses.
LOCK = 4_801_264_377
# How long one who may not wait in line asks again whether it is their turn, in seconds, and how often.
PATIENCE = 5.0
PAUSE = 0.02


class ChangeQuerySet(models.QuerySet["Change"]):
    def public(self) -> ChangeQuerySet:
        """Changes visitors can know of: all but those of records that wait for their time and nobody has seen yet."""
        return self.filter(Q(due_at__isnull=True) | Q(was_public=True))

    def due(self) -> ChangeQuerySet:
        """Changes of scheduled records whose time has come and that nobody has noticed yet."""
        return self.filter(due_at__lte=timezone.now())


class ChangeManager(models.Manager.from_queryset(ChangeQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, kind: str, reference: str) -> Change:
        return self.get(kind=kind, reference=reference)

    def record(self, kind: type[Entry], references: Collection[str]) -> None:
        """Note that these records of a kind changed, as far as visitors are concerned, in the present transaction.

        A record nobody has ever seen leaves no trace; one that is scheduled is noted with the time it is due.
        """
        wanted = sorted(set(references))
        if not wanted:
            return
        with transaction.atomic(using=self.db):
            for start in range(0, len(wanted), AT_A_TIME):
                self._record(kind, wanted[start : start + AT_A_TIME])

    def _record(self, kind: type[Entry], references: list[str]) -> None:
        take_turns(self.db)
        noted = self.filter(kind=kind.kind, reference__in=references)
        once_public = set(noted.public().values_list("reference", flat=True))
        rows = kind.objects.filter(pk__in=references).values_list("pk", "status", "published_at")
        states = {reference: (status, published_at) for reference, status, published_at in rows}
        now, new = timezone.now(), []
        for reference in references:
            status, published_at = states.get(reference, ("", None))
            was_public = reference in once_public
            is_scheduled = status == Status.PUBLISHED and published_at > now  # type: ignore[operator]
            is_withdrawn = status == Status.WITHDRAWN and published_at is not None and published_at <= now
            if status == Status.PUBLISHED or was_public or is_withdrawn:
                due = published_at if is_scheduled else None
                new.append(
                    Change(
                        kind=kind.kind,
                        reference=reference,
                        changed_at=now,
                        due_at=due,
                        was_public=was_public,
                    )
                )
        noted.delete()
        self.bulk_create(new)

    def record_surroundings(self) -> None:
        """Note that something changed that pages show beside the records."""
        with transaction.atomic(using=self.db):
            take_turns(self.db)
            self.filter(kind=SURROUNDINGS).delete()
            self.create(kind=SURROUNDINGS, reference="", changed_at=timezone.now())

    def notice_the_clock(self) -> None:
        """Turn the changes of scheduled records that are now due into public changes."""
        if self.due().exists():
            with transaction.atomic(using=self.db):
                take_turns(self.db)
                changed: dict[type[Entry], set[str]] = defaultdict(set)
                for kind in Entry.kinds():
                    appeared = list(self.due().filter(kind=kind.kind).values_list("reference", flat=True))
                    changed[kind].update(appeared)
                    for other, references in naming(kind, appeared).items():
                        changed[other] |= references
                for kind, references in changed.items():
                    self.record(kind, references)
            with transaction.atomic(using=self.db):
                take_turns(self.db)
                if self.due().filter(kind=REMINDER).update(due_at=None):
                    reminded.send(Change)

    def remind(self, at: datetime | None) -> None:
        """Have `reminded` sent by whoever asks for the version of the site first after a moment, and not before."""
        with transaction.atomic(using=self.db):
            take_turns(self.db)
            # The row is never deleted: it may be the last one, and the version of the site never goes back.
            if not self.filter(kind=REMINDER).update(due_at=at) and at:
                self.create(kind=REMINDER, reference="", changed_at=timezone.now(), due_at=at)

    def complete(self) -> None:
        """Note every published record that came into the database without a signal, such as by a restored copy."""
        for kind in Entry.kinds():
            noted = self.filter(kind=kind.kind).values("reference")
            unnoted = kind.objects.filter(status=Status.PUBLISHED).exclude(pk__in=noted)
            self.record(kind, list(unnoted.values_list("pk", flat=True)))


class Change(models.Model):
    """The last public change of one record, or of what surrounds the records.

    Ids follow the order of commits, so that a reader misses none. Whoever remembers the highest id it has seen can
    ask for everything after it. That holds because writers take turns (see `take_turns`): no smaller id is committed
    after a larger one.
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


def naming(model: type[models.Model], keys: Collection[str]) -> dict[type[Entry], set[str]]:
    """The records, by kind, that name these rows of a model: at the other end of a link, or in a field of their own."""
    ways: list[tuple] = [(link, here, f"{there}_id", other) for link, here, there, other in Link.sides_of(model)]
    ways += [
        (kind, field.name, "pk", kind)
        for kind in Entry.kinds()
        for field in kind._meta.concrete_fields
        if field.related_model is model
    ]
    found: dict[type[Entry], set[str]] = defaultdict(set)
    wanted = sorted(keys)
    for start in range(0, len(wanted), AT_A_TIME):
        some = wanted[start : start + AT_A_TIME]
        for rows, here, there, kind in ways:
            if issubclass(kind, Entry):
                named = rows.objects.filter(**{f"{here}__in": some}).order_by()
                found[kind].update(named.values_list(there, flat=True))
    return found


def take_turns(using: str = "default") -> None:
    """Wait until no other transaction is writing changes, and keep others waiting until this one has ended.

    Called before rows are written too, so that everybody takes this lock first and nobody waits in a circle. Only an
    import comes with rows it has written already (`take_the_next_free_turn`).
    SQLite needs nothing: its transactions that write already take turns.
    """
    connection = connections[using]
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def take_the_next_free_turn(using: str = "default") -> None:
    """Take a turn for the rest of the transaction without standing in line: for one who wrote rows before.

    Whoever has the turn may be waiting for those rows; of two who wait for each other the database would end either
    one. So this one asks again and again, and gives up: it raises OperationalError when the turn was never free.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        # Checked now what would be at the end of the transaction, when everybody waits for it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        while True:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > end:
                raise OperationalError("Others were writing all the time, or wait for what this transaction wrote.")
            time.sleep(PAUSE)

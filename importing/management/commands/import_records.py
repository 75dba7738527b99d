"""Import records from a file, as the admin does."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from catalogue.models import Entry
from importing import alike, headings, job
from importing.checking import Checker, NewRecords
from importing.committing import ImportRefused, commit
from importing.files.delimited import ENCODINGS
from importing.files.sheet import Unreadable
from importing.finding import find_records
from importing.models import Import, ImportRow
from importing.permissions import may_import

Outcome = ImportRow.Outcome
MOST_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Import lessons, case studies and other records from a CSV, XLSX or ODS file with the columns of the exports."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its kind, and how it is read."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=[kind.kind for kind in Entry.kinds()])
        parser.add_argument("--dry-run", action="store_true", help="Only say what would change; write nothing.")
        parser.add_argument("--user", help="Whose import it is; without one nobody’s, with every permission.")
        parser.add_argument(
            "--publish", action="store_true", help="Publish new records at once; they are drafts if not."
        )
        parser.add_argument("--encoding", choices=list(ENCODINGS), help="The encoding of a text file, if not guessed.")
        parser.add_argument("--sheet", help="The sheet of a workbook, if not guessed.")
        parser.add_argument("--heading-row", type=int, default=0, help="The row of the headings, if not guessed.")
        parser.add_argument(
            "--leave-out-unknown", action="store_true", help="Leave out tags, councils and records nobody knows."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, say what would change, and write it."""
        user = self._user(options["user"])
        try:
            batch, rows = self._read(options, user)
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem
        self._check(batch, rows)
        if options["leave_out_unknown"]:
            for column, value in (pair for row in rows for pair in row.plan.unknown):
                batch.choices.setdefault(column, {})[value] = ""
            self._check(batch, rows)
        self._tell(batch, rows)
        wrong = sum(row.outcome == Outcome.PROBLEM for row in rows)
        if wrong:
            raise CommandError(f"{wrong} rows have problems. Nothing has been imported.")
        if options["dry_run"]:
            self.stdout.write("Nothing has been written.")
            return
        if not any(row.outcome in {Outcome.NEW, Outcome.CHANGED} for row in rows):
            self.stdout.write("There is nothing to import.")
            return
        batch.state, batch.checked, batch.total, batch.content = Import.State.CHECKED, len(rows), len(rows), None
        try:
            # All of it or nothing: whoever kills the command leaves no rows behind.
            with transaction.atomic():
                batch.save()
                ImportRow.objects.bulk_create(rows, batch_size=job.ROWS_AT_A_TIME)
                commit(batch, user)
        except ImportRefused as problem:
            raise CommandError(" ".join([str(problem), *problem.reasons])) from problem
        self.stdout.write(f"Imported. To undo it, open import {batch.pk} in the admin.")

    def _user(self, name: str | None) -> Any:
        if not name:
            return None
        users = get_user_model()._default_manager
        user = users.filter(**{get_user_model().USERNAME_FIELD: name}).first()
        if user is None:
            raise CommandError(f"There is no user called “{name}”.")
        return user

    def _read(self, options: dict[str, Any], user: Any) -> tuple[Import, list[ImportRow]]:
        path = options["file"]
        kind = next(kind for kind in Entry.kinds() if kind.kind == options["kind"])
        if user is not None and not may_import(user, kind):
            raise CommandError(f"{user} may not import {kind.names()}.")
        try:
            content = path.read_bytes()
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
        batch, book, sheet = job.read(
            kind, path.name, content, options["encoding"], options["sheet"], options["heading_row"]
        )
        if book.hidden:
            self.stdout.write(f"Hidden sheets, not read: {', '.join(book.hidden)}.")
        batch.started_by, batch.publish = user, options["publish"]
        again = headings.twice(batch.headings)
        if again:
            raise CommandError(f"The heading “{again[0]}” is there twice. Give each column a heading of its own.")
        return batch, job.rows_of(batch, sheet)

    def _check(self, batch: Import, rows: list[ImportRow]) -> None:
        find_records(batch, rows)
        Checker(batch, NewRecords.of(batch, rows)).check_all(rows)
        alike.remark(batch.model, [row for row in rows if row.outcome == Outcome.NEW])

    def _tell(self, batch: Import, rows: list[ImportRow]) -> None:
        if left_out := headings.left_out(batch):
            self.stdout.write(f"Columns that are left out: {', '.join(left_out)}.")
        told = 0
        for row in rows:
            lines = [f"{column or 'row'}: {words}" for column, words in row.plan.problems]
            lines += [f"note: {column or 'row'}: {words}" for column, words in row.plan.remarks]
            if row.outcome == Outcome.CHANGED:
                lines += [
                    f"{column}: {before[:60]!r} becomes {after[:60]!r}" for column, before, after in row.plan.shown
                ]
            for line in lines:
                told += 1
                if told <= MOST_SHOWN:
                    self.stdout.write(f"Row {row.number} ({row.reference}) {line}")
        if told > MOST_SHOWN:
            self.stdout.write(f"… and {told - MOST_SHOWN} more lines.")
        by_outcome = {label: sum(row.outcome == value for row in rows) for value, label in Outcome.choices if value}
        self.stdout.write(", ".join(f"{label.lower()}: {number}" for label, number in by_outcome.items()) + ".")

import sys
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from catalogue.models import Entry
from catalogue.version import present_version
from foundation.locks import Locked
from search import following
from search.index import Unavailable, current

WIDTH = 40


class Command(BaseCommand):
    help = "Build the search index anew from the database. The site stays searchable meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-missing", action="store_true", help="do nothing where there is an index to read")

    def handle(self, *args: object, if_missing: bool, **options: object) -> None:
        """Build, with a bar that shows how far it is, and say how long it took."""
        if if_missing and self.is_readable():
            return
        total = sum(kind.objects.published().count() for kind in Entry.kinds())
        started = time.monotonic()
        try:
            count = following.rebuild(lambda done: self.show(done, total))
        except Locked as problem:
            raise CommandError("Another process is building the index.") from problem
        self.stdout.write(f"Search index built: {count:,} records in {time.monotonic() - started:.1f} s.")

    def is_readable(self) -> bool:
        """Whether the present index can be read."""
        try:
            following.bring_up_to_date(current(), present_version())
        except (Unavailable, ValueError, OSError):
            return False
        return True

    def show(self, done: int, total: int) -> None:
        """Draw the bar on a terminal; elsewhere it would only fill a log."""
        if sys.stderr.isatty() and total:
            filled = round(WIDTH * min(done / total, 1))
            sys.stderr.write(
                f"\r[{'█' * filled}{' ' * (WIDTH - filled)}] {done:,} of {total:,}" + "\n" * (done >= total)
            )
            sys.stderr.flush()

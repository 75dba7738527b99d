from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from operations import restoring
from operations.archive import Refused


class Command(BaseCommand):
    help = "Put a backup back into an empty database, and build the search index and the open data from it."
    # The tables are made by the command itself, in the state of the archive.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        """Restore it, saying each step."""
        try:
            restoring.restore(file, self.stdout.write)
        except Refused as problem:
            raise CommandError(str(problem)) from problem

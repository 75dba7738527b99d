from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from operations import archive


class Command(BaseCommand):
    help = "Write a backup of everything that has to be kept into a folder, as one file; the site goes on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="the folder; it should be on another disk, and private")

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        """Write it and say its name."""
        try:
            path = archive.write(folder)
        except (archive.Refused, OSError) as problem:
            raise CommandError(f"No backup was made. {problem}") from problem
        self.stdout.write(f"The backup is {path} ({path.stat().st_size:,} bytes).")

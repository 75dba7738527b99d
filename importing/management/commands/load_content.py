from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from importing import loading
from importing.content import ContentError


class Command(BaseCommand):
    help = "Load the project's content: councils, vocabulary, sources and every record. Curators' changes are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="let the fixtures overwrite what curators changed")
        parser.add_argument(
            "--from", dest="folder", type=Path, default=settings.FIXTURES, help="another folder of fixtures"
        )

    def handle(self, *args: object, force: bool, folder: Path, **options: object) -> None:
        """Load, and say in one line what happened."""
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        try:
            outcome = loading.load(folder, force=force)
        except ContentError as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        if not (outcome.created or outcome.updated):
            self.stdout.write("The content is already loaded.")
        else:
            self.stdout.write(f"Content loaded: {outcome.created:,} new, {outcome.updated:,} updated.")
        if outcome.kept:
            self.stdout.write(
                f"{len(outcome.kept):,} records were changed here and are kept as they are, what was deleted included "
                "(use --force to overwrite them): "
                + ", ".join(outcome.kept[:10])
                + (" …" if len(outcome.kept) > 10 else "")
            )

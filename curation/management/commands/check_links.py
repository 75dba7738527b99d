"""Try the links to other sites now; `manage.py daily` does it too."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from curation import outward


class Command(BaseCommand):
    help = "Try the links to other sites. Two failures on different days make a link broken."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long it may take."""
        parser.add_argument("--seconds", type=int, default=600, help="stop after so many seconds (600)")

    def handle(self, *args: object, seconds: int, **options: object) -> None:
        """Check, and say what came of it."""
        if not 0 < seconds <= 86_400:
            raise CommandError("The seconds must be a number from 1 to 86400.")
        outcome = outward.check(seconds)
        if outcome.links and not outcome.is_online:
            raise CommandError(outcome.in_words())
        self.stdout.write(outcome.in_words())

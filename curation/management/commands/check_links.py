"""Try the links to other sites; to be run once a day."""

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
        if not outcome.links:
            self.stdout.write("There are no links to other sites.")
        elif not outcome.is_online:
            raise CommandError("No site could be reached, so nothing has been noted. Is this machine online?")
        else:
            self.stdout.write(f"Tried {outcome.tried:,} of {outcome.links:,} links, {outcome.failed:,} failed.")
            if outcome.tried < outcome.links:
                self.stdout.write("The others are left for next time.")

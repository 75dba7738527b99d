"""Keep today's numbers of what needs doing; to be run once a day. The front page does it too, when it is looked at."""

from django.core.management.base import BaseCommand

from curation import numbers, queue


class Command(BaseCommand):
    help = "Keep today's numbers of what needs doing. Run it once a day; a second run changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        """Count, keep, and say which."""
        is_first = numbers.keep(queue.counts(None))
        self.stdout.write("Today’s numbers are kept." if is_first else "Today’s numbers were kept before.")

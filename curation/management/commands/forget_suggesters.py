from django.core.management.base import BaseCommand

from curation.models import Suggestion


class Command(BaseCommand):
    help = "Remove names and e-mail addresses from suggestions that are older than the form promises. Run it daily."

    def handle(self, *args: object, **options: object) -> None:
        """Remove them and say how many."""
        self.stdout.write(f"Forgot who sent {Suggestion.objects.kept_too_long().forget_who()} suggestions.")

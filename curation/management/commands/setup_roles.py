"""`manage.py setup_roles`: make the groups of users, or renew their permissions."""

from django.core.management.base import BaseCommand

from curation import roles


class Command(BaseCommand):
    help = "Make the groups Contributor, Editor, Publisher and Vocabulary keeper, or renew their permissions."

    def handle(self, *args: object, **options: object) -> None:
        """Make them, and say so."""
        self.stdout.write(f"The roles are ready: {', '.join(roles.set_up())}.")

"""Delete what is past its time: workspaces, and what tells one browser from another."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reflection.forgetting import forget_browsers, forget_workspaces
from reflection.limits import forget_attempts


class Command(BaseCommand):
    help = "Delete workspaces nobody used for long, and forget which browser wrote what. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many there were."""
        forget_attempts()
        notes = forget_browsers(timezone.localdate() - timedelta(days=1))
        gone = forget_workspaces()
        self.stdout.write(f"Workspaces deleted: {gone}. Notes whose browser was forgotten: {notes}.")

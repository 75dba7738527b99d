from django.core.management.base import BaseCommand

from exports import package


class Command(BaseCommand):
    help = "Write the whole public content as a data package, offered under /data/ until the content changes."

    def handle(self, *args: object, **options: object) -> None:
        """Build it and say where it is."""
        self.stdout.write(f"The data package is in {package.build()}.")

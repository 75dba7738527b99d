import logging

from django.core.management.base import BaseCommand, CommandError

from foundation.registry import gathered

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do everything that has to be done once a day. Run it from the machine’s own timer."

    def handle(self, *args: object, **options: object) -> None:
        """Do the work that each app declares, and say what came of it; one job that fails keeps none from its turn."""
        failed = []
        for job in gathered("daily_jobs"):
            name = f"{job.__module__}.{job.__name__}"
            try:
                self.stdout.write(job())
            except Exception as problem:  # whatever it is, the others are done
                log.exception("The daily job %s failed.", name)
                failed.append(f"{name}: {problem}")
        if failed:
            raise CommandError("Not done: " + "; ".join(failed))

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "Catalogue: sources, tags and figures"
    daily_jobs = "catalogue.daily.JOBS"

    def ready(self) -> None:
        """Register the checks of the kinds, and follow every change of what visitors see."""
        from catalogue import changes, checks, council_dates  # noqa: F401

        changes.connect_signals()
        council_dates.connect_signals()

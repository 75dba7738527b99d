from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "Catalogue: sources, tags and figures"

    def ready(self) -> None:
        """Register the checks of the kinds, follow every change of what visitors see, and date the history by acts."""
        from catalogue import changes, checks  # noqa: F401
        from catalogue.history import acts, recording

        changes.listen()
        acts.listen()
        recording.listen()

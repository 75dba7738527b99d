from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "curation"
    verbose_name = "Curation"

    def ready(self) -> None:
        """Publish working copies when their time has come."""
        from catalogue.models.change import reminded
        from curation.scheduled_copies import publish_due

        reminded.connect(publish_due, dispatch_uid="curation.scheduled_copies")

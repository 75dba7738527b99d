from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        """Register the check of what apps declare."""
        from foundation import checks  # noqa: F401

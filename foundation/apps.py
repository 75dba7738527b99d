from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        """Register the check of what apps declare, and have nobody wait for a database that is gone."""
        from django.db import connection

        from foundation import checks  # noqa: F401

        if connection.vendor == "postgresql":
            from psycopg2.extensions import set_wait_callback

            from foundation import patience

            set_wait_callback(patience.wait)

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "history"

    def ready(self) -> None:
        """Stamp every row of the history with its revision, and write it for rows that are written in bulk."""
        from history import acts, recording

        acts.connect_signals()
        recording.connect_signals()

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "history"

    def ready(self) -> None:
        """Date every row of the history by its act, and write it for rows that are written in bulk."""
        from history import acts, recording

        acts.listen()
        recording.listen()

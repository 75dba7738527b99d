from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Bring the index up to date after every change that is committed."""
        from catalogue import changes
        from search import following

        changes.committed.connect(following.changes_committed)

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Bring the index up to date after every change that is committed; let records find others like them."""
        from catalogue import changes, related
        from search import following, similar

        changes.committed.connect(following.changes_committed)
        related.more_like_this = similar.like

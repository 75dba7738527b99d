from django.apps import AppConfig


class ReflectionConfig(AppConfig):
    name = "reflection"
    verbose_name = "Team sessions"
    page_sections = "reflection.starting.SECTIONS"
    daily_jobs = "reflection.forgetting.JOBS"
    sitemap_pages = "reflection.urls.SITEMAP_PAGES"

    def ready(self) -> None:
        """Register the check that keeps private rows out of what is public."""
        from reflection import checks  # noqa: F401

from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "curation"
    verbose_name = "Curation"
    daily_jobs = "curation.daily.JOBS"
    queue_questions = "curation.queue.QUESTIONS"
    role_grants = "curation.roles.GRANTS"
    role_actions = "curation.roles.ACTIONS"

    def ready(self) -> None:
        """Publish working copies when their time has come."""
        from catalogue.models.change import timer_elapsed
        from curation.scheduled_copies import publish_due

        timer_elapsed.connect(publish_due, dispatch_uid="curation.scheduled_copies")

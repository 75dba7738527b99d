from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = "Lessons, enablers and questions"
    queue_questions = "lessons.queue.QUESTIONS"
    sitemap_pages = "lessons.urls.SITEMAP_PAGES"

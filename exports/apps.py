from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"
    daily_jobs = "exports.daily.JOBS"

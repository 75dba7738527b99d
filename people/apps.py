from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "Sign-in"
    daily_jobs = "people.daily.JOBS"

    def ready(self) -> None:
        """Give the admin the form that also takes the code of the second step."""
        from django.contrib import admin

        from people.forms import SignInForm

        admin.site.login_form = SignInForm
        admin.site.login_template = "admin/people/sign_in.html"

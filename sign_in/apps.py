from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "sign_in"
    verbose_name = "Sign-in"

    def ready(self) -> None:
        """Give the admin the form that also takes the code of the second step."""
        from django.contrib import admin

        from sign_in.forms import SignInForm

        admin.site.login_form = SignInForm
        admin.site.login_template = "admin/sign_in/sign_in.html"

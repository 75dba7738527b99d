"""The form people sign in with."""

from __future__ import annotations

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from people import second_step


class SignInForm(AdminAuthenticationForm):
    """User name and password, and the code of those who set up the second step."""

    code = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
        help_text="Only if you set up two-step sign-in: the code your app shows now, or a recovery code.",
    )

    def clean_username(self) -> str:
        """Refuse a name no account can have, before its failure is kept: the database has no room for it."""
        name, longest = self.cleaned_data["username"], self.username_field.max_length
        if longest and len(name) > longest:
            raise ValidationError(f"A user name has at most {longest} characters.")
        return name

    def clean(self) -> dict:
        """Check the password first: a code is asked for, and tried, only after a right one."""
        cleaned = super().clean() or {}
        user = self.get_user()
        if user and second_step.is_set_up(user):
            code = cleaned.get("code", "")
            if not code:
                raise ValidationError("Two-step sign-in is on for you. Type your password again, and the code too.")
            user.otp_device = second_step.accepted(user, code)  # type: ignore[attr-defined]
            if not user.otp_device:  # type: ignore[attr-defined]
                raise ValidationError(
                    "That code is not right, or was used before. Wait for the next one. "
                    "After several wrong codes, wait a minute."
                )
        return cleaned

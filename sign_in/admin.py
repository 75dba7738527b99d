"""The admin of people: what an administrator can do for somebody who cannot sign in."""

from __future__ import annotations

import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401 - they register the tables that are taken away below
from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from sign_in import second_step

# Secrets are nobody's to look at; people manage their own under /admin/second-step/.
admin.site.unregister([StaticDevice, TOTPDevice])
Person = get_user_model()
admin.site.unregister(Person)


@admin.register(Person)
class PersonAdmin(UserAdmin):
    """The stock admin of users, with help for those who are locked out."""

    actions = ("end_lock", "turn_second_step_off")

    @admin.action(description="End the lock after wrong passwords", permissions=["change"])
    def end_lock(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Let the chosen people try again at once."""
        ended = sum(bool(reset(username=person.get_username())) for person in queryset)
        messages.success(request, f"{ended} of {len(queryset)} had wrong passwords counted, and may try again.")

    @admin.action(description="Turn two-step sign-in off (lost phone)", permissions=["change"])
    def turn_second_step_off(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Let the chosen people in by password, to set up a new app. Make sure first that it is they who ask."""
        for person in queryset:
            second_step.turn_off(person)
        messages.success(request, "Done. They sign in by password now, and can set it up again.")

"""The admin of people: what an administrator can do for somebody who cannot sign in."""

from __future__ import annotations

from typing import Any

import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401 - they register the tables that are taken away below
from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, ManyToOneRel, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from foundation.strict_admin import StrictAdmin
from people import second_step

# Secrets are nobody's to look at; people manage their own under /admin/second-step/.
admin.site.unregister([StaticDevice, TOTPDevice])
Person = get_user_model()
admin.site.unregister([Person, Group])


# What becomes of rows that do not go with the person they name.
STAYS = (models.SET_NULL, models.PROTECT, models.DO_NOTHING)
INSTEAD = (
    "The history says what they did, and would no longer say who. Deactivate the account instead: open it and "
    "untick “Active”. They can then no longer sign in."
)


def left_a_trace() -> Q:
    """The condition, on people, of being named by something that stays when they go: a record, a step, a history.

    What belongs to somebody and goes with them, such as their second step, is no trace.
    """
    found = Q(pk__in=[])
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and (relation.on_delete in STAYS or relation.related_model is LogEntry):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found |= Q(Exists(rows))
    return found


def has_left_a_trace(person: Any) -> bool:
    """Whether somebody has to stay."""
    return Person._default_manager.filter(left_a_trace(), pk=person.pk).exists()


@admin.register(Group)
class RoleAdmin(StrictAdmin, GroupAdmin):
    """The stock admin of groups, which are the roles."""


@admin.register(Person)
class PersonAdmin(StrictAdmin, UserAdmin):
    """The stock admin of users, with help for those who are locked out."""

    actions = ("end_lock", "turn_second_step_off", "delete_selected")
    # A search would put the names of people into addresses, which browsers, proxies and logs keep.
    search_fields = ()
    list_filter = ("groups", "is_active", "is_superuser")
    list_per_page = 200

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody who has left a trace is deleted, so that the history goes on saying who did what."""
        return super().has_delete_permission(request, obj) and not (obj and has_left_a_trace(obj))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """The question whether to delete somebody; for those who stay, back to their page with what to do instead."""
        person = self.get_object(request, unquote(object_id))
        if person and super().has_delete_permission(request, person) and has_left_a_trace(person):
            messages.error(request, f"{person} was not deleted. {INSTEAD}")
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.action(description="Delete selected users", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        """Delete the chosen people, unless some of them have to stay: then nobody is deleted."""
        staying = [str(person) for person in queryset.filter(left_a_trace())]
        if staying:
            messages.error(request, f"Nobody was deleted, because of {', '.join(staying)}. {INSTEAD}")
            return None
        return delete_selected(self, request, queryset)

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

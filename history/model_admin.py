"""What the admin of every record with a history shares: nobody overwrites what they have not seen; one act a post."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse

from foundation.strict_admin import StrictAdmin
from history.acts import act
from history.conflicts import CarefulAdmin
from history.deleting import delete
from history.lists import CarefulLists


def _act_of(request: HttpRequest) -> AbstractContextManager:
    """The act a request may do; none for one that only looks, which must not keep others from writing."""
    return act() if request.method == "POST" else nullcontext()


class HistoryAdmin(CarefulAdmin, CarefulLists, StrictAdmin):
    """A strict admin with the history of each record. Whatever it writes at once is one act of that history."""

    change_list_template = "admin/history/change_list.html"

    def changeform_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The form of a record, saved in one act."""
        with _act_of(request):
            return super().changeform_view(request, *arguments, **named)

    def delete_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The question whether to delete a record, and its deletion in one act."""
        with _act_of(request):
            return super().delete_view(request, *arguments, **named)

    def changelist_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The list, with what is done to the chosen records in one act."""
        with _act_of(request):
            return super().changelist_view(request, *arguments, **named)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete a record, telling the history of those that name it."""
        delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete the chosen records, telling the history of those that name them."""
        delete(queryset)


class ReferencedAdmin(HistoryAdmin):
    """The admin of records whose reference can be typed once and never changed."""

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """A reference never changes."""
        return ["reference"] if obj else []

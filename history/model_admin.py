"""The base of the admin of every record with a history: optimistic locking, and one revision for each POST."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse

from foundation.strict_admin import StrictAdmin
from history.acts import revision
from history.conflicts import OptimisticLockAdmin
from history.deleting import delete
from history.lists import OptimisticLockLists


def _revision_of(request: HttpRequest) -> AbstractContextManager:
    """A revision for a POST; none for a request that only reads, which must not keep others from writing."""
    return revision() if request.method == "POST" else nullcontext()


class HistoryAdmin(OptimisticLockAdmin, OptimisticLockLists, StrictAdmin):
    """A strict admin with the history of each record. Whatever a request writes is one revision of that history."""

    change_list_template = "admin/history/change_list.html"

    def changeform_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The form of a record, saved as one revision."""
        with _revision_of(request):
            return super().changeform_view(request, *arguments, **named)

    def delete_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The question whether to delete a record, and its deletion as one revision."""
        with _revision_of(request):
            return super().delete_view(request, *arguments, **named)

    def changelist_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The list, with what is done to the chosen records as one revision."""
        with _revision_of(request):
            return super().changelist_view(request, *arguments, **named)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete a record, writing the history of those that refer to it."""
        delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete the chosen records, writing the history of those that refer to them."""
        delete(queryset)


class ReferencedAdmin(HistoryAdmin):
    """The admin of records whose reference can be typed once and never changed."""

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """A reference never changes."""
        return ["reference"] if obj else []

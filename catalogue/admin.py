"""The admin of the evidence, and what every admin of records with a history shares."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import taggit.admin  # noqa: F401 - registers the table that is taken away below
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from taggit.models import Tag as StockTag

from catalogue.history.acts import act
from catalogue.history.conflicts import CarefulAdmin
from catalogue.history.deleting import delete
from catalogue.history.lists import CarefulLists
from catalogue.models import Event, Source, SourceSection, Statistic
from foundation.rows import Rows
from foundation.strict_admin import StrictAdmin

# The library's own table of tags is not used; catalogue.Tag is the vocabulary (curation/tags).
admin.site.unregister(StockTag)


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


class SourceSectionInline(admin.TabularInline):
    model = SourceSection
    formset = Rows
    extra = 0
    fields = ("reference", "position", "title", "locator", "parent")
    autocomplete_fields = ("parent",)
    show_change_link = True


@admin.register(Source)
class SourceAdmin(ReferencedAdmin):
    list_display = ("reference", "title", "type", "publisher", "published", "named_in")
    list_filter = ("type", ("named_in", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("named_in",)
    search_fields = ("reference", "title", "publisher")
    autocomplete_fields = ("named_in",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = (SourceSectionInline,)


@admin.register(SourceSection)
class SourceSectionAdmin(ReferencedAdmin):
    list_display = ("reference", "title", "source", "position")
    list_filter = (("source", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("source",)
    search_fields = ("reference", "title", "locator")
    autocomplete_fields = ("source", "parent")


@admin.register(Statistic)
class StatisticAdmin(ReferencedAdmin):
    list_display = ("reference", "title", "measure", "period", "area", "source")
    list_filter = (("source", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("source",)
    search_fields = ("reference", "title", "value", "note")
    autocomplete_fields = ("source", "superseded_by")


@admin.register(Event)
class EventAdmin(ReferencedAdmin):
    list_display = ("reference", "date", "title", "scope", "source")
    list_filter = (("source", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("source",)
    search_fields = ("reference", "title", "scope")
    autocomplete_fields = ("source",)

"""The admin of the evidence, and what every list and form of the admin shares."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import taggit.admin  # noqa: F401 - registers the table that is taken away below
from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from taggit.models import Tag as StockTag

from catalogue.history.acts import act
from catalogue.history.conflicts import CarefulAdmin
from catalogue.history.deleting import delete
from catalogue.history.lists import CarefulLists, SeenRow
from catalogue.models import Event, Source, SourceSection, Statistic
from catalogue.rows import Rows

# The library's own table of tags is not used; catalogue.Tag is the vocabulary (curation/tags).
admin.site.unregister(StockTag)


class StrictChangeList(ChangeList):
    """A list whose filters refuse a value that is no choice of theirs, instead of showing nothing or everything."""

    def get_filters(self, request: HttpRequest) -> tuple:
        """The filters, each checked against its own choices."""
        found = super().get_filters(request)
        specs, lookups = found[0], found[2]
        for spec in specs:
            if spec.used_parameters and not any(choice["selected"] for choice in list(spec.choices(self))[1:]):
                raise BadRequest(f"The filter “{spec.title}” has no such choice.")
        # A filter without choices to offer is not shown, and stock Django then drops its value without a word.
        offered = {name for spec in specs for name in spec.expected_parameters()}
        for name in self.get_filters_params():
            if name not in offered and name not in lookups:
                raise BadRequest(f"The filter “{name}” has no such choice.")
        return found


class StrictAdmin(admin.ModelAdmin):
    """An admin whose list answers 400 to filters that make no sense."""

    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        """The strict list."""
        return StrictChangeList

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> type[forms.ModelForm]:
        """The form of a row edited in the list, which saves nothing over somebody else's change."""
        return super().get_changelist_form(request, **{"form": SeenRow, **options})

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list for this address, or 400 where stock Django would show everything."""
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as problem:
            raise BadRequest("One of the filters in the address has a value that cannot be read.") from problem

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """The record, or nothing for an identifier no database could hold."""
        return None if "\x00" in object_id else super().get_object(request, object_id, from_field)


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

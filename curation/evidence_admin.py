"""The admin of the evidence: sources and their sections, figures and events."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from catalogue.models import Event, Source, SourceSection, Statistic
from foundation.rows import Rows
from history.model_admin import ReferencedAdmin


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

"""The admin of the evidence: sources and their sections, figures and events."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from catalogue.models import Development, DevelopmentSource, Event, Source, SourceSection, Statistic
from curation.queue_admin import NeedsFilter
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
    autocomplete_fields = ("named_in", "areas")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = (SourceSectionInline,)


class DevelopmentSourceInline(admin.StackedInline):
    model = DevelopmentSource
    formset = Rows
    extra = 0
    min_num = 1
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Development)
class DevelopmentAdmin(ReferencedAdmin):
    list_display = ("reference", "title", "about", "happened", "as_of", "checked_on", "status")
    list_filter = (NeedsFilter, "status", "about")
    search_fields = ("reference", "title", "body")
    autocomplete_fields = ("tags",)
    inlines = (DevelopmentSourceInline,)


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

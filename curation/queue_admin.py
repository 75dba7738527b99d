"""What needs doing, in the admin: the filter that shows the rows of one question, and the lists of its own models."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from curation import queue
from curation.models import NumberOfTheDay, OutwardLink, RuleChoice
from foundation.strict_admin import StrictAdmin


class NeedsFilter(admin.SimpleListFilter):
    """What needs doing; the questions are those of curation/queue.py about the model of the list."""

    title = "what needs doing"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """The questions about this model."""
        return [(question.name, question.label) for question in queue.about(model_admin.model)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows the chosen question is about."""
        for question in queue.about(queryset.model):
            if question.name == self.value():
                return queryset.filter(question.condition(queryset.model, request.user))
        return queryset


class LookedAtAdmin(StrictAdmin):
    """The admin of what the site finds out by itself: nobody types it in."""

    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody deletes."""
        return False


@admin.register(NumberOfTheDay)
class NumberOfTheDayAdmin(LookedAtAdmin):
    """The numbers over time, to be looked at."""

    list_display = ("day", "what", "number")
    list_filter = ("question", ("day", admin.DateFieldListFilter))

    @admin.display(description="What needs doing", ordering="question")
    def what(self, row: NumberOfTheDay) -> str:
        """The question in words; one that is no longer asked by its name."""
        return self.labels.get(row.question, row.question)

    @property
    def labels(self) -> dict[str, str]:
        """The questions that are asked now."""
        return {question.name: question.label for question in queue.questions()}


@admin.register(OutwardLink)
class OutwardLinkAdmin(LookedAtAdmin):
    """The links to other sites, with where each stands; `manage.py check_links` tries them."""

    list_display = ("url", "result", "failures", "checked_on", "stands_in")
    list_filter = (NeedsFilter, ("checked_on", admin.DateFieldListFilter))
    search_fields = ("url", "result")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @admin.display(description="Stands in")
    def stands_in(self, link: OutwardLink) -> SafeString:
        """The records that name it, each a link to its form."""
        found = []
        for label, pk in link.places:
            options = apps.get_model(label)._meta
            address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[pk])
            found.append((address, f"{options.verbose_name} {pk}"))
        return format_html_join(", ", '<a href="{}">{}</a>', found)


@admin.register(RuleChoice)
class RuleChoiceAdmin(StrictAdmin):
    """Which quality rules stop publication; a rule that is not listed keeps its default."""

    list_display = ("rule", "stops_publication")
    list_editable = ("stops_publication",)

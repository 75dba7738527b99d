from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from casestudies.models import (
    CaseStudy,
    CaseStudyCitation,
    CaseStudyEnabler,
    CaseStudyLesson,
    Finding,
    RelatedCaseStudy,
)
from curation.entry_admin import EntryAdmin, PartInline, citations, links
from curation.roles import may
from curation.writing import MarkdownEditor
from history.model_admin import ReferencedAdmin


class FindingInline(PartInline, admin.StackedInline):
    model = Finding
    fk_name = "case_study"
    template = admin.StackedInline.template
    autocomplete_fields = ("section", "story", "questions")
    formfield_overrides: ClassVar[dict] = {models.TextField: {"widget": MarkdownEditor}}


@admin.register(CaseStudy)
class CaseStudyAdmin(EntryAdmin):
    own_fields = ["type", "period", "caveat", "contact"]
    list_filter = ("type", *EntryAdmin.list_filter)
    inlines = (
        citations(CaseStudyCitation),
        links(CaseStudyLesson, "case_study"),
        links(CaseStudyEnabler, "case_study"),
        links(RelatedCaseStudy, "case_study"),
        FindingInline,
    )


@admin.register(Finding)
class FindingAdmin(ReferencedAdmin):
    """Findings to look up. They are written on the page of their case study, as part of it."""

    list_display = ("reference", "title", "case_study", "section", "number")
    list_filter = (("case_study", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("case_study", "section")
    search_fields = ("reference", "title", "body")
    autocomplete_fields = ("case_study", "section", "story", "questions")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Finding | None = None) -> bool:
        """Not here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Finding | None = None) -> bool:
        """Only together with its case study."""
        return may(request.user, "delete", obj.case_study if obj else CaseStudy)

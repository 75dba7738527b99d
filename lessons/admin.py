from django.contrib import admin

from curation.entry_admin import EntryAdmin, citations, links
from history.model_admin import ReferencedAdmin
from lessons.models import (
    Enabler,
    EnablerCitation,
    KeyLineOfEnquiry,
    KeyLineOfEnquiryCitation,
    Lesson,
    LessonCitation,
    LessonComponent,
    LessonEnabler,
    QuestionComponent,
    QuestionLesson,
    RelatedLesson,
    SystemComponent,
)


@admin.register(Lesson)
class LessonAdmin(EntryAdmin):
    own_fields = ["number", "context", "applies_when", "applies_when_basis"]
    inlines = (
        citations(LessonCitation),
        links(LessonEnabler, "lesson"),
        links(LessonComponent, "lesson"),
        links(RelatedLesson, "lesson"),
    )


@admin.register(Enabler)
class EnablerAdmin(EntryAdmin):
    own_fields = ["number", "held_back_before", "what_was_different", "how_to_recreate"]
    inlines = (citations(EnablerCitation), links(LessonEnabler, "enabler"))


@admin.register(KeyLineOfEnquiry)
class KeyLineOfEnquiryAdmin(EntryAdmin):
    own_fields = ["part", "number", "under", "who_to_ask", "who_to_ask_basis"]
    list_filter = ("part", *EntryAdmin.list_filter)
    inlines = (
        citations(KeyLineOfEnquiryCitation),
        links(QuestionComponent, "question"),
        links(QuestionLesson, "question"),
    )


@admin.register(SystemComponent)
class SystemComponentAdmin(ReferencedAdmin):
    list_display = ("number", "name", "note")
    list_display_links = ("name",)
    search_fields = ("reference", "name")
    autocomplete_fields = ("section",)

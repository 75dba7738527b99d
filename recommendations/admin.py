from django.contrib import admin

from curation.entry_admin import EntryAdmin, citations, links
from recommendations.models import (
    Recommendation,
    RecommendationCaseStudy,
    RecommendationCitation,
    RecommendationEnabler,
    RecommendationLesson,
    RecommendationQuestion,
)


@admin.register(Recommendation)
class RecommendationAdmin(EntryAdmin):
    own_fields = ["type", "number", "parent", "addressed_to", "addressed_to_basis"]
    list_filter = ("type", *EntryAdmin.list_filter)
    autocomplete_fields = ("parent", *EntryAdmin.autocomplete_fields)
    inlines = (
        citations(RecommendationCitation),
        links(RecommendationLesson, "recommendation"),
        links(RecommendationEnabler, "recommendation"),
        links(RecommendationCaseStudy, "recommendation"),
        links(RecommendationQuestion, "recommendation"),
    )

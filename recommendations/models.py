"""What to do."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from taggit.managers import TaggableManager

from casestudies.models import CaseStudy
from catalogue.models import Basis, Citation, Entry, Link, TagLink
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson


class Recommendation(Entry):
    """Something to do: a recommendation proper, a principle, a takeaway or a key message."""

    class Type(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendation"
        CHECK_QUESTION = "check-question", "Check-and-challenge question"
        CHALLENGE = "challenge", "Systemic challenge"
        AREA = "area", "Example of an area"
        PRINCIPLE = "principle", "Principle"
        TAKEAWAY = "takeaway", "Takeaway"
        KEY_MESSAGE = "key-message", "Key message"

    kind = "recommendations"
    position = 4
    short_name = "What to do"
    spoken_plural = "things to do"
    heading = "What to do"
    first_heading = "Do first"
    is_asked_first = True
    introduction = "What the reports ask councils and their partners to do, each with the lessons behind it."
    own_filters = {"type": "type"}
    own_words = ("addressed_to",)
    briefed_in_full = True
    audience_field = "addressed_to"

    # The types that are points of a recommendation.
    POINTS: ClassVar = (Type.CHECK_QUESTION, Type.CHALLENGE, Type.AREA)

    type = models.CharField(max_length=20, choices=Type, default=Type.RECOMMENDATION)
    number = models.CharField(max_length=10, blank=True, help_text="Its number in its source, such as 4 or 4.2.")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name="part of",
        help_text="For a sub-point: the recommendation it belongs to.",
    )
    addressed_to = models.CharField(max_length=200, blank=True, help_text="Who is asked to act.")
    addressed_to_basis = models.CharField(
        "who says whom it is for", max_length=10, choices=Basis, default=Basis.SUGGESTED
    )
    lessons = models.ManyToManyField(Lesson, through="RecommendationLesson", related_name="recommendations", blank=True)
    enablers = models.ManyToManyField(
        Enabler, through="RecommendationEnabler", related_name="recommendations", blank=True
    )
    case_studies = models.ManyToManyField(
        CaseStudy, through="RecommendationCaseStudy", related_name="recommendations", blank=True
    )
    questions = models.ManyToManyField(
        KeyLineOfEnquiry, through="RecommendationQuestion", related_name="recommendations", blank=True
    )

    tags = TaggableManager(through="recommendations.RecommendationTag", blank=True)

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    type__in=[
                        "recommendation",
                        "check-question",
                        "challenge",
                        "area",
                        "principle",
                        "takeaway",
                        "key-message",
                    ]
                ),
                name="recommendation_type_known",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("reference")), name="recommendation_not_part_of_itself"
            ),
        ]

    @classmethod
    def tally(cls, count: int, by_type: dict[str, int] | None = None) -> str:
        """So many in words, told by type where there are several: a principle is no recommendation."""
        types = {cls.Type(value): number for value, number in (by_type or {}).items() if number}
        points = sum(types.pop(point, 0) for point in cls.POINTS)
        proper = types.pop(cls.Type.RECOMMENDATION, 0)
        told = [_some(number, kind.label.lower()) for kind, number in types.items()]
        if points:
            told.insert(0, _some(points, "point"))
        if proper:
            first = _some(proper, "recommendation")
            told = [f"{first} with {told[0]}", *told[1:]] if points else [first, *told]
        if not told:
            return super().tally(count)
        return told[0] if len(told) == 1 else f"{count:,}: {', '.join(told)}"

    def clean(self) -> None:
        """Keep sub-points one level deep."""
        super().clean()
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": "Choose a recommendation that is not itself part of another."})


def _some(number: int, name: str) -> str:
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


class RecommendationTag(TagLink):
    content_object = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="tag_links")


class RecommendationCitation(Citation):
    entry = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="citations")


class RecommendationLesson(Link):
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="lesson_links")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="recommendation_links")
    ends = ("recommendation", "lesson")


class RecommendationEnabler(Link):
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="enabler_links")
    enabler = models.ForeignKey(Enabler, on_delete=models.CASCADE, related_name="recommendation_links")
    ends = ("recommendation", "enabler")


class RecommendationCaseStudy(Link):
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="case_study_links")
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="recommendation_links")
    ends = ("recommendation", "case_study")


class RecommendationQuestion(Link):
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="question_links")
    question = models.ForeignKey(KeyLineOfEnquiry, on_delete=models.CASCADE, related_name="recommendation_links")
    ends = ("recommendation", "question")

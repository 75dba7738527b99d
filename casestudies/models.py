"""Where it happened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from catalogue.models import Citation, Entry, Link, Referenced, SourceSection, TagLink
from catalogue.publication import public
from foundation.numbers import SmallNumber
from foundation.tracking import TrackedQuerySet
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson


class CaseStudy(Entry):
    """What one place did: a whole-place review, a practice example or a short note."""

    class Type(models.TextChoices):
        WHOLE_PLACE_REVIEW = "whole-place-review", "Whole-place review"
        PRACTICE_EXAMPLE = "practice-example", "Practice example"
        SHORT_NOTE = "short-note", "Short note"

    kind = "case-studies"
    position = 3
    heading = "Where it happened"
    first_heading = "Seen in"
    introduction = "What councils and their partners did, what changed, and what others can take from it."
    own_filters = {"type": "type"}
    own_words = ("period", "caveat", "contact", "findings__title", "findings__body")
    lends_councils = True
    expects_council = True

    type = models.CharField(max_length=20, choices=Type, default=Type.PRACTICE_EXAMPLE)
    period = models.CharField(max_length=80, blank=True, help_text="Such as “March to December 2020”.")
    caveat = models.TextField(blank=True, help_text="What the reader should know before relying on it (Markdown).")
    contact = models.CharField(
        max_length=200, blank=True, help_text="A role and an organisation, where the source prints them; never a name."
    )
    lessons = models.ManyToManyField(Lesson, through="CaseStudyLesson", related_name="case_studies", blank=True)
    enablers = models.ManyToManyField(Enabler, through="CaseStudyEnabler", related_name="case_studies", blank=True)
    related = models.ManyToManyField("self", through="RelatedCaseStudy", symmetrical=False, blank=True)

    tags = TaggableManager(through="casestudies.CaseStudyTag", blank=True)

    class Meta(Entry.Meta):
        verbose_name_plural = "case studies"
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type__in=["whole-place-review", "practice-example", "short-note"]),
                name="case_study_type_known",
            ),
        ]


class CaseStudyTag(TagLink):
    content_object = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="tag_links")


class CaseStudyCitation(Citation):
    entry = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="citations")


class FindingQuerySet(TrackedQuerySet):
    def public(self) -> FindingQuerySet:
        """Findings whose review visitors may see."""
        return self.filter(public("case_study__")).select_related("case_study")


class Finding(Referenced):
    """One point of a whole-place review, under the quick question or questions it answers."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="findings")
    section = models.ForeignKey(SourceSection, on_delete=models.PROTECT, related_name="findings")
    number = SmallNumber(help_text="Its place within its section.")
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="The point, in our own words (Markdown).")
    questions = models.ManyToManyField(
        KeyLineOfEnquiry,
        blank=True,
        related_name="findings",
        limit_choices_to={"part": KeyLineOfEnquiry.Part.QUICK},
        help_text="The quick questions it answers.",
    )

    story = models.ForeignKey(
        CaseStudy,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tells",
        help_text="The case study that tells this point at length.",
    )

    history = HistoricalRecords(m2m_fields=["questions"])
    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["case_study", "section__position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case_study", "section", "number"], name="finding_has_its_own_place")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place among the findings on its question."""
        return f"{self.case_study.get_absolute_url()}findings/{self.section_id}/#{self.reference}"


class CaseStudyLesson(Link):
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="lesson_links")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="case_study_links")
    ends = ("case_study", "lesson")


class CaseStudyEnabler(Link):
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="enabler_links")
    enabler = models.ForeignKey(Enabler, on_delete=models.CASCADE, related_name="case_study_links")
    ends = ("case_study", "enabler")


class RelatedCaseStudy(Link):
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="related_links")
    related = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="related_from_links")
    ends = ("case_study", "related")

"""What we asked, what we learned and what made it work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from catalogue.models import Basis, Citation, Entry, Link, Referenced, TagLink
from catalogue.publication import public
from foundation.numbers import SmallNumber
from foundation.tracking import TrackedQuerySet


class SystemComponentQuerySet(TrackedQuerySet):
    def public(self) -> SystemComponentQuerySet:
        """Components that a public question or lesson belongs to."""
        asked = KeyLineOfEnquiry.objects.filter(public()).values("components")
        learned = Lesson.objects.filter(public()).values("components")
        return self.filter(Q(pk__in=asked) | Q(pk__in=learned))


class SystemComponent(Referenced):
    """One of the ten parts of the care system that questions and lessons map to. Its reference is its slug."""

    number = SmallNumber(unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(blank=True, help_text="What this part of the system covers (Markdown).")
    section = models.ForeignKey(
        "catalogue.SourceSection", null=True, blank=True, on_delete=models.PROTECT, related_name="components"
    )
    note = models.CharField(max_length=300, blank=True, help_text="How sure we are of its number and name.")

    history = HistoricalRecords()
    objects = SystemComponentQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return self.reference


class Enabler(Entry):
    """A condition that let good things happen, and how to make it again."""

    kind = "enablers"
    position = 2
    short_name = "What made it work"
    heading = "What made it work"
    introduction = "Enablers: the conditions that let good things happen, and how to create them again."
    own_words = ("held_back_before", "what_was_different", "how_to_recreate")

    number = SmallNumber(null=True, blank=True, help_text="Its number within its source.")
    held_back_before = models.TextField(
        "what held things back before", blank=True, help_text="What stood in the way (Markdown)."
    )
    what_was_different = models.TextField(blank=True, help_text="What had changed when it worked (Markdown).")
    how_to_recreate = models.TextField(
        "how to recreate it", blank=True, help_text="What to do to have it again (Markdown)."
    )

    tags = TaggableManager(through="lessons.EnablerTag", blank=True)


class EnablerTag(TagLink):
    content_object = models.ForeignKey(Enabler, on_delete=models.CASCADE, related_name="tag_links")


class EnablerCitation(Citation):
    entry = models.ForeignKey(Enabler, on_delete=models.CASCADE, related_name="citations")


class Lesson(Entry):
    """Something learned: what happened and why, and what follows for whoever decides next."""

    kind = "lessons"
    position = 1
    heading = "What was learned"
    introduction = "What councils and their partners learned, why it happened, and when it applies."
    own_filters = {"component": "components"}
    own_words = ("context", "applies_when")
    expects_council = True
    expected_texts = ("context", "applies_when")

    number = SmallNumber(null=True, blank=True, help_text="Its number within its source.")
    context = models.TextField(
        "what happened", blank=True, help_text="What was expected, what happened, and why (Markdown)."
    )
    applies_when = models.TextField(blank=True, help_text="The situations in which to remember this lesson (Markdown).")
    applies_when_basis = models.CharField(
        "who says when to use it", max_length=10, choices=Basis, default=Basis.SUGGESTED
    )
    enablers = models.ManyToManyField(Enabler, through="LessonEnabler", related_name="lessons", blank=True)
    components = models.ManyToManyField(
        SystemComponent,
        through="LessonComponent",
        related_name="lessons",
        blank=True,
        verbose_name="part of the system",
    )
    related = models.ManyToManyField("self", through="RelatedLesson", symmetrical=False, blank=True)

    tags = TaggableManager(through="lessons.LessonTag", blank=True)


class LessonTag(TagLink):
    content_object = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="tag_links")


class LessonCitation(Citation):
    entry = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="citations")


class KeyLineOfEnquiry(Entry):
    """A question to ask of a place, and what to listen for in the answer."""

    class Part(models.TextChoices):
        DETAILED = "a", "Part A: detailed questions"
        QUICK = "b", "Part B: quick list"

    kind = "key-lines-of-enquiry"
    position = 5
    short_name = "Questions"
    spoken_plural = "questions"
    heading = "What to ask"
    first_heading = "Ask your team"
    linked_with_summary = True
    introduction = "Questions for a team, a council or a partnership that wants to learn its own lessons."
    own_filters = {"part": "part", "component": "components"}
    own_words = ("under", "who_to_ask")
    audience_field = "who_to_ask"

    part = models.CharField(max_length=1, choices=Part)
    number = SmallNumber(help_text="Its place in the whole list.")
    under = models.CharField(
        "heading", max_length=120, blank=True, help_text="The heading it stands under in its source."
    )
    who_to_ask = models.CharField(max_length=200, blank=True)
    who_to_ask_basis = models.CharField("who says whom to ask", max_length=10, choices=Basis, default=Basis.SUGGESTED)
    components = models.ManyToManyField(
        SystemComponent,
        through="QuestionComponent",
        related_name="questions",
        blank=True,
        verbose_name="part of the system",
    )
    lessons = models.ManyToManyField(Lesson, through="QuestionLesson", related_name="questions", blank=True)

    tags = TaggableManager(through="lessons.KeyLineOfEnquiryTag", blank=True)

    class Meta(Entry.Meta):
        verbose_name = "key line of enquiry"
        verbose_name_plural = "key lines of enquiry"
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(condition=Q(part__in=["a", "b"]), name="question_part_known"),
        ]


class KeyLineOfEnquiryTag(TagLink):
    content_object = models.ForeignKey(KeyLineOfEnquiry, on_delete=models.CASCADE, related_name="tag_links")


class KeyLineOfEnquiryCitation(Citation):
    entry = models.ForeignKey(KeyLineOfEnquiry, on_delete=models.CASCADE, related_name="citations")


class LessonEnabler(Link):
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="enabler_links")
    enabler = models.ForeignKey(Enabler, on_delete=models.CASCADE, related_name="lesson_links")
    ends = ("lesson", "enabler")


class RelatedLesson(Link):
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="related_links")
    related = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="related_from_links")
    ends = ("lesson", "related")


class LessonComponent(Link):
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="component_links")
    component = models.ForeignKey(SystemComponent, on_delete=models.CASCADE, related_name="lesson_links")
    ends = ("lesson", "component")


class QuestionComponent(Link):
    question = models.ForeignKey(KeyLineOfEnquiry, on_delete=models.CASCADE, related_name="component_links")
    component = models.ForeignKey(SystemComponent, on_delete=models.CASCADE, related_name="question_links")
    ends = ("question", "component")


class QuestionLesson(Link):
    question = models.ForeignKey(KeyLineOfEnquiry, on_delete=models.CASCADE, related_name="lesson_links")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="question_links")
    ends = ("question", "lesson")

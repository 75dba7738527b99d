"""What has changed since: the editors' dated notes on law, guidance and practice after a report was written."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from catalogue.models.identity import Referenced
from catalogue.models.source import check_partial_date
from foundation.texts import Texts
from foundation.tracking import TrackedQuerySet

# A note is looked at again at least this often.
CHECKED_AGAIN_AFTER = timedelta(days=365)


class DevelopmentQuerySet(TrackedQuerySet):
    def public(self) -> DevelopmentQuerySet:
        """Notes that visitors may see."""
        return self.filter(status=Development.Status.PUBLISHED)

    def to_check(self) -> DevelopmentQuerySet:
        """Published notes that nobody has checked for a year."""
        old = timezone.localdate() - CHECKED_AGAIN_AFTER
        return self.public().filter(Q(checked_on__isnull=True) | Q(checked_on__lt=old))


class Development(Referenced):
    """One thing that changed after reports were written, as public sources tell it. Its reference is its slug."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    class About(models.TextChoices):
        LAW = "law", "Law"
        GUIDANCE = "guidance", "National guidance"
        REGULATION = "regulation", "Regulation"
        ORGANISATION = "organisation", "Organisation"
        MONEY = "money", "Money"
        WORKFORCE = "workforce", "Workforce"
        PRACTICE = "practice", "Practice"

    title = models.CharField(max_length=150, help_text="What changed, and when, in plain words.")
    body = models.TextField(help_text="What it means for a reader of an older report (Markdown).")
    about = models.CharField(max_length=20, choices=About)
    happened = models.CharField(
        max_length=10,
        validators=[check_partial_date],
        help_text="As exactly as it is known: 2021, 2021-07 or 2021-07-16.",
    )
    as_of = models.DateField("as of", help_text="The day up to which the note tells what was known.")
    checked_on = models.DateField(null=True, blank=True, help_text="When an editor last looked the fact up.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    tags = models.ManyToManyField(
        "catalogue.Tag", blank=True, related_name="developments", help_text="The themes and tags whose pages show it."
    )

    history = HistoricalRecords(m2m_fields=["tags"])
    objects = DevelopmentQuerySet.as_manager()

    class Meta:
        ordering = ["-happened", "reference"]
        verbose_name = "note on what has changed since"
        verbose_name_plural = "notes on what has changed since"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["draft", "published"]), name="development_status_known"),
            models.CheckConstraint(
                condition=Q(
                    about__in=["law", "guidance", "regulation", "organisation", "money", "workforce", "practice"]
                ),
                name="development_about_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether visitors can see it."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_about_law(self) -> bool:
        return self.about == self.About.LAW

    def clean(self) -> None:
        """Refuse days that are still to come."""
        for name in ("as_of", "checked_on"):
            day = getattr(self, name)
            if day and day > timezone.localdate():
                raise ValidationError({name: "This day is still to come."})


class DevelopmentSource(Texts):
    """A public document in which an editor read what a note says, at least in part."""

    development = models.ForeignKey(Development, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=250)
    publisher = models.CharField(max_length=150, blank=True)
    published = models.CharField(
        "published in",
        max_length=10,
        blank=True,
        validators=[check_partial_date],
        help_text="As far as known: 2021, 2021-07 or 2021-07-16.",
    )
    url = models.URLField("web address", max_length=500)
    is_secondary = models.BooleanField(
        "second-hand", default=False, help_text="It reports on the document that decides, and is not that document."
    )
    read_on = models.DateField(null=True, blank=True, help_text="When the editor read it.")

    history = HistoricalRecords()

    class Manager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
        def get_by_natural_key(self, development: str, url: str) -> DevelopmentSource:
            return self.get(development_id=development, url=url)

    objects = Manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "source of a note"
        verbose_name_plural = "sources of a note"
        constraints = [models.UniqueConstraint(fields=["development", "url"], name="development_source_once")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str]:
        return (self.development_id, self.url)

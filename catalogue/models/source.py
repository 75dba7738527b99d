"""Where records come from: documents, their sections, and what in them a record rests on."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from catalogue.models.entry import Entry
from catalogue.models.holders import held_by_public_entry
from catalogue.models.identity import Referenced
from foundation.numbers import WholeNumber
from foundation.texts import Texts
from foundation.tracking import TrackedQuerySet

# A date as exactly as it is known; such text also sorts in time.
check_partial_date = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z",
    "Write a year, a month or a day, like 2020, 2020-12 or 2020-12-11.",
)


class SourceQuerySet(TrackedQuerySet):
    def public(self) -> SourceQuerySet:
        """Sources that a public entry cites, and what those name."""
        cited = held_by_public_entry("citations__source")
        return self.filter(cited | models.Q(named_in__in=Source.objects.filter(cited)))

    def reports(self) -> SourceQuerySet:
        """The documents whose content is here, as against those they refer to."""
        return self.filter(type=Source.Type.REPORT)


class Source(Referenced):
    """A document: a report whose content is here, or a reference that a report names. Its reference is its slug."""

    class Type(models.TextChoices):
        REPORT = "report", "Report"
        REFERENCE = "reference", "Reference"

    type = models.CharField(max_length=10, choices=Type)
    title = models.CharField(max_length=250)
    publisher = models.CharField(max_length=150, blank=True)
    authors = models.CharField(max_length=200, blank=True)
    published = models.CharField(
        "published in",
        max_length=10,
        blank=True,
        validators=[check_partial_date],
        help_text="As far as known: 2020, 2020-12 or 2020-12-11.",
    )
    edition = models.CharField(max_length=120, blank=True)
    url = models.URLField("web address", blank=True, max_length=500)
    summary = models.TextField(blank=True, help_text="What it is and what it is used for (Markdown).")
    rights = models.TextField(blank=True, help_text="Whose it is and what may be done with it.")
    caveats = models.TextField(blank=True, help_text="What a reader should know before relying on it (Markdown).")
    named_in = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="references",
        help_text="For a reference: the report that names it.",
    )
    locator = models.CharField("named where", max_length=200, blank=True)
    areas = models.ManyToManyField(
        "councils.Area",
        blank=True,
        related_name="sources",
        verbose_name="areas covered",
        help_text="The region or area that a report is about as a whole.",
    )

    history = HistoricalRecords(m2m_fields=["areas"])
    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=["report", "reference"]), name="source_type_known"),
            models.CheckConstraint(
                condition=models.Q(type="reference") | models.Q(named_in__isnull=True),
                name="source_report_stands_alone",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of a report; for a reference, its place in the list of the report that names it."""
        if self.named_in_id:
            return f"{reverse('source-part', args=[self.named_in_id, 'references'])}#{self.reference}"
        return reverse("source", args=[self.reference])

    def clean(self) -> None:
        """Refuse a report that is named in another: that is what a reference is."""
        if self.type == self.Type.REPORT and self.named_in_id:
            raise ValidationError({"named_in": "A report stands alone. Only a reference is named in a report."})


class SourceSection(Referenced):
    """A part of a source, in the source's own order, with what it says where that has no record of its own."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    position = WholeNumber(help_text="Its place in the source’s own order.")
    title = models.CharField(max_length=250)
    locator = models.CharField(max_length=200, blank=True, help_text="Such as “Section 3, Lesson 1 (p11)”.")
    body = models.TextField(blank=True, help_text="What the section says, in our own words (Markdown).")

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["source", "position"]
        constraints = [
            models.UniqueConstraint(fields=["source", "position"], name="section_has_its_own_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source-part", args=[self.source_id, self.reference])

    def clean(self) -> None:
        """Keep a part within the source of the whole."""
        if self.parent and self.parent.source_id != self.source_id:
            raise ValidationError({"parent": "The larger section belongs to another source."})


class Citation(Texts):
    """What a record rests on: a source, and where in it. Each kind has its own table, its record called entry."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(class)ss")
    entry_id: str
    section = models.ForeignKey(
        SourceSection, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    locator = models.CharField(max_length=200, blank=True, help_text="Such as “Section 3, Lesson 1 (p11)”.")
    note = models.CharField(
        max_length=300, blank=True, help_text="What the record takes from there, if that needs saying."
    )

    history = HistoricalRecords(inherit=True)

    class Manager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
        def get_by_natural_key(self, reference: str, source: str, locator: str) -> Citation:
            return self.get(entry=reference, source=source, locator=locator)

    objects = Manager()

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["entry", "source", "locator"], name="%(class)s_once")]

    @classmethod
    def model_for(cls, kind: type[Entry]) -> type[Citation]:
        """The model of the citations of this kind of record."""
        return cast("type[Citation]", kind.citations.rel.related_model)

    def __str__(self) -> str:
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)

    def natural_key(self) -> tuple[str, str, str]:
        return (self.entry_id, self.source_id, self.locator)

    def clean(self) -> None:
        """Refuse a section of another source."""
        if self.section and self.section.source_id != self.source_id:
            raise ValidationError({"section": "This section belongs to another source."})

"""What every kind of record shares."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from catalogue.models.identity import Referenced
from catalogue.publication import FARTHEST, NEXT, EntryQuerySet, Status
from foundation.numbers import SmallNumber, WholeNumber


class Strength(models.TextChoices):
    """How strong the evidence behind a record is, the weakest first."""

    MENTION = "mention", "Mentioned once"
    ACCOUNT = "account", "One person’s or one place’s account"
    INTERVIEWS = "interviews", "Interviews in several places"
    FIGURES = "figures", "Figures from one place"
    MEASURED = "measured", "Measured results from several places"


class Entry(Referenced):
    """The base of the kinds: a lesson, an enabler, a case study, a recommendation, a key line of enquiry.

    Each kind is a subclass with a table of its own, and adds `tags` and a Citation model called `citations`.
    It says the rest about itself in the class attributes below; catalogue/checks.py guards them.
    """

    # A kind given to a template is meant as such: without this, each mention there would make a new, empty record.
    do_not_call_in_templates: ClassVar[bool] = True
    # The word for the kind in addresses, such as "case-studies"; also its value in filters and exports.
    kind: ClassVar[str]
    # Where the kind stands in the navigation and in the lists that gather kinds.
    position: ClassVar[int]
    # What the navigation calls it, where that is shorter than its plural.
    short_name: ClassVar[str] = ""
    # Its plural as people say it, where that is not the full name: “questions”, “things to do”.
    spoken_plural: ClassVar[str] = ""
    # The heading over records of this kind on the page of another record.
    heading: ClassVar[str]
    # The same over the first few of them, where that is another: “Do first”.
    first_heading: ClassVar[str] = ""
    # Whether pages that gather kinds begin with it: what to do comes before why.
    is_asked_first: ClassVar[bool] = False
    # Whether its title alone says too little in a list of links, so that its summary stands there too.
    linked_with_summary: ClassVar[bool] = False
    # The field that says who is meant to act on a record or to be asked, "" for none.
    audience_field: ClassVar[str] = ""
    # Whether a briefing gives its whole text, because the summary alone is not enough to act on.
    briefed_in_full: ClassVar[bool] = False
    # One sentence for people who meet the kind for the first time.
    introduction: ClassVar[str]
    # Filters this kind has beside the common ones: the name in the address and the field it looks at.
    own_filters: ClassVar[dict[str, str]] = {}
    # What search reads beside title, summary and body: names of fields, or a relation and a field of its rows
    # ("findings__title").
    own_words: ClassVar[tuple[str, ...]] = ()
    # Whether records linked with one of this kind reach its councils through it (catalogue/places.py).
    lends_councils: ClassVar[bool] = False
    # Whether a finished record of this kind happened somewhere, so that it has a council; the others hold anywhere.
    expects_council: ClassVar[bool] = False
    # Texts a finished record does not go without: curation asks for them.
    expected_texts: ClassVar[tuple[str, ...]] = ()
    # What each kind adds: its tags, and the tables that link it with tags and with sources.
    tags: Any
    tag_links: Any
    citations: Any
    # The status in the database ("" for none), where somebody who checks many records at once has read it already.
    stored_status: str | None = None

    title = models.CharField(max_length=250)
    slug = models.SlugField(
        max_length=120, unique=True, help_text="The last part of the page’s address. Old addresses keep working."
    )
    summary = models.CharField(
        max_length=500, help_text="One or two plain sentences that make sense on their own, in lists and exports."
    )
    body = models.TextField(
        blank=True,
        help_text="Only what the source says, in our words. Markdown: paragraphs, lists with “-”, headings with “###”.",
    )
    editors_view = models.TextField(
        "the editors’ view",
        blank=True,
        help_text="What the editors add: advice, signs to look for, cautions. Shown apart, as theirs (Markdown).",
    )
    source_heading = models.CharField(
        "heading in the source",
        max_length=250,
        blank=True,
        help_text="The heading as the source prints it, where the title is another.",
    )
    strength = models.CharField(
        "strength of evidence", max_length=10, choices=Strength, blank=True, help_text="How sure the record can be."
    )
    strength_reason = models.CharField(
        "why this strength", max_length=300, blank=True, help_text="One sentence: who told it, or what was measured."
    )
    evidence_year = SmallNumber(
        "year of the evidence",
        null=True,
        blank=True,
        validators=[MinValueValidator(1900)],
        most=2100,
        help_text="The latest year in which what it tells happened or was seen.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="When it appears. A time to come schedules it."
    )
    withdrawn_on = models.DateField(null=True, blank=True, help_text="Set when the status is “withdrawn”.")
    replaced_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        help_text="What visitors of the withdrawn page are pointed to.",
    )
    reviewed_on = models.DateField(null=True, blank=True, help_text="When somebody last checked it against its source.")
    review_due = models.DateField(null=True, blank=True, db_index=True)
    replaced_by_id: str | None
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who looks after this record.",
    )
    councils = models.ManyToManyField(
        "councils.Council", blank=True, help_text="The councils the source names; of a case study, where it happened."
    )
    areas = models.ManyToManyField(
        "councils.Area",
        blank=True,
        verbose_name="areas covered",
        help_text="A region or a named area as a whole, such as Greater Manchester.",
    )
    organisations = models.ManyToManyField("councils.Organisation", blank=True)
    statistics = models.ManyToManyField("catalogue.Statistic", blank=True)
    events = models.ManyToManyField("catalogue.Event", blank=True)
    developments = models.ManyToManyField(
        "catalogue.Development",
        blank=True,
        verbose_name="what has changed since",
        help_text="Notes on what changed after the report.",
    )
    version = WholeNumber(default=1, editable=False, help_text="Raised with each public change.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(
        inherit=True, m2m_fields=["councils", "areas", "organisations", "statistics", "events", "developments"]
    )
    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["reference"]
        # Nearly every record is published: an index of the status alone would find all of them to read a few.
        indexes = [models.Index(fields=["status", "reference"], name="%(class)s_by_status")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="%(class)s_status_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                name="%(class)s_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | Q(withdrawn_on__isnull=False),
                name="%(class)s_withdrawn_has_day",
            ),
            models.CheckConstraint(condition=Q(strength__in=["", *Strength.values]), name="%(class)s_strength_known"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(summary="") & ~Q(slug=""), name="%(class)s_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.list_url()}{self.slug}/"

    @classmethod
    @cache
    def list_url(cls) -> str:
        """The address of the list of this kind; those of its records begin with it."""
        return reverse(cls.kind)

    @classmethod
    def name(cls) -> str:
        """The kind in the singular, as in a sentence: case study."""
        return str(cls._meta.verbose_name)

    @classmethod
    def names(cls) -> str:
        """The kind in the plural, as in a sentence: case studies."""
        return str(cls._meta.verbose_name_plural)

    @classmethod
    def tally(cls, count: int, by_type: dict[str, int] | None = None) -> str:
        """So many records of this kind in words; `by_type` is how many of each type, for kinds whose types differ."""
        return f"{count:,} {cls.name() if count == 1 else cls.names()}"

    @classmethod
    def navigation_label(cls) -> str:
        """The kind as the navigation calls it."""
        return cls.short_name or cls.names().capitalize()

    @classmethod
    def spoken_names(cls) -> str:
        """The plural as in a sentence, as people say it: questions."""
        return cls.spoken_plural or cls.names()

    @classmethod
    def kinds(cls) -> list[type[Entry]]:
        """Every kind there is, in the order of the navigation. Pages that gather kinds ask this and name none."""
        return [*_kinds()]

    @classmethod
    def called(cls, word: str) -> type[Entry] | None:
        """The kind with this word in addresses, if there is one."""
        return next((kind for kind in cls.kinds() if kind.kind == word), None)

    @property
    def is_public(self) -> bool:
        """Whether visitors can see it now."""
        return self.status == Status.PUBLISHED and self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        """Whether it is published with a time still to come."""
        return self.status == Status.PUBLISHED and not self.is_public

    def clean(self) -> None:
        """Refuse a status that cannot follow the stored one, and dates that contradict the status."""
        stored = self.stored_status
        if stored is None and not self._state.adding:
            stored = type(self).objects.filter(pk=self.pk).values_list("status", flat=True).first()
        if stored and self.status != stored and self.status not in NEXT[stored]:
            possible = " or ".join(sorted(Status(status).label.lower() for status in NEXT[stored]))
            raise ValidationError(
                {"status": f"A record that is {Status(stored).label.lower()} can only become {possible}."}
            )
        if self.status == Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        if self.status == Status.PUBLISHED and self.published_at and self.published_at > timezone.now() + FARTHEST:
            raise ValidationError({"published_at": "This is too far ahead: at most five years can be planned."})
        if self.status == Status.WITHDRAWN and self.withdrawn_on is None:
            self.withdrawn_on = timezone.localdate()
        if self.status != Status.WITHDRAWN and self.withdrawn_on is not None:
            raise ValidationError({"withdrawn_on": "Only a withdrawn record has a day of withdrawal."})
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            raise ValidationError({"replaced_by": "A record cannot replace itself."})
        if self.reviewed_on and self.review_due and self.review_due < self.reviewed_on:
            raise ValidationError({"review_due": "The next review cannot be due before the last one was done."})


@cache
def _kinds() -> tuple[type[Entry], ...]:
    """Looked for once: kinds do not come and go while the site runs."""
    found = [model for model in apps.get_models() if issubclass(model, Entry)]
    return tuple(sorted(found, key=lambda kind: kind.position))

"""The governed vocabulary: themes, the tags under them, and the words people use for them.

django-taggit is kept behind this file: a tag is its TagBase, a link its ItemBase, one table for each kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords
from taggit.models import ItemBase, TagBase

from catalogue.models.entry import Entry
from foundation.numbers import SmallNumber
from foundation.spelling import run_together
from foundation.texts import Texts
from foundation.tracking import TrackedQuerySet


class TagQuerySet(TrackedQuerySet):
    def themes(self) -> TagQuerySet:
        """The top of the vocabulary: what people browse by."""
        return self.filter(broader__isnull=True, merged_into__isnull=True)

    def in_use(self) -> TagQuerySet:
        """Tags that have not been merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_slugs(self, slugs: Iterable[str]) -> TagQuerySet:
        """Tags that have one of these slugs, or had it before they were renamed or took the place of another tag."""
        has = models.Q(slug__in=slugs) | models.Q(merged__slug__in=slugs) | models.Q(former_slugs__slug__in=slugs)
        return self.filter(pk__in=Tag.objects.order_by().filter(has).values("pk"))

    def instead(self) -> dict[int, int]:
        """For each tag that was merged the one that took its place, by primary key."""
        return dict(self.filter(merged_into__isnull=False).order_by().values_list("pk", "merged_into_id"))

    def get_by_natural_key(self, slug: str) -> Tag:
        return self.get(slug=slug)  # type: ignore[return-value]


class Tag(Texts, TagBase):
    """A word of the vocabulary. A tag with nothing broader is a theme; there are exactly two levels."""

    definition = models.CharField(max_length=300, help_text="One plain sentence: what the tag covers.")
    body = models.TextField(
        "introduction", blank=True, help_text="For a theme: the paragraph that opens its page (Markdown)."
    )
    broader = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
        verbose_name="theme",
        limit_choices_to={"broader__isnull": True, "merged_into__isnull": True},
        help_text="The theme this tag belongs to. Leave empty for a theme.",
    )
    review_months = SmallNumber(
        "months between reviews", default=12, most=120, help_text="For a theme: how often its records are checked."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="The tag that took this one’s place; its page leads there.",
    )

    natural_key_fields = ["slug"]
    history = HistoricalRecords()
    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(broader=models.F("id")), name="tag_not_its_own_theme"),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="tag_not_merged_into_itself"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("theme" if self.is_theme else "tag", args=[self.slug])

    @property
    def is_theme(self) -> bool:
        return self.broader_id is None

    def clean(self) -> None:
        """Keep the vocabulary at exactly two levels, and every word in it different from the others."""
        if self.broader and self.broader.broader_id:
            raise ValidationError({"broader": f"“{self.broader}” is itself a tag under a theme. Choose a theme."})
        if self.broader and self.pk and self.narrower.exists():
            raise ValidationError({"broader": "This is a theme with tags under it. Move those first."})
        self._refuse_double()
        if not self.slug.isascii():
            raise ValidationError({"slug": "Use plain letters, digits and hyphens: the slug is part of an address."})
        if (former := FormerTagSlug.objects.filter(slug=self.slug).exclude(tag=self.pk).first()) is not None:
            raise ValidationError({"slug": f"This address already leads to “{former.tag}”, which had it before."})

    def _refuse_double(self) -> None:
        """Refuse a name that another tag has, however it is spelled; a double there was may be edited and merged."""
        names = dict(Tag.objects.order_by().values_list("pk", "name"))
        same = run_together(self.name)
        if self.merged_into_id or run_together(names.pop(self.pk, "")) == same:
            return
        if there := next((name for name in names.values() if run_together(name) == same), ""):
            raise ValidationError({"name": f"There is already a tag “{there}”. Use that one."})
        labels = TagLabel.objects.exclude(tag=self.pk).values_list("label", "tag__name")
        if there := next((name for label, name in labels if run_together(label) == same), ""):
            raise ValidationError({"name": f"This is already another word for the tag “{there}”. Use that one."})


class TagLabel(Texts):
    """Another word for a tag: an acronym, a synonym, an everyday word. Search treats it as the tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(max_length=100)
    stands_for = models.CharField(max_length=150, blank=True, help_text="For an acronym: the words it stands for.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["tag", "label"]
        verbose_name = "alternative label"
        constraints = [
            models.UniqueConstraint(Lower("label"), name="label_means_one_tag"),
        ]

    class Manager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
        def get_by_natural_key(self, label: str) -> TagLabel:
            return self.get(label=label)

    objects = Manager()

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str]:
        return (self.label,)

    def clean(self) -> None:
        """Refuse a label that is already the name of a tag; what a merged tag was called may live on as a label."""
        if Tag.objects.in_use().filter(name__iexact=self.label).exists():
            raise ValidationError({"label": "This is already the name of a tag."})
        same = run_together(self.label)
        others = [*Tag.objects.in_use().exclude(pk=self.tag_id).order_by().values_list("name", "name")]
        others += TagLabel.objects.exclude(tag=self.tag_id).exclude(pk=self.pk).values_list("label", "tag__name")
        if there := next((name for word, name in others if run_together(word) == same), ""):
            raise ValidationError({"label": f"This already stands for the tag “{there}”."})


class FormerTagSlug(models.Model):
    """A slug a tag had before it was renamed: its address leads to the tag, and filters still accept it."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=100, unique=True)

    class Manager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
        def get_by_natural_key(self, slug: str) -> FormerTagSlug:
            return self.get(slug=slug)

        def remember(self, tag: Tag, slug: str) -> None:
            """Keep an address a tag had, so that it leads to the tag from now on."""
            self.filter(slug=tag.slug).delete()
            if slug and slug != tag.slug:
                self.update_or_create(slug=slug, defaults={"tag": tag})

    objects = Manager()

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class TagsApart(models.Model):
    """Two tags that sound alike and mean different things, so that the report of near-duplicates leaves them out."""

    one = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="tags_apart_once"),
            # The same two in the other order would be the same statement.
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="tags_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"


class TagLink(ItemBase):
    """A tag on a record. Each kind has its own table, with a real foreign key called content_object.

    A tag that records carry cannot be deleted, only merged into another, so that nothing loses its tags.
    """

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="%(class)ss")

    natural_key_fields = ["content_object_id", "tag_id"]
    history = HistoricalRecords(inherit=True)

    class Manager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
        def get_by_natural_key(self, reference: str, slug: str) -> TagLink:
            return self.get(content_object_id=reference, tag__slug=slug)

    objects = Manager()

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="%(class)s_once")]

    @classmethod
    def model_for(cls, kind: type[Entry]) -> type[TagLink]:
        """The model of the tags on this kind of record."""
        return cast("type[TagLink]", kind.tag_links.rel.related_model)

    def natural_key(self) -> tuple[str, str]:
        return (self.content_object_id, self.tag.slug)

    natural_key.dependencies = ["catalogue.tag"]  # type: ignore[attr-defined]

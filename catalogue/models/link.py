"""Links between records: one table for each pair, each row stated by a source or suggested by an editor."""

from __future__ import annotations

from typing import ClassVar, NamedTuple, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django.utils.text import camel_case_to_spaces
from simple_history.models import HistoricalRecords

from foundation.texts import Texts
from foundation.tracking import TrackedQuerySet


class Basis(models.TextChoices):
    """Whose word the link is. The difference is shown wherever the link is."""

    STATED = "stated", "Stated by the source"
    SUGGESTED = "suggested", "Suggested by the editors"


class Link(Texts):
    """A link between two records. A subclass adds two foreign keys and names them in `ends`, the citing one first.

    Its constraints follow from its ends (`_constrain`): no two records are linked twice in the same table, and no
    record is linked with itself.
    """

    ends: ClassVar[tuple[str, str]]

    basis = models.CharField(max_length=10, choices=Basis, default=Basis.SUGGESTED)
    note = models.CharField("why", max_length=300, blank=True, help_text="What connects the two, if that needs saying.")

    history = HistoricalRecords(inherit=True)

    class Manager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
        def get_by_natural_key(self, citing: str, cited: str) -> Link:
            first, second = self.model.ends
            return self.get(**{f"{first}_id": citing, f"{second}_id": cited})

    objects = Manager()

    class Meta:
        abstract = True
        # Stated links first, then in the order they were made.
        ordering = ["basis", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="%(class)s_basis_known"),
        ]

    def __init_subclass__(cls) -> None:
        if len(getattr(cls, "ends", ())) != 2:
            raise TypeError(f"{cls.__name__} is a link: it names its two foreign keys in `ends`.")
        super().__init_subclass__()

    def __str__(self) -> str:
        first, second = self.ends
        return f"{getattr(self, first)} – {getattr(self, second)}"

    def natural_key(self) -> tuple[str, str]:
        first, second = self.ends
        return (getattr(self, f"{first}_id"), getattr(self, f"{second}_id"))

    def clean(self) -> None:
        """Refuse a record linked to itself."""
        first, second = self.natural_key()
        if first and first == second:
            raise ValidationError("A record cannot be linked to itself.")

    @classmethod
    def end_model(cls, end: str) -> type[models.Model]:
        """The model at one of the two ends."""
        # `related_model` would say the same, but only once every model is loaded; constraints are made before.
        return cast("type[models.Model]", cls._meta.get_field(end).remote_field.model)

    @classmethod
    def other_end(cls, end: str) -> str:
        """The name of the end opposite to this one."""
        first, second = cls.ends
        return second if end == first else first

    @classmethod
    def sides_of(cls, model: type[models.Model]) -> list[LinkSide]:
        """Every way in which records of a model are linked; two for a link between records of the same model."""
        links = (link for link in apps.get_models() if issubclass(link, Link))
        ends = ((link, end, link.other_end(end)) for link in links for end in link.ends)
        return [
            LinkSide(link, here, there, link.end_model(there))
            for link, here, there in ends
            if link.end_model(here) is model
        ]


class LinkSide(NamedTuple):
    """A link as seen from one of its ends: the foreign keys at this end and at the other, and the model there."""

    link: type[Link]
    here: str
    there: str
    other: type[models.Model]


@receiver(class_prepared)
def _constrain(sender: type[models.Model], **signal: object) -> None:
    """Give a model of links, once Django has read its fields, the constraints that follow from its ends."""
    if not issubclass(sender, Link):
        return
    first, second = sender.ends
    name = camel_case_to_spaces(sender.__name__).replace(" ", "_")
    sender._meta.constraints.append(models.UniqueConstraint(fields=[first, second], name=f"{name}_once"))
    if sender.end_model(first) is sender.end_model(second):
        is_another = models.CheckConstraint(condition=~Q(**{first: F(second)}), name=f"{name}_is_another")
        sender._meta.constraints.append(is_another)

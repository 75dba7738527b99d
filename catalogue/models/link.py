"""Links between records: one table for each pair, each row stated by a source or suggested by an editor."""

from __future__ import annotations

from typing import ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from foundation.texts import Texts
from foundation.tracking import TrackedQuerySet


class Basis(models.TextChoices):
    """Whose word the link is. The difference is shown wherever the link is."""

    STATED = "stated", "Stated by the source"
    SUGGESTED = "suggested", "Suggested by the editors"


class Link(Texts):
    """A link between two records. A subclass adds two foreign keys and names them in `ends`, the citing one first."""

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
    def between(cls, model: type[models.Model]) -> list[tuple[type[Link], str, str]]:
        """The ways records of this model are linked: for each, the link, the end that is this model, the other end."""
        found = []
        for link in apps.get_models():
            if issubclass(link, Link):
                first, second = link.ends
                found += [
                    (link, here, there)
                    for here, there in ((first, second), (second, first))
                    if link._meta.get_field(here).related_model is model
                ]
        return found

"""What the site remembers about its own records."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.models.entry import Entry
from catalogue.publication import Status


def sign(entry: Entry, user: Any, former_slug: str, *, is_new: bool, is_changed: bool = True) -> None:
    """Before a save: say who and when, raise the version of what visitors see, keep the address it had."""
    entry.updated_at, entry.updated_by = timezone.now(), user
    if is_new:
        entry.created_at, entry.created_by = entry.updated_at, user
    elif is_changed:
        entry.version += entry.status in {Status.PUBLISHED, Status.WITHDRAWN}
    FormerSlug.objects.remember(entry, former_slug)


class FormerSlugManager(models.Manager["FormerSlug"]):
    def remember(self, entry: Entry, slug: str) -> None:
        """Keep an address a record had, so that it leads to the record from now on."""
        if slug and slug != entry.slug:
            self.update_or_create(kind=entry.kind, slug=slug, defaults={"reference": entry.pk})

    def get_by_natural_key(self, kind: str, slug: str) -> FormerSlug:
        return self.get(kind=kind, slug=slug)


class FormerSlug(models.Model):
    """A slug a record had before."""

    kind = models.CharField(max_length=40)
    slug = models.SlugField(max_length=120)
    reference = models.CharField(max_length=60)

    objects = FormerSlugManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_leads_to_one_record")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    def natural_key(self) -> tuple[str, str]:
        return (self.kind, self.slug)


class LoadedRecord(models.Model):
    """What load_content last loaded, so that it can tell its own work from a curator's.

    `loaded` is a digest of the record in the fixture, `stored` of the record as it then stood in the database.
    The row without a model and a key stands for the whole (importing/loading.py).
    """

    model = models.CharField(max_length=80)
    # As long as a natural key can be: a reference and an address.
    key = models.CharField(max_length=600)
    loaded = models.CharField(max_length=64)
    stored = models.CharField(max_length=64)

    class Manager(models.Manager["LoadedRecord"]):
        def get_by_natural_key(self, model: str, key: str) -> LoadedRecord:
            return self.get(model=model, key=key)

    objects = Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loaded_record_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"

    def natural_key(self) -> tuple[str, str]:
        return (self.model, self.key)

"""Rows that records hold: a figure, a source or an event is public because some public record cites it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from catalogue.models.entry import Entry


def held_by_public_entry(path: str) -> Q:
    """The condition, on what entries hold, that some public entry holds it; `path` leads from the entry to it."""
    held: Any = Q(pk__in=[])
    for kind in Entry.kinds():
        held |= Exists(kind.objects.published().filter(**{path: OuterRef("pk")}))
    return held


def held_by_any_entry(path: str) -> Q:
    """The condition that some entry, public or not, holds it."""
    held: Any = Q(pk__in=[])
    for kind in Entry.kinds():
        held |= Exists(kind.objects.filter(**{path: OuterRef("pk")}))
    return held

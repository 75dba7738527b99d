"""Rows that a record brings with it: those of its relations in memory, where Django keeps what it has prefetched."""

from __future__ import annotations

from typing import Any

from django.db import models


def brought(record: models.Model, relation: str) -> list[Any] | None:
    """The rows of a relation that a record brings with it; nothing where they are in the database."""
    known = getattr(record, "_prefetched_objects_cache", {}).get(relation)
    return None if known is None else list(known)

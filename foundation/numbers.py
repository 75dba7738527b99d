"""Whole numbers as every database can hold them.

SQLite takes up to 64 bits in any column, PostgreSQL does not; Django checks what the database at hand can hold.
Migrations know these fields as the stock ones they are stored as.
"""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.functional import cached_property


class _Limited(models.IntegerField):
    """A field that refuses numbers above `most`, by default the largest that PostgreSQL stores in such a column."""

    largest: int
    stored_as: str

    def __init__(self, *arguments: Any, most: int | None = None, **named: Any):
        super().__init__(*arguments, **named)
        self.most = most or self.largest

    @cached_property
    def validators(self) -> list:
        """The stock ones, and the limit."""
        return [*super().validators, MaxValueValidator(self.most)]

    def deconstruct(self) -> Any:
        """For migrations, the stock field."""
        name, _, arguments, named = super().deconstruct()
        return name, f"django.db.models.{self.stored_as}", arguments, named


class SmallNumber(_Limited, models.PositiveSmallIntegerField):
    """A number from 0 to 32,767."""

    largest, stored_as = 2**15 - 1, "PositiveSmallIntegerField"


class WholeNumber(_Limited, models.PositiveIntegerField):
    """A number from 0 to some two thousand million."""

    largest, stored_as = 2**31 - 1, "PositiveIntegerField"

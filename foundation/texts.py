"""Texts that every format can hold."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models

# What XML cannot hold: control characters other than tab and line break, lone surrogates and two non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SHOWN_BEFORE = 30


class Texts(models.Model):
    """A record whose texts hold no control characters: feeds and files made of XML cannot say them."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Refuse such a character, wherever it is, beside what fields refuse themselves."""
        wrong: dict[str, list] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as problem:
            wrong = problem.error_dict
        for field in self._meta.concrete_fields:
            text = getattr(self, field.attname)
            if not isinstance(text, str) or text.isprintable() or field.name in (exclude or ()):
                continue
            if found := UNWRITABLE.search(text):
                wrong.setdefault(field.name, []).append(ValidationError(_where(text, found.start())))
        if wrong:
            raise ValidationError(wrong)


def _where(text: str, place: int) -> str:
    before = text[max(place - SHOWN_BEFORE, 0) : place].strip()
    where = f"after “{before}”" if before else "at the beginning"
    return f"There is a character that cannot be kept {where}, such as a line break of Word. Type a line break instead."

"""What every kind must say about itself, and every number of a model, checked when the site starts."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from catalogue.models import Citation, Entry, TagLink
from foundation.numbers import SmallNumber, WholeNumber

WORDS = ("kind", "position", "heading", "introduction")
# Names the address of a list already uses; a kind's own filter cannot take one.
TAKEN = {"q", "theme", "tag", "council", "region", "source", "strength", "sort", "page", "format", "kind"} | {
    "spelling",
    "rows",
    "layout",
}


@checks.register(checks.Tags.models)
def check_kinds(**options: object) -> list[checks.CheckMessage]:
    """Every kind declares its words, its tags and citations, and filters on fields it has; no two share a word."""
    found: list[checks.CheckMessage] = []

    def error(kind: type, number: int, said: str, hint: str = "") -> None:
        found.append(checks.Error(said, hint=hint or None, obj=kind, id=f"catalogue.E{number:03d}"))

    kinds = [model for model in Entry.__subclasses__() if not model._meta.abstract and not model._meta.proxy]
    for kind in kinds:
        missing = [word for word in WORDS if not getattr(kind, word, None)]
        if missing:
            error(kind, 1, f"The kind does not declare {', '.join(missing)}.", "See catalogue/models/entry.py.")
            continue
        for name, base in (("tag_links", TagLink), ("citations", Citation)):
            try:
                related = kind._meta.get_field(name).related_model
            except FieldDoesNotExist:
                related = None
            if not (isinstance(related, type) and issubclass(related, base)):
                error(kind, 2, f"The kind has no “{name}”.", f"Add a {base.__name__} model with a foreign key to it.")
        for name, path in kind.own_filters.items():
            if name in TAKEN:
                error(kind, 3, f"The filter “{name}” is already what every list has.")
            try:
                field = kind._meta.get_field(path)
            except FieldDoesNotExist:
                error(kind, 4, f"The filter “{name}” looks at “{path}”, which the kind does not have.")
                continue
            usable = field.choices or (field.is_relation and hasattr(field.related_model._default_manager, "public"))
            if not usable:
                error(
                    kind, 4, f"The filter “{name}” needs a field with choices, or a relation that knows what is public."
                )
    for attribute, number in (("kind", 5), ("position", 6)):
        values = [getattr(kind, attribute, None) for kind in kinds]
        for kind in kinds:
            if values.count(getattr(kind, attribute, None)) > 1:
                error(kind, number, f"Another kind has the same {attribute}, {getattr(kind, attribute, None)!r}.")
    return found


@checks.register(checks.Tags.models)
def check_numbers(**options: object) -> list[checks.CheckMessage]:
    """No model of ours takes a number on one database that another could not hold."""
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.ROOT]
    # Keys and their copies in the history have 64 bits everywhere.
    holds_as_much = (SmallNumber, WholeNumber, models.AutoField, models.BigAutoField, models.BigIntegerField)
    return [
        checks.Error(
            f"“{field.name}” takes numbers that PostgreSQL cannot hold.",
            hint="Use SmallNumber or WholeNumber of foundation/numbers.py.",
            obj=model,
            id="catalogue.E008",
        )
        for app in ours
        for model in app.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.IntegerField) and not isinstance(field, holds_as_much)
    ]

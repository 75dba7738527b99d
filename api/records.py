"""Records as the API gives them: the columns every download has, and what only programs need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.db import models
from ninja import Field, Schema
from pydantic import create_model

from catalogue.models import Entry
from exports.columns import Batch, Column, batches, columns_of, field
from exports.links import linked_rows
from exports.meanings import MEANINGS


class LinkOut(Schema):
    """A link of a record: with another record, a tag, a theme, a council or a source."""

    link: str = Field(description="What it leads to: a kind, or tag, theme, council or source.", examples=["lessons"])
    reference: str = Field(description="The reference or slug of what is linked.", examples=["NW-L01"])
    title: str = Field(examples=["Relationships carried the response"])
    basis: str = Field(
        description="Whose word the link is, for links between records.", examples=["Stated by the source"]
    )
    why: str = Field(description="What connects the two, or where in a source it is.", examples=["Section 3"])


def _links(batch: Batch) -> list[list[dict]]:
    names = ("link", "reference", "title", "basis", "why")
    return batch.gather((own, dict(zip(names, rest, strict=True))) for own, *rest in linked_rows(batch))


# What the API gives beside the columns. Links cost most and are left out of lists unless asked for.
OWN_COLUMNS = [
    Column("kind", lambda batch: [batch.kind.kind] * len(batch.references)),
    field("slug"),
    field("version"),
    field("updated_at"),
]
LINKS = Column("links", _links, many=True)


def fields_of(kind: type[Entry]) -> dict[str, Column]:
    """Every field the API has of a kind, by name."""
    return {column.name: column for column in (*columns_of(kind), *OWN_COLUMNS, LINKS)}


def _type_of(kind: type[Entry], column: Column) -> Any:
    if column is LINKS:
        return list[LinkOut]
    if column.many:
        return list[str]
    source = next((f for f in kind._meta.fields if f.name == (column.fields or ("",))[0]), None)
    match source:
        case models.DateTimeField():
            return datetime | None
        case models.DateField():
            return date | None
        case models.IntegerField():
            return int | None
    return str


def schema_of(kind: type[Entry]) -> type[Schema]:
    """The shape of a record of a kind. Every field may be missing, because one can ask for a few."""
    shapes = {
        name: (_type_of(kind, column), Field(None, description=MEANINGS.get(name)))
        for name, column in fields_of(kind).items()
    }
    shapes["kind"] = (Literal[kind.kind], None)
    shapes["reference"] = (str, Field(description=MEANINGS["reference"], examples=["NW-L01"]))
    return create_model(kind.__name__, __base__=Schema, **shapes)  # type: ignore[call-overload]


def records(kind: type[Entry], references: list[str], names: Iterable[str]) -> list[dict]:
    """Those of these records that are public, in this order, with the fields of these names and their reference."""
    known = fields_of(kind)
    columns = [known[name] for name in dict.fromkeys(["reference", *names])]
    found: dict[str, dict] = {}
    for batch in batches(kind.objects.published().filter(pk__in=references), columns):
        values = zip(*(column.read(batch) for column in columns), strict=True)
        rows = (dict(zip((column.name for column in columns), row, strict=True)) for row in values)
        found |= zip(batch.references, rows, strict=True)
    return [found[reference] for reference in references if reference in found]

"""What a record has many of, read in the query that reads the record: tags, councils, sources, linked records.

The database hands over the rows of each record as one JSON text, because that is many times faster than asking for
them again batch by batch and matching them up here (bench/exports.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Func, OuterRef, QuerySet, Subquery, TextField

from catalogue import places
from catalogue.models import Citation, Development, Entry, TagLink
from catalogue.publication import public


class _AsJSON(Func):
    """All rows as one JSON text, an array for each; it is no `Aggregate`, so that nothing is grouped."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_agg(json_build_array(%(expressions)s))::text", **more)


# For each of the expressions of a record its rows as JSON, or nothing.
Answer = tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class Related:
    """Rows related to records of a kind: for a kind, querysets of them and the values to take of each row.

    In such a queryset OuterRef("pk") is the record. `ordered` says to sort the rows by their first value.
    """

    of: Callable[[type[Entry]], list[tuple[QuerySet, tuple]]]
    ordered: bool = False

    def expressions(self, kind: type[Entry]) -> list[Subquery]:
        """What to ask the database for, beside the fields of the record."""
        return [Subquery(rows.order_by().values_list(_AsJSON(*values))) for rows, values in self.of(kind)]

    def rows(self, answer: Answer) -> list[list]:
        """The rows of one record, from what the database answered."""
        found = [row for text in answer if text for row in orjson.loads(text)]
        return sorted(found) if self.ordered else found


def links_to(path: str, columns: tuple[str, ...]) -> Related:
    """These columns of the public records that a record links to along a path."""

    def of(kind: type[Entry]) -> list[tuple[QuerySet, tuple]]:
        rows, there = _at_the_end(kind, path)
        return [(rows.filter(public(there)), tuple(there + column for column in columns))]

    return Related(of)


def _at_the_end(kind: type[Entry], path: str) -> tuple[QuerySet, str]:
    """The rows that lead from a record along a path, and the way from these to its end."""
    relation: Any = kind._meta.get_field(path)
    if not relation.many_to_many:
        return relation.related_model._default_manager.filter(pk=OuterRef(path)), ""
    rows, here, there = rows_between(kind, path)
    return rows.filter(**{here: OuterRef("pk")}), f"{there}__"


def rows_between(kind: type[Entry], path: str) -> tuple[QuerySet, str, str]:
    """The rows that link a kind with others along a path, with the names of this end and of the other.

    For a path through a table of links that is the table itself: asking it alone spares the database a join.
    """
    relation: Any = kind._meta.get_field(path)
    if not relation.many_to_many:
        return kind._default_manager.all(), "pk", path
    field = relation if relation.concrete else relation.field
    ends = (field.m2m_field_name(), field.m2m_reverse_field_name())
    here, there = ends if relation.concrete else reversed(ends)
    return field.remote_field.through._default_manager.all(), here, there


def rows_of(name: str, label: str) -> Related:
    """A field of what a record has many of under this name, public exactly when the record is."""
    return Related(
        lambda kind: [(kind.objects.filter(pk=OuterRef("pk"), **{f"{name}__isnull": False}), (f"{name}__{label}",))]
    )


def _tag_links(kind: type[Entry]) -> list[tuple[QuerySet, tuple]]:
    links = TagLink.model_for(kind).objects
    return [(links.filter(content_object=OuterRef("pk")), ("tag__name", "tag__broader__name"))]


def _citations(kind: type[Entry]) -> list[tuple[QuerySet, tuple]]:
    citations = Citation.model_for(kind).objects
    return [(citations.filter(entry=OuterRef("pk")), ("pk", "source__title", "locator", "source__published"))]


def _developments(kind: type[Entry]) -> list[tuple[QuerySet, tuple]]:
    rows, here, there = rows_between(kind, "developments")
    own = rows.filter(**{here: OuterRef("pk"), f"{there}__in": Development.objects.public()})
    return [(own, (f"{there}__title",))]


# The name of each tag with its theme's, if it has one.
TAG_LINKS = Related(_tag_links)
# The title of each source with the place in it and its date, in the order they were entered.
CITATIONS = Related(_citations, ordered=True)
# The titles of the public notes on what has changed since.
DEVELOPMENTS = Related(_developments)
# The names of the councils it names, and of those it reaches through linked case studies.
PLACES = Related(lambda kind: [(rows, (name,)) for rows, name in places.named(kind, OuterRef("pk"))])
LINKED_PLACES = Related(
    lambda kind: [(rows, (name,)) for rows, name in places.named_through_links(kind, OuterRef("pk"))]
)

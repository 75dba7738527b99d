"""The second form of a list: one row for each link, for people who pivot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet

from catalogue import places
from catalogue.models import Basis, Citation, Entry, Link, TagLink
from catalogue.publication import public
from exports.columns import ROWS_AT_A_TIME, Batch, Column, batches, field
from exports.table import Table, of_records

HEADINGS = ["reference", "title", "link", "linked_reference", "linked_title", "basis", "why", "url"]
Row = tuple[str, str, str, str, str, str]


def of_links(entries: QuerySet, list_url: str) -> Table:
    """A table with one row for each link of each record.

    Records linked with it, tags, councils and sources.
    """

    def rows() -> Iterator[list[list]]:
        for batch in batches(entries, [field("title"), field("slug")]):
            yield from _columns(batch)

    records = of_records(entries, [], list_url).with_about(
        ("Rows", "One for each link; a record without links has none.")
    )
    return replace(
        records,
        name=f"{records.name}-links",
        columns=[Column(heading, lambda batch: [], is_address=heading == "url") for heading in HEADINGS],
        batches=rows,
        # Counted by reading once more: a workbook asks, to know how many sheets it needs, and
        # formats that take no more than so many rows.
        row_count=lambda: sum(len(columns[0]) for columns in rows()),
    )


def _columns(batch: Batch) -> Iterator[list[list]]:
    titles = dict(zip(batch.references, batch.fields["title"], strict=True))
    urls = dict(zip(batch.references, batch.urls(), strict=True))
    found = [row for rows in batch.gather((row[0], row) for row in linked_rows(batch)) for row in rows]
    for start in range(0, len(found), ROWS_AT_A_TIME):
        some = [(row[0], titles[row[0]], *row[1:], urls[row[0]]) for row in found[start : start + ROWS_AT_A_TIME]]
        yield [list(column) for column in zip(*some, strict=True)]


def _sorts(kind: type[Entry]) -> list[tuple[type[Link], str, str, type[Entry]]]:
    """The links of a kind with other entries: the table, this end, the other end, and the kind there."""
    return [(link, here, there, other) for link, here, there, other in Link.sides_of(kind) if issubclass(other, Entry)]


def linked_rows(batch: Batch) -> Iterator[Row]:
    """Reference, sort of link, reference and title of what is linked, basis, why.

    For every link of the batch.
    """
    for link, here, there, other in _sorts(batch.kind):
        rows = link.objects.filter(public(f"{there}__"), **{f"{here}__in": batch.references}).order_by(f"{there}__pk")
        for own, reference, title, basis, note in rows.values_list(
            here, f"{there}__pk", f"{there}__title", "basis", "note"
        ):
            yield own, other.kind, reference, title, Basis(basis).label, note
    tags = TagLink.model_for(batch.kind).objects.filter(content_object__in=batch.references)
    themes = set()
    for own, slug, name, theme, theme_name in tags.order_by("tag__slug").values_list(
        "content_object_id", "tag__slug", "tag__name", "tag__broader__slug", "tag__broader__name"
    ):
        if theme:
            yield own, "tag", slug, name, "", ""
        themes.add((own, theme or slug, theme_name or name))
    for own, slug, name in sorted(themes):
        yield own, "theme", slug, name, "", ""
    for own, place in sorted(
        places.pairs(batch.kind.objects.filter(pk__in=batch.references)), key=lambda pair: pair[1].name
    ):
        yield own, "council", place.slug, place.name, "", ""
    citations = Citation.model_for(batch.kind).objects.filter(entry__in=batch.references)
    for own, source, title, locator in citations.order_by("pk").values_list(
        "entry_id", "source_id", "source__title", "locator"
    ):
        yield own, "source", source, title, "", locator

"""What a column is, and how rows are read: all of a list in one query, a batch at a time, no record built.

Each kind declares its columns once, as COLUMNS in the exports.py of its app; pages, the API, the admin and
commands use that declaration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from dataclasses import field as attributes
from datetime import date, datetime
from importlib import import_module
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from catalogue.models import Entry
from exports.related import (
    CITATIONS,
    DEVELOPMENTS,
    LINKED_PLACES,
    PLACES,
    TAG_LINKS,
    Answer,
    Related,
    links_to,
    rows_of,
)

# The first rows come soon; later batches are as big as a database answers well.
FIRST_ROWS = 100
ROWS_AT_A_TIME = 1_000
WIDE, MEDIUM, NARROW = 60, 28, 14


@dataclass
class Batch:
    """Some records of a kind on their way into a file.

    Their references in order, and what was asked for: the values of fields, and answers about related rows.
    """

    kind: type[Entry]
    references: list[str]
    fields: dict[str | Related, Any]
    read: dict[Related, dict[Answer, list[list]]] = attributes(default_factory=dict)

    def urls(self) -> list[str]:
        """The address of the page of each record, from its slug."""
        base = settings.BASE_URL + self.kind.list_url()
        return [f"{base}{slug}/" for slug in self.fields["slug"]]

    def rows(self, related: Related) -> dict[Answer, list[list]]:
        """The rows behind each answer about related rows.

        Many records have the same tags, councils or nothing at all, and several columns ask for the same rows: each
        different answer is read once.
        """
        if related not in self.read:
            self.read[related] = {answer: related.rows(answer) for answer in set(self.fields[related])}
        return self.read[related]

    def gather(self, pairs: Iterable[tuple[str, object]]) -> list[list]:
        """For each record of the batch the values paired with its reference, in the order given."""
        found: dict[str, list] = defaultdict(list)
        for reference, value in pairs:
            found[reference].append(value)
        return [found.get(reference, []) for reference in self.references]


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, how to read it for a batch, and what it needs of each record for that.

    `many` says that its values are lists; `markdown` that they are text to be laid out; `is_address` that they are
    addresses to follow; `width` is how wide it is in sheets and tables, in characters. `path` is the field or
    relation of the record that an import of the column writes, and `label` the field that stands in the file for
    what is linked, where that is not its key. `groups` are the headings a text document puts over the records with
    each value, in their order. `in_text` is the column that stands in its place in text documents, where people read
    names and not references; `is_date` that its cells are for days.
    """

    name: str
    read: Callable[[Batch], list]
    fields: tuple[str | Related, ...] = ()
    many: bool = False
    markdown: bool = False
    width: int = MEDIUM
    path: str = ""
    label: str = ""
    is_address: bool = False
    groups: Mapping[str, str] = attributes(default_factory=dict, compare=False)
    in_text: Column | None = None
    is_date: bool = False


def field(name: str, source: str | None = None, *, markdown: bool = False, width: int = MEDIUM) -> Column:
    """A column that is a field of the record."""
    source = source or name
    return Column(
        name,
        lambda batch: list(batch.fields[source]),
        (source,),
        markdown=markdown,
        width=WIDE if markdown else width,
        path=source,
    )


def choice(
    name: str, groups: Mapping[str, str] | None = None, *, source: str | None = None, width: int = MEDIUM
) -> Column:
    """A column that is the label of a choice field; `source` is the field where the column has another name."""
    source = source or name

    def labels(batch: Batch) -> list:
        words = dict(batch.kind._meta.get_field(source).flatchoices)
        return [words.get(value, value) for value in batch.fields[source]]

    return Column(name, labels, (source,), path=source, groups=groups or {}, width=width)


def listed(
    name: str,
    related: Related,
    show: Callable[..., str | None],
    width: int = MEDIUM,
    *,
    path: str = "",
    label: str = "",
) -> Column:
    """A column that lists what `show` makes of related rows, but not what it makes nothing of.

    Sorted and each value once, or as they come where the related rows have an order of their own.
    """

    def cell(rows: list[list]) -> list[str]:
        found = [said for row in rows if (said := show(*row)) is not None]
        return found if related.ordered else sorted(set(found))

    def values(batch: Batch) -> list:
        cells = {answer: cell(rows) for answer, rows in batch.rows(related).items()}
        return [cells[answer] for answer in batch.fields[related]]

    return Column(name, values, (related,), many=True, width=width, path=path, label=label)


def linked(
    name: str,
    path: str = "",
    *,
    show: Callable[..., str] = str,
    columns: tuple[str, ...] = ("pk",),
    width: int = MEDIUM,
) -> Column:
    """A column that lists the public records linked to the record: their references, or what `show` says."""
    path = path or name
    if show is not str:
        return listed(name, links_to(path, columns), show, width)
    return replace(listed(name, links_to(path, columns), show, width, path=path), in_text=named(name, path))


def named(name: str, path: str, width: int = MEDIUM) -> Column:
    """A column that lists the public records linked to the record by their titles, each with its reference."""
    return listed(name, links_to(path, ("pk", "title")), lambda reference, title: f"{title} ({reference})", width)


def many(name: str, label: str) -> Column:
    """A column that lists what the record has many of, by a field of those."""
    return listed(name, rows_of(name, label), str, path=name, label=label)


def blank(name: str, width: int = MEDIUM, *, is_date: bool = False) -> Column:
    """A column for the reader to fill."""
    return Column(name, lambda batch: [""] * len(batch.references), width=width, is_date=is_date)


def _source_place_and_year(_: int, source: str, locator: str, published: str) -> str:
    place = f"{source}, {locator}" if locator else source
    return f"{place} ({published[:4]})" if published else place


REFERENCE = [field("reference", width=NARROW)]
# What the source says, as far as every kind has it.
WORDS = [
    field("title", width=WIDE),
    field("source_heading", width=WIDE),
    field("summary", width=WIDE),
    field("body", markdown=True),
]
# What the editors add and how sure the record can be; it follows the texts of each kind.
ASSESSMENT = [
    field("editors_view", markdown=True),
    choice("strength"),
    field("strength_reason", width=WIDE),
    field("evidence_year", width=NARROW),
    listed("developments", DEVELOPMENTS, str),
]
TAGS = [
    listed("themes", TAG_LINKS, lambda tag, theme: theme or tag, path="tags"),
    listed("tags", TAG_LINKS, lambda tag, theme: tag if theme else None, path="tags"),
]
COUNCILS = [
    listed("councils", PLACES, str, path="councils"),
    listed("councils_through_links", LINKED_PLACES, str),
]
SOURCE_AND_YEAR = listed("Source and year", CITATIONS, _source_place_and_year, width=30)
SOURCE = replace(
    listed("source", CITATIONS, lambda _, source, *rest: source, path="citations"),
    in_text=replace(SOURCE_AND_YEAR, name="source"),
)
LOCATOR = listed("locator", CITATIONS, lambda _, source, locator, published: locator, path="citations")
URL = Column("url", lambda batch: batch.urls(), ("slug",), path="slug", is_address=True)
# The columns every kind ends with. What is the same in every row comes last (see table.py).
ORIGIN = [*COUNCILS, SOURCE, LOCATOR, field("published_at"), field("reviewed_on"), field("review_due"), URL]


def columns_of(kind: type[Entry]) -> list[Column]:
    """The columns a kind declares."""
    return import_module(f"{kind._meta.app_label}.exports").COLUMNS[kind]


def in_text(columns: Iterable[Column]) -> list[Column]:
    """The columns as a text document has them: names in place of references, each source with the place in it."""
    return [column.in_text or column for column in columns if column is not LOCATOR]


def batches(entries: QuerySet, columns: Iterable[Column]) -> Iterator[Batch]:
    """The records in the order of the queryset, with what these columns need of each, in one query."""
    kind: type[Entry] = entries.model
    needed: list[str | Related] = ["pk", *(each for column in columns for each in column.fields)]
    asked = {each: each.expressions(kind) if isinstance(each, Related) else [each] for each in needed}
    wanted = entries.values_list(*(part for parts in asked.values() for part in parts))
    size = FIRST_ROWS
    # Whoever stops halfway closes the rows before the transaction they are read in.
    with _row_by_row(), closing(wanted.iterator(chunk_size=ROWS_AT_A_TIME)) as rows:  # type: ignore[type-var]
        while some := list(islice(rows, size)):
            values = zip(*some, strict=True)
            found: dict[str | Related, Any] = {}
            for each, parts in asked.items():
                mine = [next(values) for _ in parts]
                # A kind may have no such rows at all.
                answers = list(zip(*mine, strict=True)) or [()] * len(some)
                found[each] = answers if isinstance(each, Related) else mine[0]
            yield Batch(kind, list(found["pk"]), found)
            size = ROWS_AT_A_TIME


def _row_by_row() -> AbstractContextManager:
    """Where PostgreSQL answers a query row by row: outside a transaction it keeps all rows before it gives the first.

    SQLite always does, and there a transaction would keep others from writing.
    """
    is_outside = connection.vendor == "postgresql" and connection.get_autocommit()
    return transaction.atomic() if is_outside else nullcontext()


def text(value: object) -> str:
    """A value as the words of a cell.

    Lists joined by “; ”, days and times in ISO form, nothing as nothing.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def words(values: Iterable[object]) -> list[str]:
    """Values as the words of cells."""
    return [value if type(value) is str else "" if value is None else text(value) for value in values]


def values_for_sheets(values: Iterable[object]) -> list:
    """Values as cells that a spreadsheet can sort and count with: numbers and days as they are, the rest as words."""
    return [value if type(value) in (int, float, date) else text(value) for value in values]

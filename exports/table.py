"""A list ready to be written: its columns, its rows, and what the file says about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.models import Entry
from catalogue.version import content_version
from exports.columns import Column, batches, values_for_sheets, words

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NOTE = "CC BY 4.0 for this site’s own words; rights in the source documents stay with their publishers"


@dataclass(frozen=True)
class Table:
    """A list as every format reads it.

    `batches` starts reading and gives the rows in batches, each a list of columns; `count_records` counts the
    records when asked to, `row_count` the rows where that is another number, `about` is what the list says of itself.
    `as_table` asks text documents for a table instead of chapters, under this heading; `choices` are the words to pick
    from in columns that are filled in later.
    """

    title: str
    name: str
    columns: list[Column]
    batches: Callable[[], Iterator[list[list]]]
    count_records: Callable[[], int]
    list_url: str
    about: list[tuple[str, str]] = field(default_factory=list)
    as_table: str = ""
    choices: dict[str, list[str]] = field(default_factory=dict)
    row_count: Callable[[], int] | None = None
    exported_at: datetime = field(default_factory=timezone.now)
    version: str = field(default_factory=content_version)

    @cached_property
    def count(self) -> int:
        """The number of records; not counted before somebody asks, because a streamed file can begin without it."""
        return self.count_records()

    @cached_property
    def number_of_rows(self) -> int:
        """The number of rows, which takes reading them where it is not that of the records."""
        return self.row_count() if self.row_count else self.count

    @property
    def headings(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @property
    def constants(self) -> dict[str, str]:
        """What ends every row of data: the list it is from, when, of which version, and the licence.

        A table to be filled in by people has no such columns; its part “About this list” says it all.
        """
        if self.as_table:
            return {}
        return {
            "list_url": self.list_url,
            "exported_at": self.exported_at.isoformat(timespec="seconds"),
            "content_version": self.version,
            "licence": LICENCE_NOTE,
        }

    @property
    def description(self) -> list[tuple[str, str]]:
        """The part “About this list”: labels and what they say."""
        return [
            ("List", f"{self.title} from {settings.SITE_NAME}"),
            *self.about,
            ("Records", f"{self.count:,}"),
            ("Made at", timezone.localtime(self.exported_at).strftime("%d %B %Y, %H:%M %Z")),
            ("Version of the content", self.version or "no content yet"),
            ("Licence", f"{LICENCE_NOTE} ({LICENCE_URL})."),
            ("This list on the site", self.list_url),
        ]

    def with_about(self, *more: tuple[str, str]) -> Table:
        """The table saying more about itself."""
        return replace(self, about=[*self.about, *more])

    def cells(self, *, typed: bool = False) -> Iterator[list[list]]:
        """The rows in batches, each a list of columns of text; numbers and days stay what they are if `typed`."""
        as_cells = values_for_sheets if typed else words
        for batch in self.batches():
            yield [
                ["; ".join(value) if value else "" for value in values] if column.many else as_cells(values)
                for column, values in zip(self.columns, batch, strict=True)
            ]


def of_records(entries: QuerySet, columns: list[Column], list_url: str) -> Table:
    """One row for each record of a kind, in the order of the queryset."""
    kind: type[Entry] = entries.model

    def rows() -> Iterator[list[list]]:
        for batch in batches(entries, columns):
            yield [column.read(batch) for column in columns]

    return Table(
        title=kind.names().capitalize(),
        name=f"{settings.SITE_NAME.lower()}-{kind.kind}",
        columns=columns,
        batches=rows,
        count_records=entries.count,
        list_url=list_url,
    )

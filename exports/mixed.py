"""Records of several kinds in one list: the columns all kinds have, in the order of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from catalogue.models import Entry
from exports.columns import FIRST_ROWS, ROWS_AT_A_TIME, Column, batches, columns_of

KIND = Column("kind", lambda batch: [batch.kind.name().capitalize()] * len(batch.references))


def shared_columns() -> list[Column]:
    """The columns every kind has, with the kind."""
    names = [{column.name for column in columns_of(kind)} for kind in Entry.kinds()]
    shared = [column for column in columns_of(Entry.kinds()[0]) if all(column.name in own for own in names)]
    return [shared[0], KIND, *shared[1:]]


def rows_of(keys: Iterable[tuple[str, str]], columns: list[Column]) -> Iterator[list[list]]:
    """The rows of records, given by kind and reference, in that order; of those that are public now.

    In batches, each a list of columns. A kind reads a column in its own way where it has one of that name.
    """
    left, size = iter(keys), FIRST_ROWS
    while some := list(islice(left, size)):
        found: dict[tuple[str, str], tuple] = {}
        for kind in Entry.kinds():
            if references := [reference for word, reference in some if word == kind.kind]:
                by_name = {column.name: column for column in columns_of(kind)}
                own = [by_name.get(column.name, column) for column in columns]
                for batch in batches(kind.objects.published().filter(pk__in=references), own):
                    rows = zip(*(column.read(batch) for column in own), strict=True)
                    found |= {
                        (kind.kind, reference): row for reference, row in zip(batch.references, rows, strict=True)
                    }
        if ordered := [found[key] for key in some if key in found]:
            yield [list(column) for column in zip(*ordered, strict=True)]
        size = ROWS_AT_A_TIME

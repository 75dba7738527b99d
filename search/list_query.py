"""What is asked of a list, in one value: its page, its files, its feed and the API find the same in the same order."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.models import Entry

# The orders of a list by their word in addresses, and what people call them.
ORDERS = {
    "relevance": "Best match",
    "source": "Order of the source",
    "newest": "Newest first",
    "title": "Title, A to Z",
}

# The fields of the index that have the places of linked case studies too, by the filter.
FIELDS_WITH_LINKED = {"council": "council_linked", "region": "region_linked"}


@dataclass(frozen=True)
class ListQuery:
    """The kinds, the words and the filters of a list, and its order.

    `filters` has the values chosen in each filter by its name, also of filters without values: their values can be
    counted. `order` is a word of ORDERS; best match, or none, means best match where there are words to match and
    else the order of the source. `as_typed` looks for words as they are, without correcting their spelling. `partly`
    asks for the records that hold some of what was asked and not all. `linked`
    counts records for the councils of the case studies they are linked with, too (catalogue/places.py).
    """

    kinds: tuple[type[Entry], ...]
    words: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    order: str = ""
    as_typed: bool = False
    partly: bool = False
    linked: bool = False

    def __post_init__(self) -> None:
        if self.order in {"", "relevance"}:
            object.__setattr__(self, "order", "relevance" if self.words else "source")

    @property
    def kind(self) -> type[Entry] | None:
        """The kind of a list of one kind."""
        return self.kinds[0] if len(self.kinds) == 1 else None

    def values(self, name: str) -> list[str]:
        """The values chosen in the filter of this name."""
        return list(dict(self.filters).get(name, ()))

    def field(self, name: str) -> str:
        """The field of the index in which the values of the filter of this name are looked for and counted."""
        return FIELDS_WITH_LINKED.get(name, name) if self.linked else name

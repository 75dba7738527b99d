"""The account of a record: its texts in parts, so that one who needs one part need not read them all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator, slugify

# An account of so many words is read in one go; in a longer one most parts are folded.
READ_AT_ONCE = 350
SHORT = 100
WORDS_A_MINUTE = 200
# The parts that say what follows for whoever decides: such a part stands open, above the others.
FOR_DECIDING = ("What the review asks for", "What the review concludes", "What others can take", "What to do")
_HEADING = re.compile(r"^###\s+(.+?)\s*$", re.MULTILINE)
_POINT = re.compile(r"^[-*] \*\*(.+?)\*\*", re.MULTILINE)
_MARKS = re.compile(r"[*_`#>\[\]]|\]\([^)]*\)")


@dataclass(frozen=True)
class Part:
    """A part of an account: the id of its heading, the heading, its Markdown, and whether the editors say it."""

    id: str
    heading: str
    text: str
    by_editors: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def inside(self) -> str:
        """One line on what it holds: its points if they have names, else how it begins."""
        if points := _POINT.findall(self.text):
            return Truncator(" ".join(points)).words(16)
        return Truncator(_MARKS.sub("", self.text).removeprefix("- ").strip()).words(14)


@dataclass(frozen=True)
class Account:
    """What stands open, what is folded, and how many minutes all of it takes to read."""

    opened: list[Part]
    folded: list[Part]

    @property
    def minutes(self) -> int:
        return max(1, round(sum(part.words for part in (*self.opened, *self.folded)) / WORDS_A_MINUTE))


def account(texts: Iterable[Part]) -> Account:
    """The texts of a record as its page shows them; a long one falls into parts at its headings."""
    whole = list(texts)
    if sum(text.words for text in whole) <= READ_AT_ONCE:
        return Account(whole, [])
    parts = [part for text in whole for part in _split(text)]
    deciding = next((part for part in parts if part.heading in FOR_DECIDING), parts[0])
    opened = [deciding, *(part for part in parts if part in whole and part.words <= SHORT and part != deciding)]
    return Account(opened, [part for part in parts if part not in opened])


def _split(text: Part) -> list[Part]:
    """The parts of one text; what stands before its first heading goes under the heading of the text."""
    first, *rest = _HEADING.split(text.text)
    if not rest:
        return [text]
    parts = [Part(text.id, text.heading, first, text.by_editors)] if first.strip() else []
    for heading, words in zip(rest[::2], rest[1::2], strict=True):
        parts.append(Part(f"{text.id}-{slugify(heading)}", heading, words.strip(), text.by_editors))
    return parts

"""Forms of one word: joined, hyphened and spaced as the records have them, and its inflections."""

from __future__ import annotations

from dataclasses import dataclass

import tantivy
from tantivy import Query

from search import index, language

# The shortest parts a word is taken apart into: re-ablement, co-production.
SHORTEST_FIRST_PART, SHORTEST_LAST_PART, SHORTEST_JOINED = 2, 2, 6
_VOWELS = "aeiou"


@dataclass(frozen=True)
class WordForms:
    """The forms that the records of an index use."""

    searcher: tantivy.Searcher

    def joined(self, first: str, second: str) -> str:
        """Two words as one, where records have them so: reablement for “re-ablement”; else nothing."""
        word = first + second
        return word if len(word) >= SHORTEST_JOINED and self._is_used(word) else ""

    def apart(self, word: str) -> tuple[str, str] | None:
        """A word as two, where records have these side by side: (“home”, “care”) for “homecare”."""
        if len(word) < SHORTEST_JOINED:
            return None
        for at in range(SHORTEST_FIRST_PART, len(word) - SHORTEST_LAST_PART + 1):
            first, second = word[:at], word[at:]
            if first in language.STOP_WORDS:
                continue
            if self._is_used(first) and self._is_used(second) and self._are_neighbours(first, second):
                return first, second
        return None

    def _is_used(self, word: str) -> bool:
        return self.searcher.doc_freq("text", language.stem(word)) > 0

    def _are_neighbours(self, first: str, second: str) -> bool:
        phrase = Query.phrase_query(index.schema(), "text", [language.stem(first), language.stem(second)])
        return bool(self.searcher.search(phrase, 1, count=False).hits)


def inflections(word: str) -> set[str]:
    """The word and its forms that mean the same: discharge, discharged, discharging; not morale for moral."""
    made = {form for base in _bases(word) for form in _forms(base)}
    return {word} | {form for form in made if language.stem(form) == language.stem(word)}


def _bases(word: str) -> set[str]:
    """What the word may be a form of."""
    bases = {word}
    for ending, instead in (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""),
                            ("ing", "e")):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word.removesuffix(ending) + instead
            bases |= {base, base[:-1]} if base[-1:] == base[-2:-1] and not instead else {base}
    return bases


def _forms(base: str) -> set[str]:
    """The plural and the forms of a verb, as regular words have them."""
    forms = {base, base + "s", base + "es", base + "ed", base + "ing"}
    if base.endswith("e"):
        forms |= {base + "d", base[:-1] + "ing"}
    elif base.endswith("y") and base[-2:-1] not in _VOWELS:
        forms |= {base[:-1] + "ies", base[:-1] + "ied"}
    elif base[-1:] not in _VOWELS:
        forms |= {base + base[-1] + "ed", base + base[-1] + "ing"}
    return forms

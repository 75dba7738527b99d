"""Putting misspelled words right, from the words the records really use."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from math import log
from pathlib import Path

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from search import language
from search.vocabulary import Vocabulary

# Shorter words have too many neighbours to guess from; longer ones may be two edits away.
SHORTEST = 4
TWO_EDITS_FROM = 7
# Of words equally many edits away the likeliest shares its beginning with what was typed and is much used.
A_USE_COUNTS = 0.015
# The words are read again when the index has changed, but no more often than this (seconds).
KEPT_FOR = 60.0


class Words:
    """The words of an index and how many records use each."""

    def __init__(self, searcher: tantivy.Searcher):
        self.records = {word: n for word, n in searcher.terms_with_prefix("words", "") if len(word) >= SHORTEST - 1}
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for word in self.records:
            if not any(character.isdigit() for character in word):
                self.by_length[len(word)].append(word)

    def nearest(self, word: str, limit: int = 1) -> list[str]:
        """The known words that this was most probably meant to be, best first; none if it is like no word."""
        if len(word) < SHORTEST or any(character.isdigit() for character in word):
            return []
        edits = 2 if len(word) >= TWO_EDITS_FROM - 1 else 1
        near = [
            (
                distance,
                -JaroWinkler.similarity(choice, word) - A_USE_COUNTS * log(self.records[choice]),
                choice,
            )
            for length in range(len(word) - edits, len(word) + edits + 1)
            for choice, distance, _ in process.extract(
                word, self.by_length.get(length, []), scorer=OSA.distance, score_cutoff=edits, limit=None
            )
        ]
        return [choice for _, _, choice in sorted(near)[:limit]]


_kept: dict[Path, tuple[float, int, Words]] = {}
_reading = threading.Lock()


def words(build: Path, searcher: tantivy.Searcher, last_change: int) -> Words:
    """The words of a build of the index, at most a minute behind its changes."""
    with _reading:
        read_at, as_of, found = _kept.get(build, (0.0, -1, None))
        if found is None or (as_of != last_change and time.monotonic() - read_at > KEPT_FOR):
            found = Words(searcher)
            _kept.clear()
            _kept[build] = (time.monotonic(), last_change, found)
        return found


def unknown(searcher: tantivy.Searcher, vocabulary: Vocabulary, wanted: list[str]) -> list[str]:
    """Those of the words that no record and no name in the vocabulary has, in any of their forms."""
    return [
        word
        for word in wanted
        if word not in language.STOP_WORDS
        and not searcher.doc_freq("words", word)
        and not any(searcher.doc_freq(name, language.stem(word)) for name in ("text", "labels"))
        and word not in vocabulary.words
    ]

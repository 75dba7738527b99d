"""Correcting misspelled words, from the words the records really use."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from functools import cache
from math import log
from pathlib import Path

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from search import language
from search.cache import cached_by_version
from search.following import IndexReader
from search.vocabulary import Vocabulary

# Shorter words have too many neighbours to guess from; longer ones may be two edits away.
SHORTEST = 4
TWO_EDITS_FROM = 7
# Of words equally many edits away the likeliest shares its beginning with what was typed and is much used.
WEIGHT_OF_A_USE = 0.015
_DIGIT = re.compile(r"\d")
# English words of four letters and more, of the SCOWL lists (see NOTICE.md).
_ENGLISH = Path(__file__).parent / "data" / "english-words.txt.gz"


@cache
def english_words() -> frozenset[str]:
    """Words that are no slips, whether the records use them or not."""
    return frozenset(gzip.decompress(_ENGLISH.read_bytes()).decode().split("\n"))


class KnownWords:
    """The words of an index and how many records use each."""

    def __init__(self, searcher: tantivy.Searcher):
        self.record_counts = {
            word: n for word, n in searcher.terms_with_prefix("words", "") if len(word) >= SHORTEST - 1
        }
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for word in self.record_counts:
            if not _DIGIT.search(word):
                self.by_length[len(word)].append(word)

    def nearest(self, word: str, limit: int = 1) -> list[str]:
        """The known words that this was most probably meant to be, best first; none if it is like no word."""
        if len(word) < SHORTEST or _DIGIT.search(word):
            return []
        edits = 2 if len(word) >= TWO_EDITS_FROM - 1 else 1
        near = [
            (
                distance,
                -JaroWinkler.similarity(choice, word) - WEIGHT_OF_A_USE * log(self.record_counts[choice]),
                choice,
            )
            for length in range(len(word) - edits, len(word) + edits + 1)
            for choice, distance, _ in process.extract(
                word, self.by_length.get(length, []), scorer=OSA.distance, score_cutoff=edits, limit=None
            )
        ]
        return [choice for _, _, choice in sorted(near)[:limit]]


@cached_by_version
def known_words(reader: IndexReader) -> KnownWords:
    """The words of the index, read when the index has changed."""
    return KnownWords(reader.searcher)


def unknown(searcher: tantivy.Searcher, vocabulary: Vocabulary, words: list[str]) -> list[str]:
    """Those of the words that no record and no name in the vocabulary has, in any of their forms."""
    return [
        word
        for word in words
        if word not in language.STOP_WORDS
        and not searcher.doc_freq("words", word)
        and not any(searcher.doc_freq(name, language.stem(word)) for name in ("text", "labels"))
        and word not in vocabulary.words
    ]

"""How text is cut into words: the same for records, queries and snippets."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# A word longer than this is noise, not language.
LONGEST_WORD = 60
# Words that say nothing about a subject; a query made only of them keeps them.
STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "against",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "may",
        "me",
        "might",
        "more",
        "most",
        "much",
        "must",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "same",
        "shall",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "s",
        "t",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "arent",
        "wasnt",
        "werent",
        "cant",
        "couldnt",
        "wont",
        "wouldnt",
        "shouldnt",
        "havent",
        "hasnt",
    ]
)
# Words that say little beside others: left out where at least two more telling ones remain.
FILLING_WORDS = frozenset(
    [
        "ask",
        "asked",
        "best",
        "better",
        "come",
        "comes",
        "find",
        "get",
        "gets",
        "give",
        "gives",
        "go",
        "goes",
        "going",
        "good",
        "got",
        "help",
        "helped",
        "helps",
        "keep",
        "kept",
        "know",
        "make",
        "makes",
        "making",
        "made",
        "need",
        "needs",
        "needed",
        "put",
        "say",
        "see",
        "take",
        "takes",
        "taken",
        "tell",
        "thing",
        "things",
        "think",
        "try",
        "use",
        "used",
        "using",
        "want",
        "wanted",
        "wants",
        "way",
        "ways",
        "well",
        "went",
        "work",
        "worked",
        "working",
        "works",
        "wrong",
    ]
)
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text in one Unicode form, without characters nobody can see, such as right-to-left marks."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return text.replace("\x00", " ")


def searchable(text: str) -> str:
    """The text as it is cut into words: apostrophes inside words and commas inside numbers join what they part."""
    return _COMMA.sub("", _APOSTROPHE.sub("", text))


def _builder() -> TextAnalyzerBuilder:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return builder.filter(Filter.remove_long(LONGEST_WORD))


@cache
def writing() -> TextAnalyzer:
    """Words as written, in lower case and without accents."""
    return _builder().build()


@cache
def stemming() -> TextAnalyzer:
    """Words cut back to their stems, so that discharge, discharged and discharging are one."""
    return _builder().filter(Filter.stemmer("english")).build()


def says_nothing(text: str) -> bool:
    """Whether a text has characters and among them no letter and no digit, so that nothing can be looked for."""
    return bool(text.strip()) and not any(character.isalnum() for character in text)


def words(text: str) -> list[str]:
    """The words of a text as written."""
    return writing().analyze(searchable(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one word that `words` gave."""
    stems = stemming().analyze(word)
    return stems[0] if stems else word

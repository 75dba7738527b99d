"""What somebody typed, understood: terms, phrases with a meaning, what to leave out, the kind that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from catalogue.models import Entry
from search import language
from search.forms import WordForms
from search.vocabulary import LONGEST_NAME, Meaning, Vocabulary

LONGEST_QUERY = 2_000
MAX_WORDS = 64
# Of queries of more terms than this, some can be let go: a sentence is asked for its telling words.
MOST_TERMS_OF_SHORT_QUERY = 3
# In prose of more terms than this, quotation marks quote; they do not ask for an exact phrase.
MAX_TERMS_WITH_PHRASES = 8
_PARTS = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Something to look for: one word, a phrase in quotes, or a phrase with a meaning in the vocabulary."""

    words: tuple[str, ...]
    # Where the first word stands in what was typed, so that neighbours are known.
    place: int
    quoted: bool = False
    meaning: Meaning | None = None
    times: int = 1


@dataclass(frozen=True)
class ParsedQuery:
    """What somebody typed, understood."""

    text: str
    terms: tuple[Term, ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False
    corrections: dict[str, str] = field(default_factory=dict)
    # How many of the terms of a sentence records may lack and still count.
    let_go: int = 0
    # The kind of record that was asked for in words, such as “questions for …”: it comes first.
    kind: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether nothing in what was typed can be looked for."""
        return language.says_nothing(self.text)

    @property
    def kept(self) -> int:
        """How many of its terms a record has to hold to count."""
        return len(self.terms) - self.let_go

    @property
    def words(self) -> list[str]:
        """The single words looked for, each once, in the order typed."""
        return list(dict.fromkeys(word for term in self.terms for word in term.words))


def parse(text: str, vocabulary: Vocabulary, forms: WordForms, *, as_typed: bool = False) -> ParsedQuery:
    """Take a text apart: words, “quoted phrases”, -words and -"phrases" to leave out, names with a meaning.

    In prose, quotation marks mean nothing. Words that say nothing are left out where others remain; of the rest the
    first 64 count.
    """
    kind, rest = ("", text) if as_typed else _kind_asked_for(text)
    typed = re.sub("[“”„‟«»]", '"', language.clean(rest))
    loose: list[tuple[int, str]] = []
    quoted: list[Term] = []
    without: list[tuple[str, ...]] = []
    place = 0
    for part in _PARTS.finditer(typed):
        words = tuple(language.words(part["phrase"] if part["phrase"] is not None else part["words"]))
        if not words:
            continue
        if part["minus"]:
            without.append(words)
        elif part["phrase"] is not None:
            quoted.append(Term(words[:MAX_WORDS], place, quoted=True))
        else:
            loose += [(place + number, word) for number, word in enumerate(words)]
        place += len(words)
    terms, significant = _loose_terms(loose, vocabulary, forms, bool(quoted))
    if quoted and len(quoted) + len(terms) > MAX_TERMS_WITH_PHRASES:
        return replace(parse(typed.replace('"', " "), vocabulary, forms, as_typed=True), text=text, kind=kind)
    kept, room = [], MAX_WORDS
    for term in sorted([*quoted, *terms], key=lambda term: term.place):
        if len(term.words) <= room:
            kept.append(term)
            room -= len(term.words)
    is_cut = significant + sum(len(term.words) for term in quoted) > MAX_WORDS
    return ParsedQuery(text, tuple(_merge_repeats(kept)), tuple(without[:MAX_WORDS]), is_cut, kind=kind)


def _kind_asked_for(text: str) -> tuple[str, str]:
    """The kind of record that the words begin with, as in “case studies on discharge”, and the rest of them."""
    if found := _kind_first().match(text):
        rest = text[found.end() :]
        if any(word not in language.STOP_WORDS for word in language.words(rest)):
            return next(name for name, said in found.groupdict().items() if said).replace("_", "-"), rest
    return "", text


@cache
def _kind_first() -> re.Pattern[str]:
    """The names of the kinds at the beginning of a question, a group for each kind."""
    names = {
        kind.kind: {kind.name(), kind.names(), kind.short_name, kind.short_name.removesuffix("s")}
        for kind in Entry.kinds()
    }
    groups = (
        f"(?P<{kind.replace('-', '_')}>{'|'.join(sorted(map(re.escape, filter(None, said)), key=len, reverse=True))})"
        for kind, said in names.items()
    )
    return re.compile(rf"\s*(?:{'|'.join(groups)})\b(?!-)", re.IGNORECASE)


def _loose_terms(
    loose: list[tuple[int, str]], vocabulary: Vocabulary, forms: WordForms, quoted: bool
) -> tuple[list[Term], int]:
    """The words outside quotes as terms, and how many of them are no stop words."""
    significant = [(place, word) for place, word in loose if word not in language.STOP_WORDS]
    telling = [(place, word) for place, word in significant if word not in language.FILLING_WORDS]
    if len(telling) > 1:
        significant = telling
    if not significant and not quoted:
        significant = loose
    places = {place for place, _ in significant}
    first = loose[: 4 * MAX_WORDS]
    terms, start = [], 0
    while start < len(first):
        for length in range(min(LONGEST_NAME, len(first) - start), 0, -1):
            words = [word for _, word in first[start : start + length]]
            meaning = _meaning(words, vocabulary) or _other_form(words, vocabulary, forms)
            if meaning and any(place in places for place, _ in first[start : start + length]):
                terms.append(Term(tuple(words), first[start][0], meaning=meaning))
                start += length
                break
        else:
            if first[start][0] in places:
                terms.append(Term((first[start][1],), first[start][0]))
            start += 1
    return terms, len(significant)


def _meaning(words: list[str], vocabulary: Vocabulary) -> Meaning | None:
    """What the words stand for together; a council's name also with the words that say what sort it is."""
    return vocabulary.meaning(words) or (vocabulary.council(words) if len(words) > 1 else None)


def _other_form(words: list[str], vocabulary: Vocabulary, forms: WordForms) -> Meaning | None:
    """What one word apart, or two joined, stand for: the other form, and what that means in the vocabulary."""
    other: list[str] = []
    if len(words) == 1:
        other = list(forms.apart(words[0]) or ())
    elif len(words) == 2:
        other = [joined] if (joined := forms.joined(*words)) else []
    if not other:
        return None
    meaning = vocabulary.meaning(other)
    phrase = " ".join(other)
    return replace(meaning, phrases=(phrase, *meaning.phrases)) if meaning else Meaning((phrase,))


def _merge_repeats(terms: Iterable[Term]) -> list[Term]:
    """The terms without repeats; a word typed twice counts twice."""
    merged: dict[tuple, Term] = {}
    for term in terms:
        key = (tuple(language.stem(word) for word in term.words), term.quoted)
        merged[key] = replace(merged[key], times=merged[key].times + 1) if key in merged else term
    return list(merged.values())


def correct(parsed: ParsedQuery, corrections: dict[str, str]) -> ParsedQuery:
    """The same query with some of its words replaced; quoted phrases stay as typed."""
    terms = [
        term if term.quoted else replace(term, words=tuple(corrections.get(word, word) for word in term.words))
        for term in parsed.terms
    ]
    return replace(parsed, terms=tuple(terms), corrections=corrections)

"""From what somebody typed to what the engine looks for. Nothing typed ever reaches the engine's own parser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from tantivy import Occur, Query

from catalogue.models import Entry
from search import index, language
from search.forms import WordForms
from search.vocabulary import LONGEST_NAME, Meaning, Vocabulary

LONGEST_QUERY = 2_000
MAX_WORDS = 64
# Of queries of more terms than this, some can be let go: a sentence is asked for its telling words.
MOST_TERMS_OF_SHORT_QUERY = 3
# A title with all terms of a query of up to so many comes before texts that have them.
MOST_TERMS_IN_TITLE = 5
# In prose of more terms than this, quotation marks quote; they do not ask for an exact phrase.
MAX_TERMS_WITH_PHRASES = 8
WEIGHT_OF_WHOLE_TITLE = 10_000.0
WEIGHT_OF_ALL_IN_TITLE = 20.0
WEIGHT_OF_PHRASE_IN_TITLE = 5.0
WEIGHT_OF_KIND = 50.0
WEIGHT_IN_TITLE = 0.5
WEIGHT_IN_AUDIENCE = 0.5
# Weights, beside 1 for a word in the text: found by tuning on two public test collections (bench/).
WEIGHT_IN_LABELS = 0.6
# Chosen so that a record whose source says it comes before one of which only the editors do.
WEIGHT_IN_EDITORS_VIEW = 0.2
WEIGHT_OF_NEIGHBOURS = 0.2
WEIGHT_OF_SYNONYM = 0.3
WEIGHT_OF_VALUE = 3.0

# The fields that words are looked for in, each with its weight.
WEIGHTS = {
    "text": 1.0,
    "labels": WEIGHT_IN_LABELS,
    "view": WEIGHT_IN_EDITORS_VIEW,
    "title": WEIGHT_IN_TITLE,
    "audience": WEIGHT_IN_AUDIENCE,
}

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


# --- For the engine


def ranking(parsed: ParsedQuery, *, partly: bool = False) -> Query:
    """What `matching` finds, ranked: any term counts; the more and the rarer, the better; titles first."""
    if not parsed.terms:
        return matching(parsed)
    # What stands in quotation marks counts once more for that.
    parts = [
        (Occur.Should, Query.boost_query(_loosely(term), term.times + (1.0 if term.quoted else 0.0)))
        for term in parsed.terms
    ]
    parts += [(Occur.Should, query) for query in _neighbours(parsed.terms)]
    parts += [(Occur.Should, query) for query in _in_title(parsed)]
    if parsed.kind:
        of_kind = Query.term_query(index.schema(), "kind", parsed.kind)
        parts.append((Occur.Should, Query.const_score_query(of_kind, WEIGHT_OF_KIND)))
    return Query.boolean_query([(Occur.Must, Query.const_score_query(matching(parsed, partly=partly), 0.0)), *parts])


def _in_title(parsed: ParsedQuery) -> list[Query]:
    """The title as a whole is what was typed; or all of a short query is in it, more so in that order."""
    typed = " ".join(language.words(language.clean(parsed.text)))
    whole = Query.term_query(index.schema(), "whole_title", typed)
    queries = [Query.const_score_query(whole, WEIGHT_OF_WHOLE_TITLE)]
    if len(parsed.terms) <= MOST_TERMS_IN_TITLE:
        every = [(Occur.Must, _wholly_in_title(term)) for term in parsed.terms]
        queries.append(Query.const_score_query(Query.boolean_query(every), WEIGHT_OF_ALL_IN_TITLE))
        if len(words := typed.split()) > 1:
            single = Query.boolean_query([(Occur.Must, _in_field("title", (word,))) for word in words])
            queries.append(Query.const_score_query(single, WEIGHT_OF_ALL_IN_TITLE))
            phrase = _in_field("title", tuple(words))
            queries.append(Query.const_score_query(phrase, WEIGHT_OF_PHRASE_IN_TITLE))
    return queries


def _wholly_in_title(term: Term) -> Query:
    phrases = [
        term.words,
        *(tuple(language.words(phrase)) for phrase in (term.meaning.phrases if term.meaning else ())),
    ]
    return Query.boolean_query([(Occur.Should, _in_field("title", phrase)) for phrase in phrases if phrase])


def matching(parsed: ParsedQuery, *, partly: bool = False) -> Query:
    """The records that hold all that was asked; or `partly` those that hold some of it and not all."""
    if not parsed.terms:
        nothing = partly or language.says_nothing(parsed.text)
        return _without(Query.empty_query() if nothing else every_record(), parsed.without)
    quoted = [(Occur.Must, _wholly(term)) for term in parsed.terms if term.quoted]
    loose = [(Occur.Should, _wholly(term)) for term in parsed.terms if not term.quoted]
    if loose:
        quoted.append((Occur.Must, Query.boolean_query(loose, max(1, len(loose) - parsed.let_go))))
    whole = Query.boolean_query(quoted)
    if not partly:
        return _without(whole, parsed.without)
    must = [(Occur.Must, _wholly(term)) for term in parsed.terms if term.quoted]
    some = must or [(Occur.Should, _loosely(term)) for term in parsed.terms]
    return _without(
        Query.boolean_query([(Occur.Must, Query.boolean_query(some)), (Occur.MustNot, whole)]), parsed.without
    )


def of_term(term: Term) -> Query:
    """The records that hold one term."""
    return _wholly(term)


def every_record() -> Query:
    """Every record, all equally good."""
    return Query.const_score_query(Query.exists_query("kind"), 0.0)


def with_keys(keys: Iterable[str]) -> Query:
    """The records of these keys. Asking for each takes a quarter of the time that a set of terms takes."""
    return Query.boolean_query([(Occur.Should, Query.term_query(index.schema(), "key", key)) for key in keys])


def _without(query: Query, phrases: Iterable[tuple[str, ...]]) -> Query:
    unwanted = [(Occur.MustNot, in_any_field(words)) for words in phrases]
    return Query.boolean_query([(Occur.Must, query), *unwanted]) if unwanted else query


def in_any_field(words: tuple[str, ...], weight: float = 1.0) -> Query:
    """The words side by side, in the text or, counting less, in names of tags, councils and sources or in the view."""
    parts = [
        (Occur.Should, Query.boost_query(_in_field(name, words), weight_of_field * weight))
        for name, weight_of_field in WEIGHTS.items()
    ]
    return Query.boolean_query(parts)


def _in_field(name: str, words: tuple[str, ...]) -> Query:
    stems: list[Any] = [language.stem(word) for word in words]
    if len(stems) == 1:
        return Query.term_query(index.schema(), name, stems[0])
    return Query.phrase_query(index.schema(), name, stems)


def _wholly(term: Term) -> Query:
    """The term as a unit: its words side by side, a phrase of the same meaning, or what it stands for."""
    alternatives = [in_any_field(term.words)]
    if term.meaning:
        for phrase in term.meaning.phrases:
            if words := tuple(language.words(phrase)):
                alternatives.append(in_any_field(words, WEIGHT_OF_SYNONYM))
        alternatives += [
            Query.const_score_query(Query.term_query(index.schema(), name, value), WEIGHT_OF_VALUE)
            for name, value in term.meaning.values
        ]
    return Query.boolean_query([(Occur.Should, query) for query in alternatives])


def _loosely(term: Term) -> Query:
    """The term, or single words of it, which count less."""
    if term.quoted or term.meaning is None or len(term.words) == 1:
        return _wholly(term)
    single = [
        (Occur.Should, in_any_field((word,), 1 / len(term.words)))
        for word in term.words
        if word not in language.STOP_WORDS
    ]
    return Query.boolean_query([(Occur.Should, _wholly(term)), *single])


def _neighbours(terms: tuple[Term, ...]) -> list[Query]:
    """For single words typed next to each other, stop words aside: a little more where the text has them so."""
    neighbours: dict[tuple, Query] = {}
    for one, two in itertools.pairwise(terms):
        apart = two.place - one.place - len(one.words) + 1
        if one.quoted or two.quoted or apart > 3 or one.words == two.words:
            continue
        first, second = language.stem(one.words[-1]), language.stem(two.words[0])
        phrase = Query.phrase_query(index.schema(), "text", [(0, first), (apart, second)])
        neighbours[(first, second)] = Query.boost_query(phrase, WEIGHT_OF_NEIGHBOURS)
    return list(neighbours.values())

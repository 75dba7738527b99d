"""From what somebody typed to what the engine looks for. Nothing typed ever reaches the engine's own parser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tantivy import Occur, Query

from search import index, language
from search.vocabulary import LONGEST_NAME, Meaning, Vocabulary

LONGEST_QUERY = 2_000
MAX_WORDS = 64
# Records with all the words of a query of up to so many words come before the others.
MAX_WORDS_OF_SHORT_QUERY = 5
# In prose of more terms than this, quotation marks quote; they do not ask for an exact phrase.
MAX_TERMS_WITH_PHRASES = 8
WEIGHT_OF_ALL_WORDS = 1_000.0
# Weights, beside 1 for a word in the text: found by tuning on two public test collections (bench/).
WEIGHT_IN_LABELS = 0.3
# Chosen so that a record whose source says it comes before one of which only the editors do.
WEIGHT_IN_EDITORS_VIEW = 0.2
WEIGHT_OF_NEIGHBOURS = 0.2
WEIGHT_OF_SYNONYM = 0.7
WEIGHT_OF_VALUE = 2.0

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

    @property
    def words(self) -> list[str]:
        """The single words looked for, each once, in the order typed."""
        return list(dict.fromkeys(word for term in self.terms for word in term.words))


def parse(text: str, vocabulary: Vocabulary) -> ParsedQuery:
    """Take a text apart: words, “quoted phrases”, -words and -"phrases" to leave out, names with a meaning.

    In prose, quotation marks mean nothing. Words that say nothing are left out where others remain; of the rest the
    first 64 count.
    """
    typed = re.sub("[“”„‟«»]", '"', language.clean(text))
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
    terms, significant = _loose_terms(loose, vocabulary, bool(quoted))
    if quoted and len(quoted) + len(terms) > MAX_TERMS_WITH_PHRASES:
        return replace(parse(typed.replace('"', " "), vocabulary), text=text)
    kept, room = [], MAX_WORDS
    for term in sorted([*quoted, *terms], key=lambda term: term.place):
        if len(term.words) <= room:
            kept.append(term)
            room -= len(term.words)
    is_cut = significant + sum(len(term.words) for term in quoted) > MAX_WORDS
    return ParsedQuery(text, tuple(_merge_repeats(kept)), tuple(without[:MAX_WORDS]), is_cut)


def _loose_terms(loose: list[tuple[int, str]], vocabulary: Vocabulary, quoted: bool) -> tuple[list[Term], int]:
    """The words outside quotes as terms, and how many of them are no stop words."""
    significant = [(place, word) for place, word in loose if word not in language.STOP_WORDS]
    if not significant and not quoted:
        significant = loose
    places = {place for place, _ in significant}
    first = loose[: 4 * MAX_WORDS]
    terms, start = [], 0
    while start < len(first):
        for length in range(min(LONGEST_NAME, len(first) - start), 0, -1):
            words = [word for _, word in first[start : start + length]]
            meaning = _meaning(words, vocabulary)
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


def highlighting(parsed: ParsedQuery) -> Query:
    """The single words to mark in a passage: those looked for and those of the same sense, stop words aside."""
    phrases = [phrase for term in parsed.terms if term.meaning for phrase in term.meaning.phrases]
    words = dict.fromkeys([*parsed.words, *(word for phrase in phrases for word in language.words(phrase))])
    stems = {language.stem(word) for word in words if word not in language.STOP_WORDS}
    return Query.boolean_query(
        [(Occur.Should, Query.term_query(index.schema(), "text", stem)) for stem in sorted(stems)]
    )


# --- For the engine


def ranking(parsed: ParsedQuery) -> Query:
    """The query for the engine: any term matches; the more and the rarer, the better; all of a short query first."""
    if not parsed.terms:
        return _without(every_record(), parsed.without)
    queries = [_term(term) for term in parsed.terms]
    # What stands in quotation marks has to be there, and counts once more for that.
    parts = [
        (Occur.Must, Query.boost_query(query, term.times + 1.0))
        if term.quoted
        else (Occur.Should, Query.boost_query(query, float(term.times)))
        for term, query in zip(parsed.terms, queries, strict=True)
    ]
    parts += [(Occur.Should, query) for query in _neighbours(parsed.terms)]
    if 1 < len(queries) <= MAX_WORDS_OF_SHORT_QUERY:
        together = Query.boolean_query([(Occur.Must, query) for query in queries])
        parts.append((Occur.Should, Query.const_score_query(together, WEIGHT_OF_ALL_WORDS)))
    return _without(Query.boolean_query(parts), parsed.without)


def matching(parsed: ParsedQuery) -> Query:
    """The same records as `ranking` finds, without ranking them: all that counting needs."""
    if not parsed.terms:
        return _without(every_record(), parsed.without)
    required = [(Occur.Must, _term(term)) for term in parsed.terms if term.quoted]
    any_of = [(Occur.Should, _term(term)) for term in parsed.terms]
    return _without(Query.boolean_query(required or any_of), parsed.without)


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
    stems = [language.stem(word) for word in words]
    parts = []
    for name, weight_of_field in {"text": 1.0, "labels": WEIGHT_IN_LABELS, "view": WEIGHT_IN_EDITORS_VIEW}.items():
        if len(stems) == 1:
            query = Query.term_query(index.schema(), name, stems[0])
        else:
            query = Query.phrase_query(index.schema(), name, list(stems))
        parts.append((Occur.Should, Query.boost_query(query, weight_of_field * weight)))
    return Query.boolean_query(parts)


def _term(term: Term) -> Query:
    if term.meaning is None:
        return in_any_field(term.words)
    schema = index.schema()
    alternatives = [in_any_field(term.words)]
    alternatives += [
        in_any_field((word,), 1 / len(term.words))
        for word in term.words
        if len(term.words) > 1 and word not in language.STOP_WORDS
    ]
    for phrase in term.meaning.phrases:
        if words := tuple(language.words(phrase)):
            alternatives.append(in_any_field(words, WEIGHT_OF_SYNONYM))
    alternatives += [
        Query.const_score_query(Query.term_query(schema, name, value), WEIGHT_OF_VALUE)
        for name, value in term.meaning.values
    ]
    return Query.boolean_query([(Occur.Should, query) for query in alternatives])


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

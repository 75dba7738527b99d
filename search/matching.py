"""From a query as it was understood to what the engine matches and how it ranks.

Nothing typed ever reaches the engine's own parser.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from tantivy import Occur, Query

from search import index, language
from search.query import ParsedQuery, Term

# A title with all terms of a query of up to so many comes before texts that have them.
MOST_TERMS_IN_TITLE = 5
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


def ranked(parsed: ParsedQuery, *, partly: bool = False) -> Query:
    """What `unranked` finds, ranked: any term counts; the more and the rarer, the better; titles first."""
    if not parsed.terms:
        return unranked(parsed)
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
    return Query.boolean_query([(Occur.Must, Query.const_score_query(unranked(parsed, partly=partly), 0.0)), *parts])


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


def unranked(parsed: ParsedQuery, *, partly: bool = False) -> Query:
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

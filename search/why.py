"""Why a record was found, in plain words, for editors."""

from __future__ import annotations

from tantivy import Occur, Query

from catalogue.models import Entry
from search import documents, index, language, matching
from search.engine import SearchResults

# Where a word can be found, as an editor would say it; the title is part of the text.
PLACES = {
    "title": "title",
    "text": "text",
    "labels": "names of its tags, councils or sources",
    "view": "editors’ view",
}
NAMES = {"theme": "theme", "tag": "tag", "council": "council"}


def explain(results: SearchResults, entries: list[Entry]) -> None:
    """Set on each record, as `why`, the sentences that say why it was found."""
    if not results.parsed.terms:
        return
    by_key = {}
    schema = index.schema()
    these = matching.with_keys(documents.key_of(entry) for entry in entries)
    for entry in entries:
        entry.why = []  # type: ignore[attr-defined]
        by_key[documents.key_of(entry)] = entry

    def add(reason: Query, sentence: str) -> None:
        both = Query.boolean_query([(Occur.Must, these), (Occur.Must, reason)])
        for _, address in results.searcher.search(both, len(entries) or 1, count=False).hits:
            by_key[results.searcher.doc(address)["key"][0]].why.append(sentence)  # type: ignore[attr-defined]

    for term in results.parsed.terms:
        typed = " ".join(term.words)
        for field, place in PLACES.items():
            add(_side_by_side(field, term.words), f"“{typed}” is in the {place}")
        for phrase in term.meaning.phrases if term.meaning else ():
            for field in ("text", "labels", "view"):
                add(
                    _side_by_side(field, tuple(language.words(phrase))),
                    f"“{phrase}”, another word for “{typed}”, is in the {PLACES[field]}",
                )
        for field, value in term.meaning.values if term.meaning else ():
            label = results.vocabulary.names[field].get(value, value)
            add(Query.term_query(schema, field, value), f"“{typed}” is its {NAMES[field]} {label}")


def _side_by_side(field: str, words: tuple[str, ...]) -> Query:
    """The words side by side in a field, stemmed where that field is; in fields without positions, in any order."""
    terms = [word if field in index.WRITTEN else language.stem(word) for word in words]
    if len(terms) == 1:
        return Query.term_query(index.schema(), field, terms[0])
    if field in index.WRITTEN:
        return Query.boolean_query([(Occur.Must, Query.term_query(index.schema(), field, word)) for word in terms])
    return Query.phrase_query(index.schema(), field, list(terms))

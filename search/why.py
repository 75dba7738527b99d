"""Why a record was found, in plain words, for editors."""

from __future__ import annotations

from tantivy import Occur, Query

from catalogue.models import Entry
from search import documents, index, language, query
from search.engine import Found

# Where a word can be found, as an editor would say it; the title is part of the text.
PLACES = {
    "title": "title",
    "text": "text",
    "labels": "names of its tags, councils or sources",
    "view": "editors’ view",
}
NAMES = {"theme": "theme", "tag": "tag", "council": "council"}


def explain(found: Found, entries: list[Entry]) -> None:
    """Give each record the sentences that say why it was found, as `why`."""
    if not found.parsed.terms:
        return
    addresses = {}
    schema = index.schema()
    keys = query.records(documents.key(entry) for entry in entries)
    for entry in entries:
        entry.why = []  # type: ignore[attr-defined]
        addresses[documents.key(entry)] = entry

    def tell(asked: Query, said: str) -> None:
        wanted = Query.boolean_query([(Occur.Must, keys), (Occur.Must, asked)])
        for _, address in found.searcher.search(wanted, len(entries) or 1, count=False).hits:
            addresses[found.searcher.doc(address)["key"][0]].why.append(said)  # type: ignore[attr-defined]

    for term in found.parsed.terms:
        typed = " ".join(term.words)
        for name, place in PLACES.items():
            tell(_beside(name, term.words), f"“{typed}” is in the {place}")
        for phrase in term.meaning.phrases if term.meaning else ():
            for name in ("text", "labels", "view"):
                tell(
                    _beside(name, tuple(language.words(phrase))),
                    f"“{phrase}”, another word for “{typed}”, is in the {PLACES[name]}",
                )
        for name, value in term.meaning.values if term.meaning else ():
            label = found.vocabulary.names[name].get(value, value)
            tell(Query.term_query(schema, name, value), f"“{typed}” is its {NAMES[name]} {label}")


def _beside(name: str, words: tuple[str, ...]) -> Query:
    """The words side by side in a field, cut as that field is."""
    cut = [word if name in index.WRITTEN else language.stem(word) for word in words]
    if len(cut) == 1:
        return Query.term_query(index.schema(), name, cut[0])
    if name in index.WRITTEN:
        return Query.boolean_query([(Occur.Must, Query.term_query(index.schema(), name, word)) for word in cut])
    return Query.phrase_query(index.schema(), name, list(cut))

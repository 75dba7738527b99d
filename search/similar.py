"""More like this: the records of other kinds whose words and tags are most like those of one record."""

from __future__ import annotations

from tantivy import Occur, Query

from catalogue.models import Entry
from search import following, index, language
from search.index import Unavailable

# How many records of each other kind are found.
OF_EACH_KIND = 3
# The words of the record that tell most about it, and how much more a shared tag counts than such a word.
TELLING_WORDS = 15
WEIGHT_OF_A_TAG = 2.0


def similar_records(entry: Entry, leave_out: set[str]) -> dict[type[Entry], list[str]] | None:
    """References of the records most like this one, by kind, best first; None if there is no index to ask."""
    try:
        searcher = following.reader().searcher
    except Unavailable:
        return None
    schema = index.schema()
    text = "\n".join([entry.title, entry.title, entry.summary, entry.body])
    stop_words = sorted({language.stem(word) for word in language.STOP_WORDS})
    same_words = Query.more_like_this_document_fields_query(
        schema, {"text": [language.clean(text)]}, min_doc_frequency=2, min_term_frequency=1,
        max_query_terms=TELLING_WORDS, stop_words=stop_words,
    )  # fmt: skip
    tags = [link.tag.slug for link in entry.tag_links.all()]
    parts = [(Occur.Should, same_words)]
    parts += [
        (Occur.Should, Query.boost_query(Query.term_query(schema, "tag", slug), WEIGHT_OF_A_TAG)) for slug in tags
    ]
    similar = Query.boolean_query(parts)
    references: dict[type[Entry], list[str]] = {}
    for kind in Entry.kinds():
        if kind is not type(entry):
            of_kind = Query.const_score_query(Query.term_query(schema, "kind", kind.kind), 0.0)
            query = Query.boolean_query([(Occur.Must, similar), (Occur.Must, of_kind)])
            hits = searcher.search(query, OF_EACH_KIND + len(leave_out), count=False).hits
            of_hits = [searcher.doc(address)["key"][0].partition("/")[2] for _, address in hits]
            references[kind] = [each for each in of_hits if each not in leave_out][:OF_EACH_KIND]
    return references

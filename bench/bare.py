"""The bare engine beside ours: the same texts and values in an index made by hand, and the same work asked of it."""

from __future__ import annotations

import time
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from lessons.models import Lesson
from search import documents, engine, following, language

PAGE = 20
FACETS = ("theme", "tag", "council", "source")


def schema() -> tantivy.Schema:
    """A key, the text and four values to count."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", stored=True, tokenizer_name="stemmed")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class Bare:
    """An index of the bare engine. `took` is the processor time of indexing in seconds, where it was made just now."""

    def __init__(self, path: Path):
        path.mkdir(parents=True, exist_ok=True)
        self.schema = schema()
        self.index = tantivy.Index(self.schema, path=str(path))
        self.index.register_tokenizer("stemmed", language.stemming())
        self.took: float | None = None
        if self.index.searcher().num_docs != Lesson.objects.count():
            self._build()

    def _build(self) -> None:
        """Index everything; making the documents from our records is not counted."""
        started, making = time.process_time(), 0.0
        writer = self.index.writer(following.MEMORY_OF_A_REBUILD)
        records = documents.all_documents()
        while True:
            before = time.thread_time()
            fields = next(records, None)
            if fields is None:
                break
            made = tantivy.Document.from_dict({name: fields[name] for name in ("key", "text", *FACETS)}, self.schema)
            making += time.thread_time() - before
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        self.took = time.process_time() - started - making
        self.index.reload()

    def search(self, words: list[str], phrase: bool) -> int:
        """Count, the first twenty with snippets, and four facets."""
        stems = [language.stem(word) for word in words]
        if phrase:
            query = Query.phrase_query(self.schema, "text", list(stems))
        else:
            query = Query.boolean_query([(Occur.Should, Query.term_query(self.schema, "text", stem)) for stem in stems])
        searcher = self.index.searcher()
        found = searcher.search(query, PAGE, count=True)
        snippets = tantivy.SnippetGenerator.create(searcher, query, self.schema, "text")
        for _, address in found.hits:
            snippets.snippet_from_doc(searcher.doc(address)).to_html()
        searcher.aggregate(
            query, {name: {"terms": {"field": name, "size": engine.MAX_FACET_VALUES}} for name in FACETS}
        )
        return found.count

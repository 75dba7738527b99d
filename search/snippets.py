"""The passages of records that answer a query best, with the words of the query marked."""

from __future__ import annotations

from html import escape

import tantivy
from django.utils.safestring import SafeString, mark_safe

from search import index, language

LONGEST = 220


class Highlighter:
    """Marks the words of one query in texts."""

    def __init__(self, searcher: tantivy.Searcher, highlighting: tantivy.Query):
        self.generator = tantivy.SnippetGenerator.create(searcher, highlighting, index.schema(), "text")

    def snippet(self, text: str) -> SafeString:
        """The best passage of a text as HTML, its words marked; empty where none of them is in the text."""
        passage, spans = self._best_passage(text, LONGEST)
        if not spans:
            return SafeString("")
        encoded = text.encode()
        before = "… " if passage.start else ""
        after = " …" if passage.stop < len(encoded) else ""
        return mark_safe(before + _marked(encoded, passage, spans) + after)  # noqa: S308 - _marked escapes

    def whole(self, text: str) -> SafeString:
        """A short text, such as a title, as HTML with the words of the query marked."""
        text = language.clean(text)
        encoded = text.encode()
        _, spans = self._best_passage(text, len(encoded))
        return mark_safe(_marked(encoded, range(len(encoded)), spans))  # noqa: S308 - _marked escapes

    def _best_passage(self, text: str, longest: int) -> tuple[range, list[tuple[int, int]]]:
        """Where in the text the best passage of at most so many bytes is, and the words in it; all in bytes."""
        document = tantivy.Document()
        document.add_text("text", text)
        self.generator.set_max_num_chars(longest)
        snippet = self.generator.snippet_from_doc(document)
        start, stop = snippet.fragment_range().start, snippet.fragment_range().end
        return range(start, stop), [(start + span.start, start + span.end) for span in snippet.highlighted()]


def _marked(text: bytes, passage: range, spans: list[tuple[int, int]]) -> str:
    """A passage as HTML: escaped, with the spans in it marked."""
    parts, at = [], passage.start
    for start, stop in spans:
        parts += [escape(text[at:start].decode()), "<mark>", escape(text[start:stop].decode()), "</mark>"]
        at = stop
    return "".join([*parts, escape(text[at : passage.stop].decode())])

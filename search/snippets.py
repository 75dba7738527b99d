"""The passages of records that answer a query best, with the words of the query marked."""

from __future__ import annotations

from html import escape

import tantivy
from django.utils.safestring import SafeString, mark_safe

from search import index, language

LONGEST = 220


class Passages:
    """Finds passages for one query."""

    def __init__(self, searcher: tantivy.Searcher, telling: tantivy.Query):
        self.generator = tantivy.SnippetGenerator.create(searcher, telling, index.schema(), "text")

    def passage(self, text: str) -> SafeString:
        """The best passage of a text, marked; empty where none of the words is in it."""
        found, spans = self._found(text, LONGEST)
        if not spans:
            return SafeString("")
        whole = text.encode()
        before = "… " if found.start else ""
        after = " …" if found.stop < len(whole) else ""
        return mark_safe(before + _marked(whole, found, spans) + after)  # noqa: S308 - _marked escapes

    def whole(self, text: str) -> SafeString:
        """A short text, such as a title, with the words of the query marked."""
        text = language.clean(text)
        _, spans = self._found(text, len(text.encode()))
        whole = text.encode()
        return mark_safe(_marked(whole, range(len(whole)), spans))  # noqa: S308 - _marked escapes

    def _found(self, text: str, longest: int) -> tuple[range, list[tuple[int, int]]]:
        """Where in the text, in bytes, the best passage is, and the words to mark in it."""
        document = tantivy.Document()
        document.add_text("text", text)
        self.generator.set_max_num_chars(longest)
        found = self.generator.snippet_from_doc(document)
        start, stop = found.fragment_range().start, found.fragment_range().end
        return range(start, stop), [(start + span.start, start + span.end) for span in found.highlighted()]


def _marked(text: bytes, passage: range, spans: list[tuple[int, int]]) -> str:
    """A passage as HTML: escaped, with the spans in it marked."""
    parts, at = [], passage.start
    for start, stop in spans:
        parts += [escape(text[at:start].decode()), "<mark>", escape(text[start:stop].decode()), "</mark>"]
        at = stop
    return "".join([*parts, escape(text[at : passage.stop].decode())])

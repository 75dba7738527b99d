"""The passage of a record that answers a query best, with the words of the query marked."""

from __future__ import annotations

import re
from html import escape

import tantivy
from django.utils.safestring import SafeString, mark_safe

from catalogue.models import Entry
from search import documents, index, language

LONGEST = 220
_STARTS_A_LINE = re.compile(r"\s*(?:#+|[-*]|\d+\.|>)(?:\s+|$)")
# Begins with the characters it is about, so that all others are passed over at once.
_WITHIN_A_LINE = re.compile(r"[*_`\[](?:(?<=\[)([^\]]*)\]\([^)]*\)|(?<=[*_`])[*_`]{0,2})")


class Passages:
    """Finds passages for one query."""

    def __init__(self, searcher: tantivy.Searcher, query: tantivy.Query):
        self.generator = tantivy.SnippetGenerator.create(searcher, query, index.schema(), "text")

    def passage(self, entry: Entry) -> SafeString:
        """The best passage of the body as it is in the database now, marked; empty where none of the words is in it."""
        text = plain("\n".join([entry.body, *documents.own_words(entry)]))
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


def plain(text: str) -> str:
    """Markdown without its signs, on one line."""
    lines = language.clean(text).split("\n")
    bare = " ".join(line[start.end() :] if (start := _STARTS_A_LINE.match(line)) else line for line in lines)
    return " ".join(_WITHIN_A_LINE.sub(lambda found: found[1] or " ", bare).split())

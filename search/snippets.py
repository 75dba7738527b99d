"""The passages of records that answer a query best, with the words of the query marked."""

from __future__ import annotations

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe

from search import language
from search.forms import inflections
from search.query import ParsedQuery

LONGEST = 220
_SENTENCES = re.compile(r"(?<=[.!?…])[”’)]?\s+(?=[“‘(]?[A-Z0-9])")
# What may stand between the words of a phrase.
_BETWEEN = r"[\s\-‐‑–—/]+"
# A pattern without any match.
_NOTHING = re.compile(r"(?!)")


class Highlighter:
    """Marks what a query looks for in texts: its words in their inflections, and whole phrases of the same meaning."""

    def __init__(self, parsed: ParsedQuery):
        self.pattern = _pattern(parsed)

    def snippet(self, text: str) -> SafeString:
        """The sentences of one paragraph that hold most of what is looked for; empty where none of it is there.

        `text` has a paragraph to a line.
        """
        best, most = "", (0, 0)
        for line in text.split("\n"):
            for passage in _passages(line):
                found = [hit.lastgroup for hit in self.pattern.finditer(passage)]
                if (len(set(found)), len(found)) > most:
                    best, most = passage, (len(set(found)), len(found))
        return self._marked(self._cut(best)) if best else SafeString("")

    def whole(self, text: str) -> SafeString:
        """A short text, such as a title, as HTML with what is looked for marked."""
        return self._marked(language.clean(text))

    def _cut(self, passage: str) -> str:
        """A passage that is too long, cut to what is around the first of what is looked for."""
        if len(passage) <= LONGEST:
            return passage
        hit = self.pattern.search(passage)
        start = max(0, (hit.start() if hit else 0) - LONGEST // 2)
        start = 0 if start < LONGEST // 4 else passage.find(" ", start) + 1
        stop = passage.rfind(" ", start, start + LONGEST) if len(passage) - start > LONGEST else len(passage)
        before, after = "… " if start else "", " …" if stop < len(passage) else ""
        return f"{before}{passage[start:stop]}{after}"

    def _marked(self, text: str) -> SafeString:
        parts, at = [], 0
        for hit in self.pattern.finditer(text):
            parts += [escape(text[at : hit.start()]), "<mark>", escape(hit[0]), "</mark>"]
            at = hit.end()
        return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - all of it is escaped


def _passages(line: str) -> list[str]:
    """The sentences of a paragraph, short ones joined with the next as far as they fit."""
    passages: list[str] = []
    for sentence in _SENTENCES.split(line):
        if passages and len(passages[-1]) + len(sentence) < LONGEST:
            passages[-1] = f"{passages[-1]} {sentence}"
        else:
            passages.append(sentence)
    return passages


def _pattern(parsed: ParsedQuery) -> re.Pattern[str]:
    """What to mark: a group for each term, longer phrases first."""
    groups = []
    for number, term in enumerate(parsed.terms):
        phrases = {tuple(term.words)}
        for phrase in term.meaning.phrases if term.meaning else ():
            phrases.add(tuple(language.words(phrase)))
        said = [phrase for phrase in phrases if phrase and not all(word in language.STOP_WORDS for word in phrase)]
        if said:
            either = "|".join(
                _BETWEEN.join(map(_either_form, phrase)) for phrase in sorted(said, key=len, reverse=True)
            )
            groups.append((max(map(len, said)), f"(?P<t{number}>{either})"))
    groups.sort(key=lambda group: -group[0])
    together = "|".join(group for _, group in groups)
    return re.compile(rf"(?<!\w)(?:{together})(?!\w)", re.IGNORECASE) if groups else _NOTHING


def _either_form(word: str) -> str:
    """Any inflection of a word, with or without an apostrophe before its last s."""
    forms = sorted(inflections(word), key=len, reverse=True)
    either = "|".join(re.sub("s$", "['’]?s", re.escape(form)) for form in forms)
    return f"(?:{either})"

"""Spellings that look alike to a reader: what Word, a web page or a keyboard makes of the same name."""

from __future__ import annotations

import re
import unicodedata

from django.utils.text import slugify

_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´ʼ", "'") | dict.fromkeys("“”„‟″«»", '"'))

# Letters that Unicode does not take for a plain one with a mark.
_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "æ": "ae", "Æ": "ae", "œ": "oe",
                          "Œ": "oe", "ß": "ss", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d"})  # fmt: skip


def folded(text: str) -> str:
    """A spelling for comparing with others.

    Case, Unicode form, invisible characters, sorts of spaces, dashes and apostrophes, and quotation marks around the
    whole do not count.
    """
    if not text.isascii():
        # Marks are straightened first: to Unicode a lone accent is a space with something above it.
        text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
        seen = (character for character in text if unicodedata.category(character) != "Cf")
        text = "".join("-" if unicodedata.category(each) == "Pd" or each == "−" else each for each in seen)
    words = " ".join(text.casefold().split())
    quoted = re.fullmatch(r"""(["'])(.*)\1""", words)
    return quoted[2].strip() if quoted else words


def run_together(text: str) -> str:
    """A name for comparing where spaces, dashes and apostrophes do not count either."""
    return re.sub(r"[\s'-]", "", folded(text))


def slug_of(text: str) -> str:
    """The part of an address that a name gives: plain small letters, digits and hyphens."""
    return slugify(text.translate(_LETTERS))

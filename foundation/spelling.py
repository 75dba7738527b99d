"""Spellings that look alike to a reader: what Word, a web page or a keyboard makes of the same name."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´ʼ", "'") | dict.fromkeys("“”„‟″«»", '"'))


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

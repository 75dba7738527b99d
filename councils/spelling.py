"""The keys by which names of councils are compared, however people write them.

The key ignores case, accents, punctuation and “&”, and keeps every word: “Somerset County Council” and “Somerset
Council” stay apart. The bare key also drops the words that only say what sort of council it is, so that “Wigan MBC”,
“LB Tower Hamlets” and “Council of Wigan” reach their council.
"""

import re
import unicodedata

from foundation.spelling import folded

_SORTS = (
    "london borough council|royal borough council|london borough|london boro|royal borough|metropolitan borough"
    "|metropolitan district|metropolitan|county borough|borough|unitary authority|unitary|district|county|city"
    "|corporation|council|authority|mbc|mdc|lbc|lb|rb|rbc|bc|cc|dc|ua"
)
_LEADING = re.compile(rf"^(?:the )?(?:(?:{_SORTS}) )+(?:of (?:the )?)?|^the ")
_TRAILING = re.compile(rf"(?: (?:{_SORTS}))+(?: of)?$")


def key(name: str) -> str:
    """The name in lower case, without accents or punctuation, “&” read as “and”."""
    plain = unicodedata.normalize("NFKD", folded(name).replace("&", " and "))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = re.sub(r"['’`.]", "", plain)
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def bare_key(name: str) -> str:
    """The key without the words that only say what sort of council it is; never empty, and never just “london”."""
    full = key(name)
    bare = _TRAILING.sub("", full)
    bare = _LEADING.sub("", bare) or bare
    return full if bare in {"", "london", *_SORTS.split("|")} else bare

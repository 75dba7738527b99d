"""Numbers as a workbook shows them: a format such as “"L-"000” or “0%” is part of what people read."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

# The formats every workbook knows without defining them (ISO/IEC 29500-1, 18.8.30) that are not days, times or text.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<room>[_*].)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<colour>[A-Za-z]+)\]'
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+)|(?P<general>General)|(?P<plain>[^\[\]@/a-zA-Z;])",
    re.DOTALL,
)
_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|\Z)', re.DOTALL)
_MOST_DECIMALS = 30


def shown(number: float, code: str) -> str | None:
    """The number in the format of this code; None where the code is not understood."""
    sections = _SECTIONS.findall(code)[:4]
    # The pattern also finds the nothing behind the last section.
    if len(sections) > 1 and not code.endswith(";") and not sections[-1]:
        sections.pop()
    section, sign = sections[0], "-" if number < 0 else ""
    if number < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    tokens = _tokens(section)
    if tokens is None or sum(sort in {"digits", "general"} for sort, _ in tokens) > 1:
        return None
    percent = sum(words.count("%") for sort, words in tokens if sort == "plain")
    value = abs(Decimal(repr(number))) * 100**percent
    try:
        return sign + "".join(_written(sort, words, value) for sort, words in tokens).strip()
    except InvalidOperation:
        return None


def _tokens(section: str) -> list[tuple[str, str]] | None:
    found, place = [], 0
    while place < len(section):
        token = _TOKEN.match(section, place)
        if not token:
            return None
        place = token.end()
        sort = str(token.lastgroup)
        found.append((sort, token[sort]))
    return found


def _written(sort: str, words: str, value: Decimal) -> str:
    if sort in {"room", "colour"}:
        return ""
    if sort == "general":
        return f"{value.normalize():f}"
    return _digits(words, value) if sort == "digits" else words


def _digits(pattern: str, value: Decimal) -> str:
    """The digits in a pattern of 0 (always there), # (where it says something) and commas."""
    whole, _, part = pattern.rstrip(",").partition(".")
    # Each comma behind the digits stands for a thousand left away.
    thousands = len(pattern) - len(pattern.rstrip(","))
    groups, part = "," in whole, part[:_MOST_DECIMALS]
    with localcontext(prec=400):
        rounded = (value / 1000**thousands).quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if groups and before == before.lstrip("0") != "":
        before = f"{int(before):,}"
    needed = part.rfind("0") + 1
    after = after[:needed] + after[needed:].rstrip("0")
    return f"{before}.{after}" if after else before

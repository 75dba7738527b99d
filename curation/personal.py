"""Telling what in a text may lead to a person: numbers, addresses and telephones in the forms the UK uses."""

from __future__ import annotations

import re
import unicodedata

# Addresses of pages hold many numbers and lead to no person.
_ADDRESS = re.compile(r"https?://\S+|\bdoi:\S+|\bwww\.\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TEN_DIGITS = re.compile(r"(?<![\d.,/-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/]|[.,-]\d)")
# The letters are those HMRC gives out (manual NIM39110): no D, F, I, Q, U, V; no O second; some pairs never.
_NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
)
# In its national form, or with the prefix of the country; service numbers (03, 08) reach no person.
_TELEPHONE = re.compile(
    r"(?<![\w+.-])(?:\+44[ -]?(?:\(0\)[ -]?)?|0044[ -]?|\(?0)(?=[127])(?:\d[ ()-]{0,2}){9,10}(?!\d)(?<=\d)"
)


def found(text: str) -> list[str]:
    """What the text seems to hold, in words such as “an e-mail address”; the data themselves are not repeated."""
    # Spaces and hyphens of every width as the plain ones.
    plain = re.sub(r"[‐‑‒–—]", "-", unicodedata.normalize("NFKC", text))
    plain = _ADDRESS.sub(" ", plain)
    sorts = []
    if _EMAIL.search(plain):
        sorts.append("an e-mail address")
    if _NATIONAL_INSURANCE.search(plain):
        sorts.append("a National Insurance number")
    if any(is_nhs_number(match) for match in _TEN_DIGITS.findall(plain)):
        sorts.append("an NHS number")
    if _TELEPHONE.search(plain):
        sorts.append("a telephone number")
    return sorts


def is_nhs_number(text: str) -> bool:
    """Whether ten digits are an NHS number: the last checks the others, modulus 11 (NHS Data Dictionary)."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10

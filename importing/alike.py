"""New records that look like one there is, or like another row of the file.

Titles are compared only where they share an uncommon word, so that ten thousand rows take seconds, not hours.
"""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz import fuzz, process

from catalogue.models import Entry
from importing.finding import title_key
from importing.models import ImportRow
from importing.plan import Message

ALIKE = 88
# A word in more titles than this says little, and would make every title a candidate.
COMMON = 60
RAREST = 4


def remark(kind: type[Entry], rows: list[ImportRow]) -> list[ImportRow]:
    """Remark on new rows whose title is nearly that of a record or of an earlier row; those rows."""
    titles = {reference: title_key(title) for reference, title in kind.objects.values_list("pk", "title")}
    named = dict.fromkeys(titles, "the record {}")
    for row in rows:
        titles[row.reference] = title_key(row.plan.title)
        named[row.reference] = f"row {row.number}, {{}}"
    holders: dict[str, list[str]] = defaultdict(list)
    for reference, title in titles.items():
        for word in set(title.split()):
            holders[word].append(reference)
    order = {row.reference: place for place, row in enumerate(rows)}
    found = []
    for row in rows:
        title = titles[row.reference]
        rare = sorted(set(title.split()), key=lambda word: len(holders[word]))[:RAREST]
        near = {
            other: titles[other]
            for word in rare
            if len(holders[word]) <= COMMON
            for other in holders[word]
            if order.get(other, -1) < order[row.reference] and other != row.reference
        }
        best = process.extractOne(title, near, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        if best:
            words = f"Much like {named[best[2]].format(best[2])}. Is it the same?"
            row.plan.remarks.append(Message("title", words))
            found.append(row)
    return found

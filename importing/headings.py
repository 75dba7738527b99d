"""Which column of a file is which: known by the names our own exports use, by other words, or remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from catalogue.models import Entry
from exports.columns import columns_of
from exports.links import HEADINGS as HEADINGS_OF_LINKS
from exports.table import of_records
from foundation.spelling import folded
from importing.columns import importable
from importing.files.sheet import Sheet, Unreadable, letters
from importing.models import Import, RememberedHeading

# Our exports have columns about the export itself, and some that follow from others. They are known and not read.
UNREAD = "not read"
# Other words people use for a column, where the kind has it.
SYNONYMS = {
    "reference": ["ref", "ref no", "ref number", "reference number", "lesson no", "id", "code", "record", "identifier"],
    "title": [
        "name",
        "headline",
        "lesson",
        "lesson learned",
        "lesson learnt",
        "lesson title",
        "key lesson",
        "recommendation",
        "case study",
        "question",
        "enabler",
    ],
    "summary": ["description", "short description", "abstract", "in brief"],
    "body": ["text", "full text", "detail", "details", "content", "narrative", "notes"],
    "editors_view": ["editors’ view", "editors' view", "our view", "advice"],
    "strength": ["evidence strength", "how sure"],
    "evidence_year": ["year of evidence", "evidence from"],
    "context": ["background", "what happened", "what was expected"],
    "applies_when": ["when it applies"],
    "themes": ["theme", "category", "categories"],
    "tags": ["tag", "keywords", "keyword", "topics", "topic", "labels"],
    "councils": [
        "council",
        "local authority",
        "local authorities",
        "authority",
        "la",
        "place",
        "where",
        "where la",
        "where council",
        "area",
    ],
    "source": ["sources", "report", "document", "source document", "source doc", "source report", "publication"],
    "locator": ["page", "pages", "section", "where in the source", "paragraph"],
    "part_of": ["parent", "belongs to"],
    "addressed_to": ["audience", "for whom", "owner of the action", "who should act"],
    "type": ["sort", "record type", "kind"],
    "number": ["no", "nr", "num"],
    "components": ["part of the system", "system components", "component"],
    "who_to_ask": ["ask", "respondent", "respondents"],
    "reviewed_on": ["last reviewed", "reviewed", "review date"],
    "review_due": ["next review", "next review date", "due for review", "review by"],
    "published_at": ["published", "date published", "publication date"],
    "url": ["web address", "link", "address"],
}
_NO_WORDS = str.maketrans("_-()/", "     ")
LOOKED_AT = 20
LONGEST_REMEMBERED = RememberedHeading._meta.get_field("heading").max_length


def key(heading: str) -> str:
    """A heading for comparing: small letters, one space between words, no punctuation around them."""
    plain = folded(heading).replace("(s)", "s").translate(_NO_WORDS)
    return " ".join(plain.split()).strip(" .:*#?")


def known(kind: type[Entry]) -> dict[str, str]:
    """The column each known heading of the kind stands for; what our own exports call a column is always that one."""
    columns = importable(kind)
    found: dict[str, str] = {}
    for name in columns:
        for synonym in SYNONYMS.get(name, []):
            found.setdefault(key(synonym), name)
    for name, column in columns.items():
        field = kind._meta.get_field(column.path)
        found[key(str(getattr(field, "verbose_name", name)))] = name
    remembered = RememberedHeading.objects.filter(kind=kind.kind).values_list("heading", "column")
    found |= {heading: column for heading, column in remembered if column in columns}
    return found | dict.fromkeys(passed_over(kind), UNREAD) | {key(name): name for name in columns}


def passed_over(kind: type[Entry]) -> list[str]:
    """The headings of what our exports say in each row about themselves, or only for readers."""
    columns = columns_of(kind)
    names = [*of_records(kind.objects.none(), columns, "").constants, *(c.name for c in columns if not c.path)]
    return [key(name) for name in names]


def recogniser(kind: type[Entry]) -> Callable[[list[str]], int]:
    """What tells how many known headings of the kind a row holds."""
    words = known(kind).keys()
    return lambda row: len({key(cell) for cell in row} & words)


def heading_row(sheet: Sheet, kind: type[Entry]) -> int:
    """The number of the row that looks most like the headings; the first that says anything if none does."""
    recognised = recogniser(kind)
    return max(sheet.rows[:LOOKED_AT], key=lambda row: recognised(row[1]))[0] if sheet.rows else 0


def likely_sheet(sheets: list[Sheet], kind: type[Entry]) -> Sheet:
    """The sheet whose headings are known best; the first of equals."""
    recognised = recogniser(kind)
    return max(sheets, key=lambda sheet: max((recognised(row) for _, row in sheet.rows[:LOOKED_AT]), default=0))


def guess(kind: type[Entry], headings: list[str]) -> list[str]:
    """The column each heading stands for, “” where that is not known.

    A heading that is there twice is not guessed: somebody has to say which is meant.
    Raises Unreadable for our other form of rows, one for each link.
    """
    keys = [key(heading) for heading in headings]
    if {"linked reference", "basis"} <= set(keys) & {key(name) for name in HEADINGS_OF_LINKS}:
        raise Unreadable("This file has a row for each link. Import the form with a row for each record.")
    words, times = known(kind), Counter(keys)
    found = [words.get(each[:LONGEST_REMEMBERED], "") if times[each] == 1 else "" for each in keys]
    # The name of a column itself goes before another word for it.
    exact = {name for name, each in zip(found, keys, strict=True) if name and key(name) == each}
    taken: set[str] = set()
    for place, (name, each) in enumerate(zip(found, keys, strict=True)):
        if name in {"", UNREAD}:
            continue
        if name in taken or (name in exact and key(name) != each):
            found[place] = ""
        else:
            taken.add(name)
    return found


def twice(headings: list[str]) -> list[str]:
    """Headings that are there more than once."""
    times = Counter(key(heading) for heading in headings if heading.strip())
    return list(dict.fromkeys(h.strip() for h in headings if times[key(h)] > 1))


def left_out(batch: Import) -> list[str]:
    """The columns of a file that have a heading and are not read, but for those of our exports that never are."""
    about = passed_over(batch.model)
    return [
        f"{letters(place)} “{heading}”"
        for place, (heading, name) in enumerate(zip(batch.headings, batch.columns, strict=True))
        if heading and name not in batch.importable and key(heading) not in about
    ]


def remember(kind: type[Entry], headings: list[str], columns: list[str]) -> None:
    """Keep what the headings of an import stood for, so that the next file of this kind is matched the same way.

    That a column was left out is nobody’s business but this import’s.
    """
    read = [(key(h)[:LONGEST_REMEMBERED], name) for h, name in zip(headings, columns, strict=True) if name]
    RememberedHeading.objects.bulk_create(
        [
            RememberedHeading(kind=kind.kind, heading=heading, column=column)
            for heading, column in dict(read).items()
            if heading and column != UNREAD
        ],
        update_conflicts=True,
        unique_fields=["kind", "heading"],
        update_fields=["column"],
    )

"""The rules of a good record, one a function: advice to whoever writes, and a condition of publishing if so chosen.

A rule looks at a record and answers with sentences on what to put right; none means the record is good. An
administrator chooses which rules stop publication (RuleChoice); personal data does unless they say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass

from django.db import models
from django.db.models.base import ModelState

from catalogue.models import Entry, TagLabel
from curation import linked_pages, personal
from curation.models import RuleChoice
from curation.models.rules import TITLES
from search import documents

# Words with which a sentence leans on another one. “IT” in capitals is something else than “it”.
_WORDS = "this it its they their these those he she him her such also but and so however therefore"
LEANING = re.compile(rf"({'|'.join(f'[{word[0]}{word[0].upper()}]{word[1:]}' for word in _WORDS.split())})\b(?!-)")
SENTENCE_END = re.compile(r"[.!?…][”’\"')]?$")
SUMMARY_AT_LEAST, SUMMARY_AT_MOST = 40, 300
LONGEST_SENTENCE = 30
ACRONYM = re.compile(r"\b[A-Z][A-Z0-9&]*[A-Z](?=s?\b)")
# What everybody in social care reads without help.
EVERYDAY = frozenset(
    (
        "A&E",
        "AM",
        "BBC",
        "CEO",
        "COVID",
        "EU",
        "GP",
        "HR",
        "ID",
        "IT",
        "MP",
        "NHS",
        "OK",
        "PDF",
        "PM",
        "TV",
        "UK",
        "USA",
    )
)


@dataclass(frozen=True)
class Rule:
    """One rule: its name, how it looks at a record, and whether it stops publication by default."""

    name: str
    check: Callable[[Entry], list[str]]
    stops_publication: bool = False

    @property
    def title(self) -> str:
        """What it asks for."""
        return TITLES[self.name]


@dataclass(frozen=True)
class Advice:
    """What one rule says of a record, and whether the record cannot be published because of it."""

    rule: Rule
    sentences: list[str]
    is_obstacle: bool


def texts(entry: Entry) -> dict[str, str]:
    """The long texts of a record, by what the form calls them; what its kind adds comes first.

    The rules hold for the editors' view as for the source's words.
    """
    fields = [field for field in entry._meta.concrete_fields if isinstance(field, models.TextField)]
    own_first = sorted(fields, key=lambda field: field.name in {"body", "editors_view"})
    return {str(field.verbose_name): text for field in own_first if (text := getattr(entry, field.name))}


def stands_alone(entry: Entry) -> list[str]:
    """The summary makes sense without the page around it."""
    found = []
    if leaning := LEANING.match(entry.summary):
        found.append(f"The summary starts with “{leaning[0]}”. Say what it is about: people meet it in lists.")
    if entry.summary and not SENTENCE_END.search(entry.summary.rstrip()):
        found.append("The summary does not end with a full stop. Write whole sentences.")
    return found


def summary_length(entry: Entry) -> list[str]:
    """The summary is one or two sentences long."""
    length = len(entry.summary)
    if length < SUMMARY_AT_LEAST:
        return [f"The summary has {length} characters. Say in one or two sentences what was learned or done."]
    if length > SUMMARY_AT_MOST:
        return [f"The summary has {length} characters. Lists read best with at most {SUMMARY_AT_MOST}."]
    return []


def is_complete(entry: Entry) -> list[str]:
    """The texts that records of the kind should not go without are there."""
    return [
        f"“{str(entry._meta.get_field(name).verbose_name).capitalize()}” is empty."
        for name in entry.expected_texts
        if not getattr(entry, name).strip()
    ]


def acronyms_spelled_out(entry: Entry) -> list[str]:
    """Each acronym is spelled out somewhere in the record."""
    said = "\n".join([entry.title, entry.summary, *texts(entry).values()])
    said = re.sub(r"\]\([^)]*\)|https?://\S+", " ", said)
    found = dict.fromkeys(ACRONYM.findall(said))
    unclear = [word for word in found if word not in EVERYDAY and not _is_spelled_out(word, said)]
    if not unclear:
        return []
    labels = TagLabel.objects.filter(label__in=unclear).exclude(stands_for="").values_list("label", "stands_for")
    known = {label: words for label, words in labels if words.lower() not in said.lower()}
    spelled = {label for label, words in labels if words.lower() in said.lower()}
    return [
        f"“{word}” is not spelled out. Write “{known[word]} ({word})” first."
        if word in known
        else f"“{word}” is not spelled out. Write the full words first, then “({word})”."
        for word in unclear
        if word not in spelled
    ]


def _is_spelled_out(acronym: str, text: str) -> bool:
    """Whether the acronym stands in brackets after words, or has words in brackets after it."""
    word = re.escape(acronym)
    if re.search(rf"\w\W*\({word}s?\b[^)]*\)|\b{word}s? \([A-Za-z][^)]*\w+ ", text):
        return True
    # The initials of words that stand in a row: Care Quality Commission.
    initials = r"\W+(?:(?:of|and|the|for|in|to)\W+)*".join(rf"{re.escape(letter)}\w+" for letter in acronym)
    # Two small words that begin with two letters stand in every text.
    return bool(re.search(rf"\b{initials}", text, re.IGNORECASE if len(acronym) > 2 else re.NOFLAG))


def sentences_are_short(entry: Entry) -> list[str]:
    """No sentence is so long that it has to be read twice."""
    found = []
    for name, text in {"summary": entry.summary, **texts(entry)}.items():
        for line in text.split("\n\n"):
            for sentence in re.split(r"(?<=[.!?])\s+|\n\s*(?=[-*#\d|])", line):
                words = re.sub(r"^\s*(?:[-*#>]+|\d+[.)])\s|\*\*|__", "", sentence).split()
                if len(words) > LONGEST_SENTENCE and "|" not in sentence:
                    start = " ".join(words[:6])
                    found.append(f"A sentence in “{name}” has {len(words)} words: “{start} …”. Split it.")
    return found


def links_lead_somewhere(entry: Entry) -> list[str]:
    """Visitors can follow each link to another page of the site."""
    return linked_pages.to_mend("\n\n".join(texts(entry).values()))


def no_personal_data(entry: Entry) -> list[str]:
    """Nothing in it leads to a person; that goes for everything typed in, findings and notes on sources included."""
    said = {str(field.verbose_name): getattr(entry, field.name) for field in typed_in(type(entry))}
    if not entry._state.adding:
        said["parts of the record"] = "\n\n".join(documents.own_words(entry))
        said["notes on its sources"] = "\n\n".join(citation.note for citation in entry.citations.all())
    found: dict[str, str] = {}
    for name, text in said.items():
        for sort in personal.found(text or ""):
            found.setdefault(sort, name)
    return [
        f"“{name[:1].upper()}{name[1:]}” seems to hold {sort}. Take it out: records never name a person."
        for sort, name in found.items()
    ]


def typed_in(kind: type[Entry]) -> list[models.Field]:
    """The fields of a kind that hold words of whoever wrote it."""
    return [
        field
        for field in kind._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not (field.choices or field.primary_key or field.unique)
    ]


RULES = (
    Rule("personal-data", no_personal_data, stops_publication=True),
    Rule("stands-alone", stands_alone),
    Rule("summary-length", summary_length),
    Rule("complete", is_complete),
    Rule("acronyms", acronyms_spelled_out),
    Rule("sentences", sentences_are_short),
    Rule("links", links_lead_somewhere),
)


def as_edited(entry: Entry, data: Mapping[str, list[str]]) -> Entry:
    """The record with the words of a working copy (the fields of its form), to be looked at and never saved."""
    trial = copy(entry)
    for field in typed_in(type(entry)):
        if values := data.get(field.name):
            setattr(trial, field.name, values[0])
    return trial


def stopping() -> set[str]:
    """The names of the rules that stop publication now."""
    chosen = dict(RuleChoice.objects.values_list("rule", "stops_publication"))
    return {rule.name for rule in RULES if chosen.get(rule.name, rule.stops_publication)}


def advice(entry: Entry) -> list[Advice]:
    """What the rules say of a record as it stands, obstacles to its publication first."""
    stops = stopping()
    said = [Advice(rule, rule.check(entry), rule.name in stops) for rule in RULES]
    return sorted((each for each in said if each.sentences), key=lambda each: not each.is_obstacle)


def obstacles(entry: Entry, stops: set[str] | None = None) -> list[str]:
    """The reasons why the record cannot be published as it stands, each a sentence.

    Whoever asks for many records asks once which rules stop publication, and gives their names.
    """
    names = stopping() if stops is None else stops
    return [sentence for rule in RULES if rule.name in names for sentence in rule.check(entry)]


def words_alone(entry: Entry) -> Entry:
    """The record without the rows that hang on it, to be looked at and never saved."""
    trial = copy(entry)
    trial._state = ModelState()
    return trial

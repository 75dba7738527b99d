"""The words search knows beyond the records: tags with their other names, councils in any spelling, sources.

Read once and cached until the next change: whoever edits them changes the records they are on, and so the id of
the last change.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from catalogue.models import Tag, TagLabel
from councils import spelling
from councils.models import Council, CouncilName
from search import language
from search.cache import cached_by_version
from search.following import IndexReader

# A phrase of more words than this is no name of a council or a tag.
LONGEST_NAME = 7


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: other phrases of the same sense, and exact values of the index."""

    phrases: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()


@dataclass
class Vocabulary:
    """Meanings by the phrase, its words in lower case joined by spaces."""

    meanings: dict[str, Meaning] = field(default_factory=dict)
    # What filters call their values: for each of theme, tag and council, the name by the slug.
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def words(self) -> set[str]:
        """Every single word of every phrase."""
        return {word for phrase in self.meanings for word in phrase.split()}

    def meaning(self, words: list[str]) -> Meaning | None:
        """What these words, taken together, stand for."""
        return self.meanings.get(" ".join(words))

    def council(self, words: list[str]) -> Meaning | None:
        """The council these words name together with what sort of council it is, such as “LB Tower Hamlets”."""
        meaning = self.meanings.get(spelling.bare_key(" ".join(words)))
        councils = tuple(value for value in meaning.values if value[0] == "council") if meaning else ()
        return Meaning((), councils) if councils else None


@cached_by_version
def current(reader: IndexReader) -> Vocabulary:
    """The vocabulary, read when the index has changed."""
    return read()


def read() -> Vocabulary:
    """The vocabulary, read from the database in four queries."""
    phrases: dict[str, set[str]] = defaultdict(set)
    values: dict[str, set[tuple[str, str]]] = defaultdict(set)
    tags = {tag.pk: tag for tag in Tag.objects.all()}

    def means(phrase: str, others: list[str], *value: tuple[str, str]) -> None:
        if key := " ".join(language.words(language.clean(phrase))):
            phrases[key] |= {other for other in others if other and other.lower() != phrase.lower()}
            values[key] |= set(value)

    labels: dict[int, list[str]] = defaultdict(list)
    for tag, label, stands_for in TagLabel.objects.order_by("pk").values_list("tag_id", "label", "stands_for"):
        name = tags[tag].name
        labels[tag] += [label, stands_for]
        means(label, [stands_for or name], ("tag", tags[tag].slug))
        if stands_for:
            means(stands_for, [label], ("tag", tags[tag].slug))
    for pk, tag in tags.items():
        current = tags[tag.merged_into_id] if tag.merged_into_id else tag
        means(tag.name, labels[pk], ("theme" if tag.is_theme else "tag", current.slug))
    vocabulary = Vocabulary()
    in_use = [tag for tag in tags.values() if not tag.merged_into_id]
    vocabulary.names["theme"] = {tag.slug: tag.name for tag in in_use if tag.is_theme}
    vocabulary.names["tag"] = {tag.slug: tag.name for tag in in_use if not tag.is_theme}
    vocabulary.names["council"] = _councils(values)
    for key in {*phrases, *values}:
        vocabulary.meanings[key] = Meaning(tuple(sorted(phrases[key])), tuple(sorted(values[key])))
    return vocabulary


def _councils(values: dict[str, set[tuple[str, str]]]) -> dict[str, str]:
    """Add every spelling of every council; a bare name means the current councils that bear it, if any does.

    Returns what each council is called, by slug.
    """
    councils = {council.pk: council for council in Council.objects.all()}
    by_name: dict[str, set[str]] = defaultdict(set)
    for council, key, bare in CouncilName.objects.values_list("council_id", "key", "bare_key"):
        for name in {key, bare}:
            by_name[name].add(council)
    for name, namesakes in by_name.items():
        present = {council for council in namesakes if councils[council].is_current}
        values[name] |= {("council", councils[council].slug) for council in present or namesakes}
    return {council.slug: str(council) for council in councils.values()}

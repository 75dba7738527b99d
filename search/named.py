"""What words name as a whole, before any record is looked for: topics, sources, records by their title, places."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from catalogue.models import Entry, Source, Tag
from councils.mentions import Gazetteer, Mention
from councils.models import Organisation
from search import following, language, vocabulary
from search.cache import cached_by_version
from search.following import IndexReader
from search.hits import load
from search.index import Unavailable

# So many records of one title, and of each other sort, are named at most.
MOST = 5


@dataclass(frozen=True)
class Named:
    """What some words name: each list is empty where they name nothing of the sort."""

    topics: list[Tag] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    records: list[Entry] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)


class Names:
    """The names of topics, sources and places, read at once."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer()
        self.topics: dict[str, set[str]] = defaultdict(set)
        for phrase, meaning in vocabulary.read().meanings.items():
            self.topics[sameness(phrase)] |= {slug for sort, slug in meaning.values if sort in {"theme", "tag"}}
        self.sources: dict[str, set[str]] = defaultdict(set)
        publishers = _spellings_of_organisations()
        for source in Source.objects.all():
            names = {source.title, source.pk}
            if source.type == Source.Type.REPORT and source.publisher:
                # A report is named by who published it, too.
                names |= publishers.get(source.publisher, {source.publisher})
            for name in names:
                self.sources[sameness(name)].add(source.pk)


def _spellings_of_organisations() -> dict[str, set[str]]:
    """All names of each organisation, by any of them."""
    found: dict[str, set[str]] = {}
    for organisation in Organisation.objects.all():
        spellings = {organisation.name, organisation.abbreviation, *organisation.other_names.splitlines()} - {""}
        found |= dict.fromkeys(spellings, spellings)
    return found


def sameness(phrase: str) -> str:
    """What phrases have in common that differ only in case, spaces, hyphens, apostrophes, a plural or “the”."""
    words = language.words(language.clean(phrase).replace("’", "").replace("'", ""))
    return language.stem("".join(words[1:] if words[:1] == ["the"] else words))


@cached_by_version
def names_of(reader: IndexReader) -> Names:
    """The names there are, read when the index has changed."""
    return Names()


def named(text: str) -> Named:
    """What these words name.

    Titles of records are looked up in the index and not found without one.
    """
    words = language.words(language.clean(text))
    if not words:
        return Named()
    try:
        reader = following.reader()
    except Unavailable:
        return _named(text, Names(), [])
    prefix = " ".join(words) + "\x01"
    titled = [title.split("\x01", 1)[1] for title, _ in reader.searcher.terms_with_prefix("title_order", prefix)[:MOST]]
    return _named(text, names_of(reader), titled)


def _named(text: str, names: Names, titled: list[str]) -> Named:
    same = sameness(text)
    slugs, references = names.topics.get(same), names.sources.get(same)
    return Named(
        list(Tag.objects.in_use().filter(slug__in=slugs)[:MOST]) if slugs else [],
        list(Source.objects.public().filter(pk__in=references).distinct()[:MOST]) if references else [],
        load([tuple(key.split("/", 1)) for key in titled]),  # type: ignore[misc]
        names.gazetteer.mentions(text)[:MOST],
    )

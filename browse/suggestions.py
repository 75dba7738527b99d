"""What somebody may be about to type: a reference, a topic, a place, a source, the title of a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from tantivy import Occur, Query

from browse.best_match import page_of
from catalogue import references
from catalogue.models import Entry, Source
from councils.mentions import AnyPlace, Gazetteer, name_of
from councils.models import Council, Region
from search import following, index, language, named, vocabulary
from search.following import IndexReader
from search.hits import load
from search.index import Unavailable

MOST = 8
# Of all but titles, so that no sort fills the list.
OF_A_SORT = 3
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """Something to go to: what it is called, what it is, and its address."""

    label: str
    sort: str
    url: str


def suggestions(text: str) -> list[Suggestion]:
    """Up to eight: records by their reference, then topics, places and sources with words that start so, then titles.

    Without an index only references and places are known.
    """
    cleaned = language.clean(text)
    words = language.words(cleaned)[:8]
    if sum(len(word) for word in words) < SHORTEST:
        return []
    by_reference = load(references.beginning(cleaned, OF_A_SORT))
    found = [Suggestion(each.title, f"{_kind(each)} {each.pk}", each.get_absolute_url()) for each in by_reference]
    try:
        reader = following.reader()
    except Unavailable:
        return found + _places(Gazetteer(), cleaned)
    found += _topics(reader, words)
    found += _places(named.names_of(reader).gazetteer, cleaned)
    found += _sources(reader, words)
    titled = (each for each in _titled(reader, words) if each not in by_reference)
    found += [Suggestion(each.title, _kind(each), each.get_absolute_url()) for each in titled]
    return found[:MOST]


def _kind(entry: Entry) -> str:
    return entry.name().capitalize()


def _topics(reader: IndexReader, words: list[str]) -> list[Suggestion]:
    """Themes, then tags, with a name or another name that starts so; only those that lead to a public record."""
    known = vocabulary.current(reader)
    slugs = {value for phrase, meaning in known.meanings.items() if _starts(phrase, words) for value in meaning.values}
    found = []
    for sort in ("theme", "tag"):
        names = sorted((name, slug) for slug, name in known.names[sort].items() if (sort, slug) in slugs)
        used = [(name, slug) for name, slug in names if reader.searcher.doc_freq(sort, slug)][:OF_A_SORT]
        found += [Suggestion(name, "Topic", reverse(sort, args=[slug])) for name, slug in used]
    return found


def _places(gazetteer: Gazetteer, text: str) -> list[Suggestion]:
    return [Suggestion(name_of(place), _sort(place), page_of(place)) for place in gazetteer.beginning(text)[:OF_A_SORT]]


def _sort(place: AnyPlace) -> str:
    """What sort of place it is."""
    match place:
        case Council() if place.ended_on and not place.is_current:
            return f"Council until {place.ended_on.year}"
        case Council():
            return "Council" if place.has_adult_social_care else place.get_type_display()
        case Region():
            return "Region"
    return "Area"


def _sources(reader: IndexReader, words: list[str]) -> Iterator[Suggestion]:
    """Reports with public records, by their titles."""
    for source in Source.objects.public().reports().distinct():
        if _starts(source.title, words) and reader.searcher.doc_freq("source", source.pk):
            yield Suggestion(source.title, "Source", source.get_absolute_url())


def _titled(reader: IndexReader, words: list[str]) -> list[Entry]:
    """Records with these words in their titles, the last of which may go on."""
    schema = index.schema()
    parts = [(Occur.Must, Query.term_query(schema, "title", word)) for word in words[:-1]]
    parts.append((Occur.Must, Query.fuzzy_term_query(schema, "title", words[-1], distance=0, prefix=True)))
    hits = reader.searcher.search(Query.boolean_query(parts), MOST, count=False).hits
    return load([tuple(reader.searcher.doc(address)["key"][0].split("/", 1)) for _, address in hits])


def _starts(name: str, words: list[str]) -> bool:
    """Whether every word typed starts a word of the name."""
    have = language.words(name)
    return all(any(part.startswith(word) for part in have) for word in words)


def suggest(request: HttpRequest) -> JsonResponse:
    """The suggestions for `q` as JSON; with `format=opensearch` in the form in which browsers ask for them."""
    typed = request.GET.get("q", "")[:200]
    found = suggestions(typed)
    if request.GET.get("format") == "opensearch":
        columns = ([each.label for each in found], [each.sort for each in found])
        urls = [settings.BASE_URL + each.url for each in found]
        return JsonResponse([typed, *columns, urls], safe=False, content_type="application/x-suggestions+json")
    return JsonResponse({"suggestions": [asdict(each) for each in found]})

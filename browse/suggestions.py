"""What somebody may be about to type: titles of records, themes and tags, councils."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from tantivy import Occur, Query

from search import following, index, language, vocabulary
from search.hits import load
from search.index import Unavailable

MOST = 8
OF_NAMES = 3
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """Something to go to: what it is called, what it is, and its address."""

    label: str
    sort: str
    url: str


def suggestions(text: str) -> list[Suggestion]:
    """Up to eight: themes, tags and councils with records whose name has a word that starts so, then titles."""
    words = language.words(language.clean(text))[:8]
    if sum(len(word) for word in words) < SHORTEST:
        return []
    try:
        reader = following.reader()
    except Unavailable:
        return []
    schema = index.schema()
    searcher, names = reader.searcher, vocabulary.current(reader).names
    found = []
    for sort in ("theme", "tag", "council"):
        fitting = [
            (slug, name) for slug, name in sorted(names[sort].items(), key=lambda pair: pair[1]) if _starts(name, words)
        ]
        # Only those that lead to a public record.
        used = [pair for pair in fitting[:50] if searcher.doc_freq(sort, pair[0])][:OF_NAMES]
        found += [Suggestion(name, sort.capitalize(), reverse(sort, args=[slug])) for slug, name in used]
    parts = [(Occur.Must, Query.term_query(schema, "title", word)) for word in words[:-1]]
    parts.append((Occur.Must, Query.fuzzy_term_query(schema, "title", words[-1], distance=0, prefix=True)))
    hits = searcher.search(Query.boolean_query(parts), MOST, count=False).hits
    keys = [tuple(searcher.doc(address)["key"][0].split("/", 1)) for _, address in hits]
    found += [Suggestion(e.title, type(e).name().capitalize(), e.get_absolute_url()) for e in load(keys)]
    return found[:MOST]


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

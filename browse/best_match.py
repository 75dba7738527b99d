"""What stands above the results of a search: the topic, place, source or record that its words name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from browse.pages.covering import around
from catalogue import places
from catalogue.models import Entry, Source
from councils import alike
from councils.mentions import AnyPlace, Mention, name_of
from councils.models import Area, Council, Region
from councils.succession import Succession
from search.facets import CouncilFacet, Facet, RegionFacet, SourceFacet, TagFacet, ThemeFacet
from search.named import named

# So many places are shown that a query names beside other words.
MOST_PLACES = 3


@dataclass(frozen=True)
class Tally:
    """How many public records of a kind there are, and where they are listed."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Note:
    """A remark with the pages it speaks of, each by name and address; the address is empty where there is none."""

    text: str
    links: list[tuple[str, str]]


@dataclass(frozen=True)
class Match:
    """One thing that words name: the noun for it, its name and page, what it is, and what there is of it."""

    noun: str
    name: str
    url: str = ""
    about: str = ""
    tallies: tuple[Tally, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def sort(self) -> str:
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"


def matches(words: str) -> list[Match]:
    """What these words name, in a number of queries that does not depend on how many records there are."""
    found = named(words)
    return [
        *(
            Match(
                "topic",
                tag.name,
                tag.get_absolute_url(),
                tag.definition,
                _tallies(ThemeFacet() if tag.is_theme else TagFacet(), [tag.slug]),
            )
            for tag in found.topics
        ),
        *(_of_source(source) for source in found.sources),
        *(Match(entry.name(), entry.title, entry.get_absolute_url(), entry.summary) for entry in found.records),
        *(_of_mention(mention) for mention in found.places[:MOST_PLACES]),
    ]


def _of_source(source: Source) -> Match:
    about = ", ".join(filter(None, (source.publisher, source.published[:4])))
    return Match("source", source.title, source.get_absolute_url(), about, _tallies(SourceFacet(), [source.pk]))


def _of_mention(mention: Mention) -> Match:
    if len(mention.places) > 1:
        links = _links(mention.places)
        return Match("name of several places", f"“{mention.words}”", notes=(Note("Choose one", links),))
    match mention.places[0]:
        case Council() as council:
            return _of_council(council, mention)
        case Region() as region:
            tallies = _tallies(RegionFacet(), [region.value])
            return Match("region", region.label, page_of(region), _or_nothing(tallies), tallies)
        case Area() as area:
            return _of_area(area)
    raise TypeError(mention.places[0])


def _of_area(area: Area) -> Match:
    councils = list(area.councils.order_by("name"))
    tallies = _tallies(CouncilFacet(), [council.slug for council in councils])
    about = f"An area of {len(councils)} councils."
    return Match("area", area.name, "", about, tallies, (Note("Its councils", _links(councils)),))


def _of_council(council: Council, mention: Mention) -> Match:
    tallies = _tallies(CouncilFacet(), [council.slug])
    successors = [] if council.is_current else list(council.successors.order_by("name"))
    notes = [Note("Its area is now looked after by", _links(successors))]
    if not tallies:
        covering = Source.objects.public().filter(areas__in=around(council)).distinct()
        reviews = [(source.title, source.get_absolute_url()) for source in covering]
        notes.append(Note("A review of its area covers it", reviews))
        notes.append(Note("Councils like it that have something", _links(_alike_with_records(council))))
    others = [place for place in mention.others if place not in successors]
    notes.append(Note("Not the same as", _links(others)))
    return Match(
        "council", str(council), council.get_absolute_url(), " ".join(_facts(council, bool(tallies))), tallies,
        tuple(note for note in notes if note.links),
    )  # fmt: skip


def _facts(council: Council, has_records: bool) -> Iterator[str]:
    """What a reader should know of a council before anything else, in sentences."""
    if council.is_current:
        yield f"{council.get_type_display()} in {Region(council.region).spoken}."
        if not council.has_adult_social_care:
            yield "Adult social care is the duty of its county."
    elif council.ended_on:
        yield f"Abolished on {date_format(council.ended_on, 'j F Y')}."
    if not has_records:
        yield "Nothing of its own yet."


def _alike_with_records(council: Council) -> list[Council]:
    """The councils like this one that public records name."""
    likely, succession = alike.like(council).councils, Succession()
    codes = {other.pk: succession.with_predecessors([other.pk]) for other in likely}
    known = places.with_records(code for several in codes.values() for code in several)
    return [other for other in likely if codes[other.pk] & known]


def _tallies(facet: Facet, values: list[str]) -> tuple[Tally, ...]:
    """For each kind that has any, its public records with any of these values of a filter; one query for all kinds."""
    rows = [
        facet.restrict(kind.objects.published(), values)
        .order_by()
        .annotate(kind=Value(kind.kind))
        .values("kind")
        .annotate(n=Count("pk"))
        .values_list("kind", "n")
        for kind in Entry.kinds()
    ]
    counts = dict(rows[0].union(*rows[1:], all=True))
    query = urlencode({facet.name: values}, doseq=True)
    return tuple(
        Tally(kind.navigation_label(), counts[kind.kind], f"{kind.list_url()}?{query}")
        for kind in Entry.kinds()
        if counts.get(kind.kind)
    )


def _or_nothing(tallies: tuple[Tally, ...]) -> str:
    return "" if tallies else "Nothing of its councils yet."


def _links(found: Iterable[AnyPlace]) -> list[tuple[str, str]]:
    return [(name_of(place), page_of(place)) for place in found]


def page_of(place: AnyPlace) -> str:
    """The address of the page of a place; of a named area, of the search for its name."""
    match place:
        case Council():
            return place.get_absolute_url()
        case Region():
            return reverse("region", args=[place.value])
    return f"{reverse('search')}?{urlencode({'q': place.name})}"

"""The councils, one council and one region."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from browse.page_sections import page_sections
from browse.pages import evidence
from browse.pages.covering import around, covering
from browse.pages.like import likes
from browse.pages.shelves import connected_shelves, shelves
from catalogue import places
from catalogue.models import Entry
from councils import names
from councils.mentions import Gazetteer
from councils.models import Area, Council, Region
from councils.spelling import key
from search.facets import CouncilFacet, RegionFacet


def councils(request: HttpRequest) -> HttpResponse:
    """The councils with adult social care duties, by region, and how many records each has."""
    counts = places.by_council(kind.objects.published() for kind in Entry.kinds())
    members: dict[str, list[tuple[Council, int]]] = {region.value: [] for region in Region}
    for council in Council.objects.current().with_adult_social_care():
        members[council.region].append((council, len(counts.get(council.pk, ()))))
    regions = [(region, members[region.value]) for region in Region]
    return render(request, "browse/councils.html", {"regions": regions})


def council(request: HttpRequest, name: str) -> HttpResponse:
    """Everything about one council: facts of the register, its history, and its records of every kind.

    Its address ends in its slug; any other spelling of its name leads there.
    """
    found = Council.objects.prefetch_related("successors", "predecessors").filter(slug=name).first()
    if found is None:
        return _called(name)
    slug = found.slug
    facet = CouncilFacet()
    codes = facet.succession.with_predecessors([found.pk])
    happened = facet.restrict(places.lending_kind().objects.published(), [slug])
    context = {
        "council": found,
        "region": Region(found.region),
        "shelves": sorted(shelves(facet, slug), key=lambda shelf: not shelf.kind.lends_councils),
        "connected": connected_shelves(facet, slug, codes, f"what {found} did"),
        "covering": covering(around(found)),
        "covering_heading": "Covers your region",
        "page_sections": page_sections(found),
        "likes": likes(found) if found.is_current else None,
        "figures": evidence.figures([happened]),
    }
    return render(request, "browse/council.html", context)


def _called(name: str) -> HttpResponse:
    """Lead to the page of the council meant by a name, or to the search, which offers those that it may mean."""
    try:
        return HttpResponsePermanentRedirect(names.find(name).get_absolute_url())
    except names.CouncilNotFound:
        words = key(name)
        mentioned = Gazetteer().mentions(words)
        if [mention.words for mention in mentioned] != [words]:
            raise Http404 from None
        found = [place for place in mentioned[0].places if isinstance(place, Council)]
        one = found[0].get_absolute_url() if len(found) == 1 else ""
        return HttpResponseRedirect(one or f"{reverse('search')}?{urlencode({'q': words})}")


def regions(request: HttpRequest) -> HttpResponse:
    """The nine regions, with how many councils and records each has."""
    rows: dict[str, set[str]] = {region.value: set() for region in Region}
    for kind in Entry.kinds():
        for reference, value in places.regions(kind.objects.published()):
            rows[value].add(f"{kind.kind}/{reference}")
    caring = Council.objects.current().with_adult_social_care().order_by()
    councils = dict(caring.values_list("region").annotate(n=Count("pk")))
    found = [(region, councils.get(region.value, 0), len(rows[region.value])) for region in Region]
    return render(request, "browse/regions.html", {"regions": found})


def region(request: HttpRequest, slug: str) -> HttpResponse:
    """One region: its councils with adult social care duties, and its records of every kind."""
    if slug not in Region.values:
        raise Http404
    members = Council.objects.current().with_adult_social_care().filter(region=slug)
    found, facet = Region(slug), RegionFacet()
    codes = Council.objects.filter(region=slug).values_list("pk", flat=True)
    context = {
        "region": found,
        "councils": members,
        "shelves": shelves(facet, slug),
        "connected": connected_shelves(facet, slug, codes, f"what councils in {found.spoken} did"),
        "covering": covering(Area.objects.filter(Q(region=slug) | Q(councils__region=slug)).distinct()),
        "covering_heading": f"Covers {found.spoken}, or an area in it",
    }
    return render(request, "browse/region.html", context)

"""The councils, one council and one region."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from browse.page_sections import page_sections
from browse.pages import evidence
from browse.pages.shelves import connected_shelves, shelves
from catalogue import places
from catalogue.models import Entry
from councils import alike
from councils.models import Council, Region
from search.facets import CouncilFacet, RegionFacet


def councils(request: HttpRequest) -> HttpResponse:
    """The councils with adult social care duties, by region, and how many records each has."""
    counts = places.by_council(kind.objects.published() for kind in Entry.kinds())
    members: dict[str, list[tuple[Council, int]]] = {region.value: [] for region in Region}
    for council in Council.objects.current().with_adult_social_care():
        members[council.region].append((council, len(counts.get(council.pk, ()))))
    regions = [(region, members[region.value]) for region in Region]
    return render(request, "browse/councils.html", {"regions": regions})


def council(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one council: facts of the register, its history, and its records of every kind."""
    found = get_object_or_404(Council.objects.prefetch_related("successors", "predecessors"), slug=slug)
    facet = CouncilFacet()
    codes = facet.succession.with_predecessors([found.pk])
    happened = facet.restrict(places.lending_kind().objects.published(), [slug])
    context = {
        "council": found,
        "region": Region(found.region),
        "shelves": shelves(facet, slug),
        "connected": connected_shelves(facet, slug, codes, f"what {found} did"),
        "page_sections": page_sections(found),
        "alike": alike.like(found),
        "figures": evidence.figures([happened]),
    }
    return render(request, "browse/council.html", context)


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
    }
    return render(request, "browse/region.html", context)

"""What search engines and browsers read: the site map, robots.txt and the description of the search."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from catalogue import places
from catalogue.models import Entry, Source, Tag
from councils.models import Council, Region
from foundation.registry import gathered

# Pages that take no arguments in their address, by the name of their URL. Apps add theirs: an AppConfig names a list of
# such names, as in `sitemap_pages = "casestudies.urls.SITEMAP_PAGES"`.
PAGES = [
    "home",
    "themes",
    "tags",
    "councils",
    "regions",
    "evidence",
    "sources",
    "figures",
    "timeline",
    "pictures",
    "map",
    "themes-by-region",
    "data",
    "about",
    "accessibility",
]


class Records(Sitemap):
    """The public records of a kind, 5,000 to a file."""

    limit = 5_000

    def __init__(self, kind: type[Entry]):
        self.kind = kind

    def items(self) -> QuerySet:
        """The records public now."""
        return self.kind.objects.published().order_by("pk")

    def lastmod(self, entry: Entry) -> object:
        """When the record last changed."""
        return entry.updated_at


class Gatherings(Sitemap):
    """The pages that gather records, and those that only say something."""

    def items(self) -> list[Model | str]:
        """Names of pages, then themes, tags, reports, and the councils and regions that have records."""
        lists = [kind.kind for kind in Entry.kinds()]
        codes = places.by_council(kind.objects.published() for kind in Entry.kinds())
        councils = list(Council.objects.filter(pk__in=codes).order_by("slug"))
        regions = [region for region in Region if region.value in {council.region for council in councils}]
        subjects = [*Tag.objects.in_use().order_by("pk"), *Source.objects.public().reports(), *councils, *regions]
        return [*PAGES, *gathered("sitemap_pages"), *lists, *subjects]

    def location(self, item: Model | str) -> str:
        """The address of a page."""
        if isinstance(item, Region):
            return reverse("region", args=[item.value])
        return reverse(item) if isinstance(item, str) else item.get_absolute_url()  # type: ignore[attr-defined]


def sitemaps() -> dict[str, Sitemap]:
    """The parts of the site map by name."""
    return {"pages": Gatherings(), **{kind.kind: Records(kind) for kind in Entry.kinds()}}


def favicon(request: HttpRequest) -> HttpResponse:
    """Lead programs that look only at this address to the picture of the site."""
    return HttpResponseRedirect(static("hindsight/favicon.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything public but downloads, lists of one's own, forms and the admin."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /my-list/",
        "Disallow: /briefing/",
        "Disallow: /suggest/",
        "Disallow: /w/",
        "Disallow: /*format=",
    ]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]), content_type="text/plain")


def opensearch(request: HttpRequest) -> HttpResponse:
    """The description of the search, so that a browser can offer it."""
    return render(request, "browse/opensearch.xml", content_type="application/opensearchdescription+xml")

"""The themes, one theme as a briefing, and one tag."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import accumulate

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from browse.pages import evidence
from browse.pages.shelves import shelves
from browse.pictures import files, tiles
from catalogue import places
from catalogue.models import Entry, Tag
from search.facets import TagFacet, ThemeFacet


@dataclass(frozen=True)
class StripPart:
    """A part of a strip: where it starts and how wide it is, on a scale to 100."""

    start: float
    width: float


@dataclass(frozen=True)
class ThemeCounts:
    """A theme and how many public records of each kind it has."""

    theme: Tag
    kinds: list[tuple[type[Entry], int]]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.kinds)

    @property
    def present(self) -> list[tuple[type[Entry], int]]:
        """The kinds of which it has any."""
        return [(kind, count) for kind, count in self.kinds if count]

    @property
    def parts(self) -> list[StripPart]:
        """The kinds as parts of a strip 100 long, in order."""
        ends = list(accumulate(count for _, count in self.kinds))
        unit = 100 / (self.total or 1)
        return [StripPart((end - count) * unit, count * unit) for end, (_, count) in zip(ends, self.kinds, strict=True)]


def themes(request: HttpRequest) -> HttpResponse:
    """Every theme with its tags."""
    context = {"themes": Tag.objects.themes().prefetch_related(Prefetch("narrower", Tag.objects.in_use()))}
    return render(request, "browse/themes.html", context)


def theme_counts() -> list[ThemeCounts]:
    """Every theme with the number of its public records of each kind; one query for each kind, and one."""
    counts = {
        kind: {option.value: option.count for option in ThemeFacet().options(kind.objects.published())}
        for kind in Entry.kinds()
    }
    return [
        ThemeCounts(theme, [(kind, of_kind.get(theme.slug, 0)) for kind, of_kind in counts.items()])
        for theme in Tag.objects.themes()
    ]


def theme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One theme as a briefing: its records of every kind, where they happened and its key figures."""
    found = _now(slug)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    if not found.is_theme:
        raise Http404
    in_theme = [ThemeFacet().restrict(kind.objects.published(), [slug]) for kind in Entry.kinds()]
    happened = next(entries for entries in in_theme if entries.model is places.lending_kind())
    drawn = tiles.draw(happened)
    context = {
        "tag": found,
        "tags": found.narrower.in_use(),
        "shelves": shelves(ThemeFacet(), slug),
        "map": drawn,
        "map_of": happened.model,
        **developments_of(found),
        "figures": evidence.key_figures(in_theme),
        "reports": evidence.reports(in_theme),
    }
    return files.answer(request, "browse/theme.html", context, drawn.table())


def tags(request: HttpRequest) -> HttpResponse:
    """Every tag by its first letter, with its theme and how many records have it; one query for each kind, and one."""
    counts: Counter[str] = Counter()
    for kind in Entry.kinds():
        counts.update({option.value: option.count for option in TagFacet().options(kind.objects.published())})
    found = Tag.objects.in_use().filter(broader__isnull=False).select_related("broader").order_by("name")
    by_letter: dict[str, list[tuple[Tag, int]]] = defaultdict(list)
    for each in found:
        by_letter[each.name[:1].upper()].append((each, counts[each.slug]))
    return render(request, "browse/tags.html", {"letters": list(by_letter.items())})


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """One tag: its meaning, its other names and its records. A theme's address leads to the theme."""
    found = _now(slug)
    if found.slug != slug or found.is_theme:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    return render(
        request,
        "browse/tag.html",
        {
            "tag": found,
            "labels": found.labels.all(),
            "shelves": shelves(TagFacet(), slug),
            **developments_of(found),
        },
    )


def developments_of(tag: Tag) -> dict:
    """What has changed since, for the page of a tag."""
    notes = list(tag.developments.public().prefetch_related("sources"))
    return {"developments": notes, "about_law": any(note.is_about_law for note in notes)}


def _now(slug: str) -> Tag:
    """The tag that has this slug, or had it before it was renamed or merged into another; 404 where there is none."""
    tags = Tag.objects.select_related("broader", "merged_into__broader")
    found = tags.filter(slug=slug).first() or get_object_or_404(tags, former_slugs__slug=slug)
    return found.merged_into or found

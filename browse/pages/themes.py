"""The topics: the themes, one theme, and one tag."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from browse.my_list import MOST_RECORDS
from browse.pages import evidence
from browse.pages.shelves import say_where, shelves
from browse.pictures import files, tiles
from catalogue import places
from catalogue.models import Entry, Tag
from search.facets import Facet, TagFacet, ThemeFacet

WORTH_A_MAP = 15
WORD_TABLE = "format=docx&layout=action-plan"


def themes(request: HttpRequest) -> HttpResponse:
    """Every theme with its tags."""
    context = {"themes": Tag.objects.themes().prefetch_related(Prefetch("narrower", Tag.objects.in_use()))}
    return render(request, "browse/themes.html", context)


def theme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One theme: its records of every kind, where they happened and its key figures."""
    found = _now(slug)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    if not found.is_theme:
        raise Http404
    in_theme = [ThemeFacet().restrict(kind.objects.published(), [slug]) for kind in Entry.kinds()]
    happened = next(entries for entries in in_theme if entries.model is places.lending_kind())
    drawn = tiles.draw(happened)
    context = {
        **topic(found, ThemeFacet()),
        "tags": found.narrower.in_use(),
        # A few squares on a map of 153 say less than their names.
        "map": drawn if len(drawn.shaded) >= WORTH_A_MAP else None,
        "figures": evidence.key_figures(in_theme),
        "reports": evidence.reports(in_theme),
    }
    return files.answer(request, "browse/topic.html", context, drawn.table())


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
    context = {**topic(found, TagFacet()), "labels": found.labels.all()}
    return render(request, "browse/topic.html", context)


def topic(tag: Tag, facet: Facet) -> dict:
    """What the pages of a theme and of a tag have in common."""
    found = sorted(
        shelves(facet, tag.slug), key=lambda shelf: (not shelf.kind.is_asked_first, not shelf.kind.lends_councils)
    )
    say_where(found)
    return {
        "tag": tag,
        "shelves": found,
        "references": references(facet, tag.slug),
        "word_table": next((f"{each.url}&{WORD_TABLE}" for each in found if each.kind.is_asked_first), ""),
        **developments_of(tag),
    }


def references(facet: Facet, value: str) -> list[str]:
    """The public records with this value of a filter, for a list of one's own; none where it cannot hold them all."""
    rows = [
        facet.restrict(kind.objects.published(), [value]).order_by().values_list("pk").distinct()
        for kind in Entry.kinds()
    ]
    found = [reference for (reference,) in rows[0].union(*rows[1:], all=True)[: MOST_RECORDS + 1]]
    return sorted(found) if len(found) <= MOST_RECORDS else []


def developments_of(tag: Tag) -> dict:
    """What has changed since, for the page of a tag."""
    notes = list(tag.developments.public().prefetch_related("sources"))
    return {"developments": notes, "about_law": any(note.is_about_law for note in notes)}


def _now(slug: str) -> Tag:
    """The tag that has this slug, or had it before it was renamed or merged into another; 404 where there is none."""
    tags = Tag.objects.select_related("broader", "merged_into__broader")
    found = tags.filter(slug=slug).first() or get_object_or_404(tags, former_slugs__slug=slug)
    return found.merged_into or found

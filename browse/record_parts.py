"""What a record's page shows the first few of, whole and on a page of its own under the record's address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from browse import related
from browse.page_sections import page_sections
from catalogue.models import Entry


class KindConverter:
    """The word of a kind in an address, as that kind; other words are no such address."""

    regex = "[a-z-]+"

    def to_python(self, word: str) -> type[Entry]:
        if (kind := Entry.called(word)) is None:
            raise ValueError(word)
        return kind

    def to_url(self, word: str) -> str:
        return word


def page(request: HttpRequest, kind: type[Entry], slug: str, part: str) -> HttpResponse:
    """One part of a public record: records of a kind linked with it, its figures, its events, what is similar."""
    entry = get_object_or_404(kind.objects.published(), slug=slug)
    template, context = _part(entry, part)
    return render(request, template, {"entry": entry, "kind": kind, **context})


def _part(entry: Entry, part: str) -> tuple[str, dict[str, Any]]:
    """The template and what it shows; 404 where the record has no such part."""
    if Entry.called(part):
        for group in related.groups(entry):
            if group.kind.kind == part:
                return "browse/parts/linked.html", {"group": group, "add_all": add_all(group)}
    elif part == "similar":
        tags = [link.tag for link in entry.tag_links.select_related("tag")]
        return "browse/parts/similar.html", {"similar": related.similar(entry, tags, related.groups(entry))}
    elif part == "figures" and (statistics := entry.statistics.select_related("source", "superseded_by")):
        return "browse/parts/figures.html", {"statistics": statistics}
    elif part == "events" and (events := entry.events.select_related("source")):
        return "browse/parts/events.html", {"events": events}
    for section in page_sections(entry):
        if section.id == part:
            return "browse/parts/section.html", {"section": section}
    raise Http404


def add_all(group: related.Group) -> str:
    """The address that puts all records of a group on one's own list."""
    return f"{reverse('my-list')}?ref={','.join(link.entry.pk for link in group.links)}"

"""The page of one record, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView

from browse import related
from browse.page_sections import page_sections
from catalogue import places, references
from catalogue.models import Basis, Development, Entry, FormerSlug, Source
from catalogue.publication import PREVIEWED_BY, EntryQuerySet
from exports import citation, formats


def with_related(kind: type[Entry], name: str, *along: str) -> Prefetch:
    """Rows of a relation of a kind, fetched together with what each of them points to, in one query."""
    rows = kind._meta.get_field(name).related_model._default_manager.select_related(*along)
    return Prefetch(name, queryset=rows)


@dataclass(frozen=True)
class Text:
    """One text of a record as its page shows it: the id of its heading, the heading, and the Markdown under it.

    `by_editors` is whether the editors say it and not the source.
    """

    id: str
    heading: str
    text: str
    by_editors: bool = False


class EntryDetail(DetailView):
    """A public record; for those who may change it, also the preview of one that is not public.

    Subclasses name the kind (`model`) and say how its page reads: in `texts` its fields of Markdown with the heading
    of each, in `reading` the order of the kinds it is linked with (others follow, records of its own kind last).
    `fetch` are the rows its template needs beside the common ones: a relation, and what comes with each row.
    A slug the record had before leads to it; a record once public and now withdrawn answers 410.
    """

    model: type[Entry]
    context_object_name = "entry"
    fetch: tuple[tuple[str, ...], ...] = ()
    texts: tuple[tuple[str, str], ...] = (("body", "In more detail"),)
    reading: tuple[str, ...] = ()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Find what is at this address: a public record, a preview, a withdrawn record, a former address or nothing."""
        slug = self.kwargs["slug"]
        self.object = self.get_queryset().published().filter(slug=slug).first()
        if self.object and (wanted := request.GET.get("format", "").strip()):
            return self.cite(wanted)
        if self.object:
            return self.render_to_response(self.get_context_data())
        self.object = self.get_queryset().filter(slug=slug).first()
        if self.object and self.may_preview():
            return self.preview(self.object)
        if self.object:
            return self.gone()
        former = FormerSlug.objects.filter(kind=self.model.kind, slug=slug).values("reference")
        renamed = self.model.objects.published().filter(pk__in=former).first()
        if renamed:
            return HttpResponsePermanentRedirect(renamed.get_absolute_url())
        raise Http404

    def preview(self, entry: Entry) -> HttpResponse:
        """The page of a record as it stands, or as it would be, whether or not it is public; never kept by a cache."""
        self.object = entry
        prefetch_related_objects([entry], *self.shown_with())
        response: Any = self.render_to_response(self.get_context_data(is_preview=True))
        response.render()
        add_never_cache_headers(response)
        return response

    def cite(self, wanted: str) -> HttpResponse:
        """Answer with the record for a reference manager; 400 for a format there is not."""
        if wanted not in citation.FORMATS:
            raise BadRequest(f"There is no citation format “{wanted[:40]}”. Choose {' or '.join(citation.FORMATS)}.")
        response = HttpResponse(
            citation.written(self.object, wanted), content_type=citation.FORMATS[wanted].content_type
        )
        response["Content-Disposition"] = f'attachment; filename="{self.object.pk}.{wanted}"'
        return response

    def gone(self) -> HttpResponse:
        """410 for a record that was public; 404 if it never was."""
        if not self.model.objects.once_public().filter(pk=self.object.pk).exists():
            raise Http404
        return withdrawn(self.request, self.object)

    def may_preview(self) -> bool:
        """Whether the visitor is signed in and may change records of this kind."""
        options = self.model._meta
        return self.request.user.has_perm(f"{options.app_label}.{PREVIEWED_BY}_{options.model_name}")

    def get_queryset(self) -> EntryQuerySet:
        """The record with what its page shows of it."""
        return self.model.objects.all().prefetch_related(*self.shown_with())

    def shown_with(self) -> list[str | Prefetch]:
        """What every kind shows of itself beside its own row, and what this kind adds."""
        return [
            with_related(self.model, "tag_links", "tag"),
            with_related(self.model, "citations", "source", "section"),
            "organisations",
            with_related(self.model, "statistics", "source"),
            with_related(self.model, "events", "source"),
            Prefetch("developments", Development.objects.public().prefetch_related("sources")),
            *(with_related(self.model, *path) for path in self.fetch),
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        """The record with its connections and the councils its source names."""
        entry: Entry = self.object
        tags = [link.tag for link in entry.tag_links.all()]
        linked = related.groups(entry)
        citations = list(entry.citations.all())
        context = super().get_context_data(
            kind=self.model,
            tags=sorted(tags, key=lambda tag: tag.name),
            texts=[
                Text(field, heading, text, getattr(entry, f"{field}_basis", "") == Basis.SUGGESTED)
                for field, heading in self.texts
                if (text := getattr(entry, field))
            ],
            developments=(developments := [each for each in entry.developments.all() if each.is_public]),
            about_law=any(each.is_about_law for each in developments),
            page_sections=page_sections(entry),
            groups=self.in_reading_order([group for group in linked if group.kind is not self.model]),
            own_group=next((group for group in linked if group.kind is self.model), None),
            similar=related.similar(entry, tags, linked),
            councils=places.of(entry),
            found_in=related.found_in(entry, linked),
            reports=[c for c in citations if c.source.type == Source.Type.REPORT],
            citation_formats=citation.FORMATS,
            documents=[each for each in formats.FORMATS.values() if not each.tabular],
            references=[c for c in citations if c.source.type == Source.Type.REFERENCE],
            looks=self.looks(bool(linked)),
            **kwargs,
        )
        return {**context, "contents": list(self.contents(context))}

    def own_sections(self) -> list[tuple[str, str]]:
        """The parts that only the template of this kind has, by id and heading; they follow those that apps add."""
        return []

    def looks(self, is_linked: bool) -> list[tuple[str, str]]:
        """Other pages that show this record, by address and label."""
        address = reverse("connections", args=[self.model.kind, self.object.slug])
        return [(address, "See its connections as a picture")] if is_linked and self.object.is_public else []

    def contents(self, context: dict) -> Iterator[tuple[str, str]]:
        """Every part of the page as it follows on it, by id and heading."""
        yield from ((part.id, part.heading) for part in context["texts"])
        if self.object.editors_view:
            yield "editors-view", "The editors’ view"
        if context["developments"]:
            yield "since", "What has changed since"
        yield from ((section.id, section.heading) for section in context["page_sections"])
        yield from self.own_sections()
        yield from ((group.kind.kind, group.kind.heading) for group in context["groups"])
        if self.object.statistics.all():
            yield "figures", "Figures"
        if self.object.events.all():
            yield "events", "When it happened"
        if context["own_group"]:
            yield self.model.kind, f"Related {self.model.names()}"
        if context["similar"]:
            yield "similar", "Similar records"
        yield "source", "Where this comes from"

    def get_template_names(self) -> list[str]:
        """The template of the kind where it has one, else the one every record has."""
        return [*super().get_template_names(), "browse/record.html"]

    def in_reading_order(self, groups: list[related.Group]) -> list[related.Group]:
        """The linked kinds in the order `reading` names them, then those it does not name."""
        place = {word: number for number, word in enumerate(self.reading)}
        return sorted(groups, key=lambda group: place.get(group.kind.kind, len(place)))


def permalink(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead from a reference, as anybody writes it, to its record; 410 once it was withdrawn, 404 for any other."""
    record = references.find(reference)
    if record is None:
        raise Http404
    return HttpResponsePermanentRedirect(record.get_absolute_url()) if record.is_public else withdrawn(request, record)


def withdrawn(request: HttpRequest, record: Entry) -> HttpResponse:
    """410 for a record that was once public: without a word of it, but with its public replacement."""
    kind = type(record)
    replacement = kind.objects.published().filter(pk=record.replaced_by_id).first()
    return render(request, "410.html", {"kind": kind, "replacement": replacement}, status=410)

"""The page of one record, whatever its kind."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView

from browse import related
from browse.account import Part, account
from browse.page_sections import page_sections
from catalogue import places, references
from catalogue.models import Basis, Development, Entry, FormerSlug, Source
from catalogue.publication import PREVIEWED_BY, EntryQuerySet
from exports import citation, formats


def with_related(kind: type[Entry], name: str, *along: str) -> Prefetch:
    """Rows of a relation of a kind, fetched together with what each of them points to, in one query."""
    rows = kind._meta.get_field(name).related_model._default_manager.select_related(*along)
    return Prefetch(name, queryset=rows)


# How many linked records, figures and points of other apps a record's page shows before it leads to all of them.
FIRST = 3


class EntryDetail(DetailView):
    """A public record; for those who may change it, also the preview of one that is not public.

    Subclasses name the kind (`model`) and say how its page reads: in `texts` its fields of Markdown with the heading
    of each, in `beside` those that stand beside the account, in `reading` the order of the kinds it is linked with
    (others follow, records of its own kind last); the first three head the page.
    `fetch` are the rows its template needs beside the common ones: a relation, and what comes with each row.
    A slug the record had before leads to it; a record once public and now withdrawn answers 410.
    """

    model: type[Entry]
    context_object_name = "entry"
    fetch: tuple[tuple[str, ...], ...] = ()
    texts: tuple[tuple[str, str], ...] = (("body", "In more detail"),)
    beside: tuple[str, ...] = ()
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

    def get_context_data(self, *, is_preview: bool = False, **kwargs: object) -> dict:
        """The record, the first of what it is linked with, and its account."""
        entry: Entry = self.object
        most = None if is_preview else FIRST
        linked = related.groups(entry, most)
        others = self.in_reading_order([group for group in linked if group.kind is not self.model])
        citations = list(entry.citations.all())
        texts = [
            Part(field, heading, text, getattr(entry, f"{field}_basis", "") == Basis.SUGGESTED)
            for field, heading in self.texts
            if (text := getattr(entry, field))
        ]
        developments = [each for each in entry.developments.all() if each.is_public]
        return super().get_context_data(
            kind=self.model,
            is_preview=is_preview,
            most=most or len(entry.statistics.all()),
            tags=sorted((link.tag for link in entry.tag_links.all()), key=lambda tag: tag.name),
            account=account(part for part in texts if part.id not in self.beside),
            beside=[part for part in texts if part.id in self.beside],
            developments=developments,
            about_law=any(each.is_about_law for each in developments),
            page_sections=page_sections(entry),
            columns=others[:3],
            folded_groups=[*others[3:], *(group for group in linked if group.kind is self.model)],
            councils=places.of(entry),
            found_in=related.found_in(entry, linked),
            reports=[c for c in citations if c.source.type == Source.Type.REPORT],
            citation_formats=citation.FORMATS,
            documents=[each for each in formats.FORMATS.values() if not each.tabular],
            references=[c for c in citations if c.source.type == Source.Type.REFERENCE],
            looks=self.looks(bool(linked)),
            **kwargs,
        )

    def looks(self, is_linked: bool) -> list[tuple[str, str]]:
        """Other pages that show this record, by address and label."""
        if not self.object.is_public:
            return []
        similar = reverse("part-of-record", args=[self.model.kind, self.object.slug, "similar"])
        drawn = reverse("connections", args=[self.model.kind, self.object.slug])
        return [(similar, "Similar records"), *([(drawn, "See its connections as a picture")] if is_linked else [])]

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

"""Cards for other sites: a record or a list in a frame, and oEmbed, by which other systems find them."""

from __future__ import annotations

from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

from browse.cards import in_short
from browse.list_form import ListForm
from catalogue import references
from catalogue.models import Entry, FormerSlug
from search.answers import results_of

IN_A_CARD = 5
WIDTH, HEIGHT = 600, 380


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
def embed(request: HttpRequest, reference: str) -> HttpResponse:
    """A card for a record, or for the first records of a kind's list with its filters.

    Any site may frame it.
    """
    if list_kind := Entry.called(reference):
        form = ListForm(list_kind, request.GET)
        if not form.is_valid():
            raise BadRequest(" ".join(str(error) for errors in form.errors.values() for error in errors))
        rows = results_of(form.query()).rows
        context = {
            "kind": list_kind,
            "count": rows.count(),
            "entries": rows[:IN_A_CARD],
            "url": form.url(),
            "chosen": form.chosen(),
        }
        return render(request, "browse/embed_list.html", context)
    for kind in Entry.kinds():
        if entry := references.referred_to(kind.objects.published(), [reference]).first():
            return render(request, "browse/embed_record.html", {"entry": entry, "kind": kind, "about": in_short(entry)})
    raise Http404


def oembed(request: HttpRequest) -> HttpResponse:
    """How to embed an address of this site, in the words of oEmbed 1.0; 404 for what cannot be embedded."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only JSON is offered.", status=501, content_type="text/plain")
    try:
        address = urlsplit(request.GET.get("url", ""))
        match = resolve(address.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if f"{address.scheme}://{address.netloc}" != settings.BASE_URL:
        raise Http404
    for kind in Entry.kinds():
        if match.url_name == kind.kind:
            form = ListForm(kind, QueryDict(address.query))
            if not form.is_valid():
                raise Http404
            return JsonResponse(_card(request, kind.names().capitalize(), card_of_list(form)))
        if match.url_name == f"{kind.kind}-detail":
            slug, public = match.kwargs["slug"], kind.objects.published()
            former = FormerSlug.objects.filter(kind=kind.kind, slug=slug).values("reference")
            if entry := public.filter(slug=slug).first() or public.filter(pk__in=former).first():
                return JsonResponse(_card(request, entry.title, reverse("embed", args=[entry.pk])))
    raise Http404


def card_of_list(form: ListForm) -> str:
    """The address of the card of a list with its filters."""
    return reverse("embed", args=[form.kind.kind]) + form.url().removeprefix(form.address)


def _card(request: HttpRequest, title: str, path: str) -> dict:
    width, height = _at_most(request, "maxwidth", WIDTH), _at_most(request, "maxheight", HEIGHT)
    html = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        settings.BASE_URL + path,
        title,
        width,
        height,
    )
    return {
        "version": "1.0", "type": "rich", "title": title, "provider_name": settings.SITE_NAME,
        "provider_url": settings.BASE_URL, "width": width, "height": height, "html": html, "cache_age": 3600,
    }  # fmt: skip


def _at_most(request: HttpRequest, name: str, usual: int) -> int:
    """The usual number of pixels, or what is asked for where that is less."""
    given = request.GET.get(name, "").strip()
    if given and (not given.isdecimal() or len(given) > 6 or not int(given)):
        raise BadRequest(f"“{given[:20]}” is no number of pixels for {name}.")
    return min(usual, int(given)) if given else usual

"""The newest records of any list, for feed readers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed

from browse.cards import in_short
from browse.list_form import ListForm
from catalogue.models import Entry
from exports.guard import Cleaner
from exports.table import LICENCE_NOTE
from search.answers import results_of

NEWEST = 50


class PlainAtom(Atom1Feed):
    """An Atom feed whose summaries are plain text; Django’s says that they are HTML."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write a record."""
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def feed(request: HttpRequest, word: str) -> HttpResponse:
    """The newest records of a kind, narrowed by the filters of its list, as an Atom feed."""
    kind = Entry.called(word)
    if kind is None:
        raise Http404
    form = ListForm(kind, request.GET)
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return render(request, "400.html", {"kind": kind, "problems": problems, "rest": form.url()}, status=400)
    entries = results_of(form.query("newest")).rows.prefetch_related("citations__source")[:NEWEST]
    filters = ", ".join(each.label for each in form.chosen())
    fit = Cleaner()
    atom = PlainAtom(
        title=fit(f"{settings.SITE_NAME}: {kind.names()}" + (f" ({filters})" if filters else "")),
        link=settings.BASE_URL + form.url(),
        description=kind.introduction,
        subtitle=kind.introduction,
        language="en-gb",
        feed_url=settings.BASE_URL + request.get_full_path(),
        feed_copyright=LICENCE_NOTE,
        author_name=settings.SITE_NAME,
    )
    host = urlsplit(settings.BASE_URL).hostname
    for entry in entries:
        atom.add_item(
            title=fit(entry.title),
            link=settings.BASE_URL + entry.get_absolute_url(),
            description=fit(entry.summary),
            categories=[fit(each) for each in in_short(entry)],
            unique_id=f"tag:{host},2020:{entry.pk}",
            pubdate=entry.published_at,
            updateddate=max(entry.updated_at, entry.published_at or entry.updated_at),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)

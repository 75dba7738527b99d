"""The list one is looking at, as a file: same filters, same order, all pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from browse.list_form import ListForm
from catalogue.models import Entry
from exports.columns import columns_of, in_text
from exports.formats import FORMATS, MOST_RECORDS, Format, response
from exports.layouts import Layout, layouts_of
from exports.links import of_links
from exports.mixed import rows_of, shared_columns
from exports.table import Table, of_records
from search.answers import results_of
from search.list_query import ORDERS

# The page number that means the whole list on one page, to be printed; and up to how many records.
WHOLE = "all"
MOST_ON_A_PAGE = 500
# How many downloads stand open on the page; the others are folded.
MOST_MAIN_OFFERS = 2


class NoSuchDownload(Exception):
    """A download that does not exist; the message says so to the visitor."""


@dataclass(frozen=True)
class RequestedDownload:
    """What the address asks for: a format, and one row for each record, for each link, or a layout."""

    format: Format
    links: bool
    layout: Layout | None


@dataclass(frozen=True)
class Offer:
    """A download as the page offers it; `is_main` are those that most people come for."""

    label: str
    url: str
    is_main: bool = False


def requested_download(request: HttpRequest, kind: type[Entry] | None) -> RequestedDownload | None:
    """The download of the list of a kind, or of all kinds, that the address asks for, or None for the page itself.

    Raises NoSuchDownload for one that does not exist.
    """
    word, rows, layout = (request.GET.get(name, "").strip() for name in ("format", "rows", "layout"))
    if not word:
        return None
    if word not in FORMATS:
        raise NoSuchDownload(f"There is no download format “{word[:40]}”. Choose {_one_of(FORMATS)}.")
    if rows not in {"", "records", "links"}:
        raise NoSuchDownload(f"There is no form of rows “{rows[:40]}”. Choose links, or leave it out.")
    if rows == "links" and not FORMATS[word].tabular:
        raise NoSuchDownload(
            f"One row for each link comes as {_one_of(w for w, f in FORMATS.items() if f.tabular)}, not as {word}."
        )
    if rows == "links" and not kind:
        raise NoSuchDownload("One row for each link comes for the list of one kind. Leave out “rows” here.")
    layouts = {each.word: each for each in layouts_of(kind)} if kind else {}
    if layout and layout not in layouts:
        raise NoSuchDownload(f"There is no layout “{layout[:40]}” for {_names(kind)}.")
    if layout and rows == "links":
        raise NoSuchDownload("A layout has a row for each record. Leave out either rows or layout.")
    if layout and word not in layouts[layout].formats:
        raise NoSuchDownload(
            f"The {layouts[layout].title.lower()} comes as {_one_of(layouts[layout].formats)}, not as {word}."
        )
    return RequestedDownload(FORMATS[word], rows == "links", layouts.get(layout))


def _names(kind: type[Entry] | None) -> str:
    return kind.names() if kind else "records"


def _one_of(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def offers(form: ListForm, count: int) -> list[Offer]:
    """The downloads of a list of so many records, in the order people look for them."""
    made_for = [
        Offer(label, form.url(format=word, layout=layout.word), place < MOST_MAIN_OFFERS)
        for place, (layout, word, label) in enumerate(_files_of_layouts(form.kind))
        if FORMATS[word].takes(count)
    ]
    offered = made_for + [
        Offer(each.label, form.url(format=word)) for word, each in FORMATS.items() if each.takes(count)
    ]
    if form.kind:
        offered.append(Offer("One row for each link: CSV", form.url(format="csv", rows="links")))
    if count <= MOST_ON_A_PAGE:
        offered.append(Offer("The whole list on one page, to print", form.url(page=WHOLE)))
    return offered


def _files_of_layouts(kind: type[Entry] | None) -> Iterator[tuple[Layout, str, str]]:
    """The files of the layouts of a kind: the layout, the word of the format and what the page calls the file."""
    for layout in layouts_of(kind) if kind else []:
        for word, label in layout.formats.items():
            yield layout, word, label


def too_long_to_print(count: int) -> str:
    """What a visitor is told who wants a longer list on one page."""
    return (
        f"This list has {count:,} records. At most {MOST_ON_A_PAGE:,} fit on one page. "
        "Choose a filter first, or download the list."
    )


def download(request: HttpRequest, form: ListForm, requested: RequestedDownload) -> HttpResponseBase:
    """The list as a file; or, where it is too long for the format, a page that points to the others."""
    table = table_of(form, requested)
    if requested.format.most and not requested.format.takes(table.count):
        return _too_long(request, form, requested, table, f"{table.count:,} {_names(form.kind)}")
    if requested.format.most and not requested.format.takes(table.number_of_rows):
        return _too_long(request, form, requested, table, f"{table.number_of_rows:,} links")
    return response(table, requested.format)


def table_of(form: ListForm, requested: RequestedDownload) -> Table:
    """The list with what its file says about it: the filters in words and the order."""
    list_url = settings.BASE_URL + form.url()
    list_query = form.query()
    results = results_of(list_query)
    entries: Any = results.rows
    if not form.kind:
        columns = shared_columns()
        table = Table(
            title="Search results",
            name=f"{settings.SITE_NAME.lower()}-search",
            columns=columns,
            batches=lambda: rows_of(results.all_keys(), columns),
            count_records=entries.count,
            list_url=list_url,
        )
    elif requested.links:
        table = of_links(entries, list_url)
    elif requested.layout:
        table = requested.layout.table(entries, list_url)
    else:
        columns = columns_of(form.kind)
        table = of_records(entries, columns if requested.format.tabular else in_text(columns), list_url)
    filters = "; ".join(f"{each.facet}: {each.label}" for each in form.chosen())
    return table.with_about(
        ("Filters", filters or f"None: all public {_names(form.kind)}"), ("Order", ORDERS[list_query.order])
    )


def _too_long(
    request: HttpRequest, form: ListForm, requested: RequestedDownload, table: Table, holds: str
) -> HttpResponse:
    context = {
        "list": (form.address, form.kind.navigation_label() if form.kind else "Search"),
        "format": requested.format,
        "holds": holds,
        "most": MOST_RECORDS,
        "downloads": offers(form, table.count),
        "rest": form.url(),
    }
    return render(request, "browse/too_long.html", context, status=400)

"""The list of a kind: a search with its kind fixed."""

from __future__ import annotations

import re

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from browse import best_match, cards, downloads
from browse.embedding import card_of_list
from browse.list_form import ListForm
from catalogue import references
from catalogue.models import Entry, Tag
from search import why, zero_results
from search.answers import ListResults, results_of

PER_PAGE = 20


class EntryList(View):
    """The public records of one kind, filtered, sorted and paged by the address; or the same as a file."""

    model: type[Entry] | None = None
    template = "browse/list.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or the download that `format` asks for; 400 for a filter or page that makes no sense."""
        form = ListForm(self.model, request.GET)
        number = request.GET.get("page", "").strip() or "1"
        whole = number == downloads.WHOLE
        problems = [str(error) for errors in form.errors.values() for error in errors]
        if not whole and (not number.isdecimal() or len(number) > 9):
            problems.append(f"“{number[:40]}” is not a page number.")
        if problems:
            return self.refuse(form, problems)
        try:
            download = downloads.requested_download(request, self.model)
        except downloads.NoSuchDownload as problem:
            return self.refuse(form, [str(problem)])
        if download:
            return downloads.download(request, form, download)
        results = results_of(form.query())
        pages = Paginator(results.rows, downloads.MOST_ON_A_PAGE if whole else PER_PAGE)  # type: ignore[arg-type]
        if whole and pages.num_pages > 1:
            return self.refuse(form, [downloads.too_long_to_print(pages.count)])
        try:
            page = pages.page(1 if whole else int(number))
        except EmptyPage:
            context = {"problem": f"This list has no page {number}.", "rest": form.url()}
            return render(request, "404.html", context, status=404)
        page.object_list = self.cards_of(results, list(page.object_list))
        if not page.paginator.count:
            zero_results.remember(form.words)
        response = render(request, self.template, self.context(form, page, results))
        if form.words and not page.paginator.count:
            # Each search that finds nothing counts.
            add_never_cache_headers(response)
        return response

    def cards_of(self, results: ListResults, entries: list[Entry]) -> list[cards.Card]:
        """The cards of records, with the words looked for marked and, for editors, why each was found."""
        results.highlight(entries)
        if results.search and self.request.user.is_staff:
            why.explain(results.search, entries)
        return cards.cards_of(entries, name_kinds=not self.model)

    def refuse(self, form: ListForm, problems: list[str]) -> HttpResponse:
        """400: what is wrong with the address, and the list with the rest of it."""
        context = {"kind": self.model, "problems": problems, "rest": form.url()}
        return render(self.request, "400.html", context, status=400)

    def context(self, form: ListForm, page: Page, results: ListResults) -> dict:
        """The context of the template of the page."""
        last = page.paginator.num_pages
        near = range(max(1, page.number - 2), min(last, page.number + 2) + 1)
        return {
            "kind": self.model,
            "form": form,
            "order": form.query().order,
            "is_plain": results.is_plain,
            "tally": self.tally(form, page, results),
            "search": results.search,
            "panels": form.panels(results),
            "chosen": form.chosen(),
            "similar_words": [(word, form.url(q=word, spelling=None)) for word in similar_words(results, page)],
            "themes": [] if page.paginator.count else Tag.objects.themes(),
            "absent": absent_words(form, results),
            "as_typed": form.url(spelling="as-typed"),
            "partial": self.partial(form, results),
            "wholly": form.url(partly=None),
            "page": page,
            "sources": cards.sources_of(page.object_list),  # type: ignore[arg-type]
            "page_links": [(number, form.url(page=number)) for number in near],
            "previous": form.url(page=page.number - 1) if page.has_previous() else None,
            "next": form.url(page=page.number + 1) if page.has_next() else None,
            "first": form.url() if near.start > 1 else None,
            "last": (last, form.url(page=last)) if near.stop - 1 < last else None,
            "downloads": downloads.offers(form, page.paginator.count),
            "feed": reverse("feed", args=[self.model.kind]) + form.url(sort=None).removeprefix(form.address)
            if self.model
            else None,
            "card": card_of_list(form) if self.model else None,
            "clear": form.url(linked=None, **{field.facet.name: None for field in form.facet_fields}),
            "with_linked": form.url(linked="yes"),
            "without_linked": form.url(linked=None),
        }

    def partial(self, form: ListForm, results: ListResults) -> tuple[int, str] | None:
        """How many records hold some of the words and not all of them, and where they are listed."""
        if not form.words or results.partial is None or not (count := results.partial.count()):
            return None
        return count, form.url(partly="yes", sort=None)

    def tally(self, form: ListForm, page: Page, results: ListResults) -> str:
        """How many records there are, told by type where the kind has types that differ."""
        count = page.paginator.count
        if self.model is None:
            return f"{count:,} record{'' if count == 1 else 's'}"
        field = next((field for field in form.facet_fields if field.facet.name == "type"), None)
        if field is None:
            return self.model.tally(count)
        chosen = form.values(field)
        counts = {option.value: option.count for option in results.options(field.facet)}
        return self.model.tally(count, {name: n for name, n in counts.items() if not chosen or name in chosen})


def absent_words(form: ListForm, results: ListResults) -> list[tuple[str, list[tuple[str, str]]]]:
    """Words that no record uses, each with those that it may have been meant for and the search for these."""
    absent = results.search.absent if results.search else {}
    return [
        (word, [(other, form.url(q=re.sub(rf"\b{word}\b", other, form.words, flags=re.I))) for other in near])
        for word, near in absent.items()
    ]


def similar_words(results: ListResults, page: Page) -> list[str]:
    """Words the records use that look like those typed, where nothing was found."""
    return results.search.similar_words() if results.search and not page.paginator.count else []


class SearchPage(EntryList):
    """The public records of all kinds, in the same way; what the words name stands above them."""

    template = "browse/search.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page; a reference alone leads straight to its record."""
        if request.GET.keys() == {"q"} and (record := references.find(request.GET["q"])):
            return HttpResponseRedirect(record.get_absolute_url())
        return super().get(request)

    def context(self, form: ListForm, page: Page, results: ListResults) -> dict:
        """The context of the template of the page, with the best matches on the first page of a search."""
        matches = best_match.matches(form.words) if page.number == 1 else []
        return {**super().context(form, page, results), "matches": matches}

"""A briefing made of a list of one's own.

Problem, what was learned, what others did, what to do, questions, sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from browse.my_list import MyList, about_my_list
from browse.pages.evidence import figures
from catalogue.models import Citation, Source, Statistic
from catalogue.version import content_version
from exports import pdf, word
from exports.document import (
    EDITORS_VIEW,
    Block,
    Document,
    Run,
    evidence,
    fitted,
    from_markdown,
    heading,
    labelled,
    paragraph,
)
from exports.formats import FORMATS
from exports.table import LICENCE_NOTE
from foundation.templatetags.text import partial_date

# The formats of text a briefing comes in, by the registry of formats.
MAKERS = {name: make for name, make in (("docx", word.made), ("pdf", pdf.made)) if name in FORMATS}


def sources(mine: MyList) -> list[tuple[Source, list[str]]]:
    """The sources of the records, each with where in it they stand."""
    found: dict[str, tuple[Source, list[str]]] = {}
    for kind, items in mine.by_kind():
        rows = Citation.model_for(kind).objects.filter(entry__in=[item.entry.pk for item in items])
        for row in rows.select_related("source"):
            _, places = found.setdefault(row.source_id, (row.source, []))
            if row.locator and row.locator not in places:
                places.append(row.locator)
    return [found[key] for key in sorted(found)]


def statistics(mine: MyList) -> list[Statistic]:
    """The figures of the records, as `figures` orders them."""
    of_kinds = [kind.objects.filter(pk__in=[item.entry.pk for item in items]) for kind, items in mine.by_kind()]
    return figures(of_kinds) if of_kinds else []


def title(mine: MyList) -> str:
    """What the person who makes it calls it."""
    return mine.name or "Briefing"


def blocks(mine: MyList) -> Iterator[Block]:
    """The briefing as a text document."""
    if mine.problem:
        yield heading("The problem", 1)
        yield from (paragraph(line) for line in mine.problem.splitlines() if line.strip())
    for kind, items in mine.by_kind():
        yield heading(kind.heading, 1)
        for item in items:
            yield heading(item.entry.title, 2)
            yield paragraph(item.entry.summary)
            if kind.briefed_in_full:
                yield from from_markdown(item.entry.body, under=2)
            yield from evidence(item.entry.get_strength_display(), item.entry.evidence_year, item.entry.strength_reason)
            if item.entry.editors_view:
                yield heading(EDITORS_VIEW, 3)
                yield from from_markdown(item.entry.editors_view, under=3)
            if item.note:
                yield labelled("Note", item.note)
            link = settings.BASE_URL + item.entry.get_absolute_url()
            yield paragraph(Run(f"{kind.name().capitalize()} {item.entry.pk}", link=link))
    if held := statistics(mine):
        yield heading("Figures", 1)
        for figure in held:
            place = f", {figure.locator}" if figure.locator else ""
            words = f". {figure.title}. {figure.note}".rstrip()
            yield Block("bullet", [Run(figure.measure, bold=True), Run(f"{words} Source: {figure.source}{place}.")])
    yield heading("Sources", 1)
    for source, places in sources(mine):
        link = settings.BASE_URL + source.get_absolute_url()
        said = "".join(f", {each}" for each in (source.publisher, partial_date(source.published)) if each)
        yield Block("bullet", [Run(source.title, link=link), Run(f"{said}. {'; '.join(places)}")])
    yield heading("About this briefing", 1)
    yield labelled("Made from", settings.BASE_URL + mine.url)
    yield labelled("Made at", timezone.localtime().strftime("%d %B %Y, %H:%M"))
    yield labelled("Version of the content", content_version())
    yield labelled("Licence", LICENCE_NOTE)


@about_my_list(MAKERS)
def briefing(request: HttpRequest, mine: MyList, wanted: str) -> HttpResponseBase:
    """The briefing as a page, or as a file."""
    if wanted and not mine.wrong:
        made = MAKERS[wanted](Document(title(mine), fitted(blocks(mine))))
        answer = HttpResponse(made, content_type=FORMATS[wanted].content_type)
        name = f"{settings.SITE_NAME.lower()}-briefing-{timezone.localdate().isoformat()}.{wanted}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    context = {
        "mine": mine,
        "title": title(mine),
        "wrong": mine.wrong,
        "shelves": mine.by_kind(),
        "statistics": statistics(mine),
        "sources": sources(mine),
        "formats": {w: FORMATS[w] for w in MAKERS},
    }
    return render(request, "browse/briefing.html", context, status=400 if mine.wrong else 200)

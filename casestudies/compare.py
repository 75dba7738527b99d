"""Two to four councils side by side: their themes, what their reviews found, their case studies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.db.models import Prefetch
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from browse.pictures import files
from browse.pictures.heat import Cell, Heading, Heat, themes_of
from casestudies.models import CaseStudy, Finding
from catalogue import places
from catalogue.models import Tag
from catalogue.publication import public
from councils.models import Council
from lessons.models import KeyLineOfEnquiry

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Answers:
    """What the reviews of the councils found under one question: for each council, its findings."""

    question: KeyLineOfEnquiry
    columns: list[tuple[Council, list[Finding]]]


@dataclass(frozen=True)
class Common:
    """A theme all the councils cover, and the case studies of each in it."""

    theme: Tag
    columns: list[tuple[Council, list[CaseStudy]]]


@dataclass(frozen=True)
class Comparison:
    """Everything the page shows of the councils."""

    councils: list[Council]
    heat: Heat
    answers: list[Answers]
    common: list[Common]

    def table(self) -> list[list[object]]:
        """The comparison as rows for a file: one for each council and theme, finding or case study."""
        rows: list[list[object]] = [["council", "part", "under", "reference", "title", "number"]]
        for heading, cells in self.heat.rows:
            for council, cell in zip(self.councils, cells, strict=True):
                rows.append([council, "theme covered", heading.label, "", "", cell.count])
        for answer in self.answers:
            for council, findings in answer.columns:
                rows += [[council, "finding", answer.question.title, f.pk, f.title, ""] for f in findings]
        for each in self.common:
            for council, cases in each.columns:
                rows += [[council, "case study", each.theme.name, case.pk, case.title, ""] for case in cases]
        return rows


def chosen(request: HttpRequest) -> list[Council]:
    """The councils the address names, in its order; refuses one that does not exist and more than four."""
    slugs = list(dict.fromkeys(slug.strip() for slug in request.GET.getlist("council") if slug.strip()))
    if len(slugs) > MOST:
        raise BadRequest(f"Choose at most {MOST} councils to compare; the address names {len(slugs)}.")
    found = {council.slug: council for council in Council.objects.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in found:
            raise BadRequest(f"There is no council “{slug[:100]}”.")
    return [found[slug] for slug in slugs]


def compare(councils: list[Council]) -> Comparison:
    """Two to four councils side by side, from the case studies of each (and of its predecessors)."""
    by_council = places.by_council([CaseStudy.objects.published()])
    own = [by_council.get(council.pk, set()) for council in councils]
    cases = CaseStudy.objects.published().filter(pk__in=set().union(*own))
    by_reference = {case.pk: case for case in cases}
    themes = list(Tag.objects.themes())
    in_theme = defaultdict(set)
    for reference, slug in themes_of(cases):
        in_theme[slug].add(reference)
    covered = [(theme, [sorted(in_theme[theme.slug] & mine) for mine in own]) for theme in themes]
    return Comparison(
        councils,
        _heat(councils, covered),
        _answers(councils, own),
        [
            Common(
                theme,
                [(council, [by_reference[r] for r in refs]) for council, refs in zip(councils, columns, strict=True)],
            )
            for theme, columns in covered
            if all(columns)
        ],
    )


def _heat(councils: list[Council], covered: list[tuple[Tag, list[list[str]]]]) -> Heat:
    def cell(theme: Tag, council: Council, count: int) -> Cell:
        return Cell(count, f"{CaseStudy.list_url()}?theme={theme.slug}&council={council.slug}" if count else "")

    return Heat(
        caption="Number of case studies by theme and council",
        corner="Theme",
        columns=[Heading(str(council), council.get_absolute_url()) for council in councils],
        rows=[
            (
                Heading(theme.name, theme.get_absolute_url()),
                [cell(theme, council, len(refs)) for council, refs in zip(councils, columns, strict=True)],
            )
            for theme, columns in covered
        ],
    )


def _answers(councils: list[Council], own: list[set[str]]) -> list[Answers]:
    """The quick questions that a review of any of the councils answers, with the findings of each council."""
    found = Finding.objects.filter(public("case_study__"), case_study__in=set().union(*own)).select_related(
        "case_study"
    )
    quick = KeyLineOfEnquiry.objects.published().filter(part=KeyLineOfEnquiry.Part.QUICK).order_by("number")
    questions = quick.prefetch_related(Prefetch("findings", found, to_attr="found"))
    answers = [
        Answers(
            question,
            [
                (council, [f for f in question.found if f.case_study_id in mine])
                for council, mine in zip(councils, own, strict=True)
            ],
        )
        for question in questions
    ]
    return [answer for answer in answers if any(findings for _, findings in answer.columns)]


def page(request: HttpRequest) -> HttpResponseBase:
    """The comparison, or the form that asks for the councils."""
    councils = chosen(request)
    context = {
        "councils": councils,
        "choices": Council.objects.current().with_adult_social_care(),
        "selects": [councils[place] if place < len(councils) else None for place in range(MOST)],
    }
    if len(councils) < FEWEST:
        return render(request, "casestudies/compare.html", context)
    comparison = compare(councils)
    return files.answer(request, "casestudies/compare.html", {**context, "comparison": comparison}, comparison.table())

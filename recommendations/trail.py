"""The trail of a recommendation: back through lessons to case studies to the report, and forward again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from casestudies.models import CaseStudyCitation, CaseStudyLesson
from catalogue.models import Citation, Entry, Link
from catalogue.publication import public
from lessons.models import LessonCitation
from recommendations.models import (
    Recommendation,
    RecommendationCaseStudy,
    RecommendationCitation,
    RecommendationLesson,
)


@dataclass
class Step:
    """A record on the trail: the link that leads to it, where in a report it stands, and the steps after it."""

    entry: Entry
    link: Link | None
    citations: list[Citation] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    forward: list[Recommendation] = field(default_factory=list)


def follow(recommendation: Recommendation) -> tuple[list[Step], list[Step]]:
    """The lessons behind a recommendation, each with its case studies, and the case studies it names itself.

    Each lesson also carries the other recommendations that rest on it. Six queries, whatever the numbers.
    """
    lessons = [
        Step(row.lesson, row)
        for row in RecommendationLesson.objects.filter(public("lesson__"), recommendation=recommendation)
        .select_related("lesson")
        .order_by("basis", "lesson")
    ]
    references = [step.entry.pk for step in lessons]
    cases = defaultdict(list)
    happened = CaseStudyLesson.objects.filter(public("case_study__"), lesson__in=references)
    for row in happened.select_related("case_study").order_by("basis", "case_study"):
        cases[row.lesson_id].append(Step(row.case_study, row))
    forward = defaultdict(list)
    others = RecommendationLesson.objects.filter(public("recommendation__"), lesson__in=references)
    for row in (
        others.exclude(recommendation=recommendation).select_related("recommendation").order_by("recommendation")
    ):
        forward[row.lesson_id].append(row.recommendation)
    named = [
        Step(row.case_study, row)
        for row in RecommendationCaseStudy.objects.filter(public("case_study__"), recommendation=recommendation)
        .select_related("case_study")
        .order_by("basis", "case_study")
    ]
    for step in lessons:
        step.steps, step.forward = cases[step.entry.pk], forward[step.entry.pk]
    _cite(lessons, LessonCitation)
    _cite([*named, *(case for step in lessons for case in step.steps)], CaseStudyCitation)
    return lessons, named


def _cite(steps: list[Step], citation: type[Citation]) -> None:
    """Give each step its places in the reports."""
    found = defaultdict(list)
    wanted = {step.entry.pk for step in steps}
    for row in citation.objects.filter(entry__in=wanted).select_related("source", "section"):
        found[row.entry_id].append(row)
    for step in steps:
        step.citations = found[step.entry.pk]


def beside(recommendation: Recommendation) -> list[tuple[Citation, list[Recommendation]]]:
    """Where the recommendation itself stands in its reports, each with the other recommendations of that section."""
    citations = list(recommendation.citations.select_related("source", "section"))
    sections = [citation.section_id for citation in citations if citation.section_id]
    rows = RecommendationCitation.objects.filter(public("entry__"), section__in=sections).exclude(entry=recommendation)
    others = defaultdict(list)
    for row in rows.select_related("entry").order_by("entry"):
        others[row.section_id].append(row.entry)
    return [(citation, others[citation.section_id]) for citation in citations]


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The trail of one public recommendation as one readable page."""
    found = get_object_or_404(Recommendation.objects.published(), slug=slug)
    lessons, named = follow(found)
    context = {
        "entry": found,
        "kind": Recommendation,
        "lessons": lessons,
        "named": named,
        "beside": beside(found),
    }
    return render(request, "recommendations/trail.html", context)

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from browse.lists import EntryList
from browse.record import EntryDetail
from casestudies.models import CaseStudy, Finding
from catalogue.models import SourceSection


class CaseStudyList(EntryList):
    model = CaseStudy


class CaseStudyDetail(EntryDetail):
    model = CaseStudy
    texts = (("body", "What happened"), ("caveat", "Before you rely on it"))
    beside = ("caveat",)
    reading = ("recommendations", "lessons", "enablers")
    fetch = (("findings", "section", "story"),)

    def get_context_data(self, **kwargs: Any) -> dict:
        """Add the findings of a whole-place review by their question."""
        return super().get_context_data(findings=by_section(self.object.findings.all()), **kwargs)


def by_section(findings: Iterable[Finding]) -> list[tuple[SourceSection, list[Finding]]]:
    """Findings by the section of the report they stand in, which is the question they answer, in their order."""
    found: dict[SourceSection, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.section].append(finding)
    return list(found.items())


def findings(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """What a public review found on one question."""
    review = get_object_or_404(CaseStudy.objects.published(), slug=slug)
    rows = by_section(review.findings.select_related("section", "story"))
    for question, points in rows:
        if question.pk == section:
            context = {"entry": review, "kind": CaseStudy, "section": question, "points": points, "by_section": rows}
            return render(request, "casestudies/findings.html", context)
    raise Http404

"""What whole-place reviews found, on the pages of the councils they are about and of the questions they answer."""

from __future__ import annotations

from browse.page_sections import PageSection
from casestudies.models import Finding
from councils.models import Council
from lessons.models import KeyLineOfEnquiry


def findings_of_council(council: Council) -> list[Finding]:
    """The findings of the public reviews of a council, review by review in their order; one query."""
    findings = Finding.objects.public().filter(case_study__councils=council)
    return list(findings.order_by("case_study", "section__position", "number"))


def findings_of_question(question: KeyLineOfEnquiry) -> list[Finding]:
    """The findings of public reviews that answer a question; one query."""
    return list(Finding.objects.public().filter(questions=question))


SECTIONS = [
    PageSection(
        model=Council,
        id="findings",
        heading="What its review found",
        template="casestudies/findings_of_council.html",
        rows=findings_of_council,
    ),
    PageSection(
        model=KeyLineOfEnquiry,
        id="findings",
        heading="What places answered",
        template="casestudies/findings_of_question.html",
        rows=findings_of_question,
    ),
]

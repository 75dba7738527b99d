from browse.lists import EntryList
from browse.record import EntryDetail
from casestudies.models import CaseStudy, Finding


class CaseStudyList(EntryList):
    model = CaseStudy


class CaseStudyDetail(EntryDetail):
    model = CaseStudy
    texts = (("body", "What happened"), ("caveat", "Before you rely on it"))
    reading = ("lessons", "enablers", "recommendations")
    fetch = (("findings", "section", "story"),)

    @property
    def findings(self) -> list[Finding]:
        """The findings of a whole-place review, in the order of its sections."""
        return list(self.object.findings.all())

    def own_sections(self) -> list[tuple[str, str]]:
        """The findings, where it has any."""
        return [("findings", "What the place found")] if self.findings else []

    def get_context_data(self, **kwargs: object) -> dict:
        """Add the findings."""
        return super().get_context_data(findings=self.findings, **kwargs)

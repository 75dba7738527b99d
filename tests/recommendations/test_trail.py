"""From a recommendation back through lessons and case studies to the report, and forward again."""

import pytest

from casestudies.models import CaseStudy, CaseStudyLesson
from lessons.models import Lesson
from recommendations.models import Recommendation, RecommendationCaseStudy, RecommendationLesson
from recommendations.trail import beside, follow
from tests.cast import a_draft, a_section, a_source, an_entry

pytestmark = pytest.mark.django_db


def test_back_to_the_section_of_the_report_and_forward_to_what_else_follows(client):
    source = a_source()
    section, chapter = a_section(source, "one"), a_section(source, "two")
    lesson, case = (
        an_entry(Lesson, source=source, section=chapter),
        an_entry(CaseStudy, source=source, section=section),
    )
    start, other, beside_it = (an_entry(Recommendation, source=source, section=s) for s in (chapter, None, chapter))
    RecommendationLesson.objects.create(recommendation=start, lesson=lesson, basis="stated")
    RecommendationLesson.objects.create(recommendation=other, lesson=lesson)
    CaseStudyLesson.objects.create(case_study=case, lesson=lesson)
    (step,), named = follow(start)
    assert step.entry == lesson
    assert [citation.section for citation in step.citations] == [chapter]
    assert [(s.entry, [c.section for c in s.citations]) for s in step.steps] == [(case, [section])]
    assert step.forward == [other]
    assert named == []
    assert [(citation.section, others) for citation, others in beside(start)] == [(chapter, [beside_it])]
    page = client.get(f"{start.get_absolute_url()}trail/").content.decode()
    assert section.get_absolute_url() in page
    assert "Stated by the source" in page
    assert "Suggested by the editors" in page


def test_nothing_unpublished_is_on_the_trail(client):
    start, lesson = an_entry(Recommendation), an_entry(Lesson)
    RecommendationLesson.objects.create(recommendation=start, lesson=lesson)
    RecommendationLesson.objects.create(recommendation=start, lesson=a_draft(Lesson, title="Secret lesson"))
    RecommendationLesson.objects.create(recommendation=a_draft(Recommendation, title="Secret plan"), lesson=lesson)
    CaseStudyLesson.objects.create(case_study=a_draft(CaseStudy, title="Secret case"), lesson=lesson)
    RecommendationCaseStudy.objects.create(recommendation=start, case_study=a_draft(CaseStudy, title="Secret place"))
    assert "Secret" not in client.get(f"{start.get_absolute_url()}trail/").content.decode()


def test_a_draft_has_no_trail(client):
    assert client.get(f"{a_draft(Recommendation).get_absolute_url()}trail/").status_code == 404

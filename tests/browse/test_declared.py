"""What apps add to the pages of browse by declaring it on their AppConfig."""

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from browse.page_sections import PageSection
from casestudies.models import CaseStudy, Finding
from foundation.registry import POINTS, gathered
from lessons.models import KeyLineOfEnquiry, Lesson
from tests.cast import a_draft, a_section, a_source, an_entry

TITLES = [
    PageSection(
        Lesson, "shouted", "Its title, loudly", "recommendations/title.html", lambda lesson: [lesson.title.upper()]
    )
]


@pytest.fixture
def declare(monkeypatch):
    """Have the app `recommendations` declare a list, by its dotted path."""

    def declare(point, path):
        monkeypatch.setattr(apps.get_app_config("recommendations"), point, path, raising=False)
        gathered.cache_clear(), caches["pages"].clear()

    yield declare
    gathered.cache_clear()


@pytest.fixture
def title_template(settings, tmp_path):
    folder = tmp_path / "recommendations"
    folder.mkdir()
    (folder / "title.html").write_text("<p>{{ rows.0 }} {{ entry.pk }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


@pytest.mark.django_db
def test_a_section_an_app_declares_is_on_the_pages_of_its_model_and_no_other(client, declare, title_template):
    declare("page_sections", f"{__name__}.TITLES")
    lesson, question = an_entry(Lesson, title="Beds & <b>"), an_entry(KeyLineOfEnquiry)
    page = client.get(lesson.get_absolute_url())
    assert '<h2 class="govuk-heading-l" id="shouted">Its title, loudly</h2>' in page.content.decode()
    # The template gets the rows and nothing else of the page.
    assert "<p>BEDS &amp; &lt;B&gt; </p>" in page.content.decode()
    assert "Its title" not in client.get(question.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_question_has_the_findings_of_public_reviews_that_answer_it(client):
    question, other = an_entry(KeyLineOfEnquiry), an_entry(KeyLineOfEnquiry)
    for title, review in (("Known", an_entry(CaseStudy)), ("Hidden", a_draft(CaseStudy))):
        finding = Finding.objects.create(
            reference=title,
            case_study=review,
            section=a_section(a_source()),
            number=1,
            title=f"{title} answer",
            body="x",
        )
        finding.questions.add(question)
    page = client.get(question.get_absolute_url())
    assert "Known answer" in page.content.decode()
    assert "Hidden answer" not in page.content.decode()
    assert "What places answered" in page.content.decode()
    assert "What places answered" not in client.get(other.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_pages_an_app_declares_are_in_the_site_map(client, declare):
    assert "/compare/" in client.get("/sitemap-pages.xml").content.decode()
    assert "/my-list/" not in client.get("/sitemap-pages.xml").content.decode()
    declare("sitemap_pages", f"{__name__}.PAGES")
    assert "/my-list/" in client.get("/sitemap-pages.xml").content.decode()


PAGES = ["my-list"]


@pytest.mark.parametrize("point", ["page_sections", "sitemap_pages"])
@pytest.mark.parametrize("path", ["recommendations.nothing.LIST", f"{__name__}.NOTHING"])
def test_a_declaration_that_leads_nowhere_stops_the_start(declare, point, path):
    assert POINTS[point].startswith("browse.")
    call_command("check")
    declare(point, path)
    with pytest.raises(SystemCheckError, match=f"{point} = “{path}” leads to no list"):
        call_command("check")

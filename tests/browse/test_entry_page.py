"""The page of a record: in reading order, with contents, figures with their source, and how to cite it."""

import io

import pytest
from docx import Document

from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue.models import Statistic
from lessons.models import (
    Enabler,
    KeyLineOfEnquiry,
    Lesson,
    LessonComponent,
    LessonEnabler,
    QuestionLesson,
    RelatedLesson,
    SystemComponent,
)
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import a_council, a_draft, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    found = an_entry(
        Lesson,
        reference="T-L9",
        title="Pay early",
        context="Payment was late.",
        body="Pay **early**.",
        applies_when="Always.",
    )
    LessonEnabler.objects.create(lesson=found, enabler=an_entry(Enabler), basis="stated")
    RecommendationLesson.objects.create(recommendation=an_entry(Recommendation), lesson=found)
    QuestionLesson.objects.create(question=an_entry(KeyLineOfEnquiry), lesson=found)
    CaseStudyLesson.objects.create(case_study=an_entry(CaseStudy), lesson=found)
    RelatedLesson.objects.create(lesson=found, related=an_entry(Lesson))
    return found


def test_a_lesson_reads_from_what_happened_to_where_it_comes_from(client, lesson):
    page = client.get(lesson.get_absolute_url())
    labels = [label for _, label in page.context["contents"]]
    assert labels == [
        "What happened", "What was learned", "When it applies", "What made it work", "What to do", "What to ask",
        "Where it happened", "Related lessons", "Where this comes from",
    ]  # fmt: skip
    html = page.content.decode()
    places = [html.index(f'id="{part}"') for part, _ in page.context["contents"]]
    assert places == sorted(places)
    assert "On this page" in html


def test_a_short_page_has_no_list_of_contents(client):
    assert "On this page" not in client.get(an_entry(Lesson).get_absolute_url()).content.decode()


def test_stated_and_suggested_links_stand_under_headings_of_their_own(client, lesson):
    html = client.get(lesson.get_absolute_url()).content.decode()
    enablers = html[
        html.index('<h2 class="govuk-heading-l" id="enablers">') : html.index(
            '<h2 class="govuk-heading-l" id="recommendations">'
        )
    ]
    assert "Stated by the source" in enablers
    assert "app-links--suggested" not in enablers
    recommendations = html[
        html.index('id="recommendations">') : html.index('<h2 class="govuk-heading-l" id="key-lines-of-enquiry">')
    ]
    assert "Suggested by the editors" in recommendations
    assert "app-links--suggested" in recommendations


def test_a_suggested_part_of_the_care_system_looks_suggested_and_its_notes_end_in_one_full_stop(client):
    found = an_entry(Lesson)
    for number, basis in enumerate(("stated", "suggested")):
        part = SystemComponent.objects.create(
            reference=f"part-{number}", number=number + 1, name=f"Part {number}", note="It counts twice."
        )
        LessonComponent.objects.create(lesson=found, component=part, basis=basis, note="It says so")
    html = client.get(found.get_absolute_url()).content.decode()
    assert "<li><strong>Part 0</strong>" in html
    assert '<li class="app-links__suggested"><strong>Part 1</strong>' in html
    assert html.count("It says so. It counts twice.</span>") == 2
    assert ".." not in html[html.index("Part 0") :].partition("</section>")[0]


def test_a_question_is_linked_with_its_words_not_only_with_its_heading(client, lesson):
    KeyLineOfEnquiry.objects.update(title="Backlog", summary="What is still to be done?")
    asked = client.get(lesson.get_absolute_url()).content.decode().partition('id="key-lines-of-enquiry">')[2]
    assert "Backlog</a><br>What is still to be done?" in asked.partition("</section>")[0]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Beds, Wigan", "Beds, Wigan, 2020."),
        ("Beds", "Beds, Wigan, 2020."),
        ("Wigan’s beds", "Wigan’s beds, Wigan, 2020."),
    ],
)
def test_a_figure_whose_title_ends_in_its_place_names_the_place_once(client, title, said):
    found = an_entry(Lesson)
    fields = {"title": title, "area": "Wigan", "period": "2020", "value": "7", "source": a_source()}
    found.statistics.add(Statistic.objects.create(reference="s", **fields))
    assert f">{said}<" in client.get(found.get_absolute_url()).content.decode()


def test_a_record_can_be_taken_away_as_a_document_of_its_own(client, lesson):
    html = client.get(lesson.get_absolute_url()).content.decode()
    address = "/my-list/?ref=T-L9&amp;format=docx"
    assert f'href="{address}"' in html
    answer = client.get(address.replace("&amp;", "&"))
    assert "wordprocessingml" in answer["Content-Type"]
    words = Document(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Pay early" in "\n".join(paragraph.text for paragraph in words.paragraphs)


def test_a_similar_record_says_which_tags_it_shares(client):
    tags = [a_tag("Home care"), a_tag("Beds")]
    like = an_entry(Enabler, tags=[*tags, a_tag("Money")])
    page = client.get(an_entry(Lesson, tags=tags).get_absolute_url())
    assert "Shares the tags Beds, Home care<" in page.content.decode()
    assert [row["pk"] for _, rows in page.context["similar"] for row in rows] == [like.pk]


def test_the_citation_names_the_record_its_version_its_source_and_its_address(client, lesson):
    html = " ".join(client.get(lesson.get_absolute_url()).content.decode().split())
    cited = html[html.index("app-cite") :].partition("</p>")[0]
    for part in (
        "Pay early (lesson T-L9, version 1, published ",
        "From Report report, 2020, Section 1.",
        "http://testserver/lessons/",
    ):
        assert part in cited


def test_a_figure_is_shown_with_its_source_and_a_bar_where_it_is_a_share(client):
    lesson, source = an_entry(Lesson), a_source()
    lesson.statistics.add(
        Statistic.objects.create(reference="s", title="Homes", value="22", unit="%", source=source, locator="p4")
    )
    html = client.get(lesson.get_absolute_url()).content.decode()
    figure = html[html.index('<figure class="app-figure" id="s">') :].partition("</figure>")[0]
    assert "22%" in figure
    assert 'width="22"' in figure
    assert f'href="{source.get_absolute_url()}">{source}</a>, p4' in figure


@pytest.mark.parametrize("kind", [Lesson, Enabler, CaseStudy, Recommendation, KeyLineOfEnquiry])
def test_every_part_in_the_contents_is_on_the_page(client, kind):
    page = client.get(an_entry(kind, body="Some words.").get_absolute_url())
    for part, _ in page.context["contents"]:
        assert f'id="{part}"' in page.content.decode()


def linked(lesson, basis, *councils, source):
    """A case study from these councils, in a report, linked with a lesson on a basis."""
    case = an_entry(CaseStudy, councils=councils, source=a_source(source))
    CaseStudyLesson.objects.create(case_study=case, lesson=lesson, basis=basis)


WIGAN, LEEDS = ("WGN", "Wigan"), ("LDS", "Leeds")


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([], "Stated in 1 report."),
        ([("stated", "report")], "Stated in 1 report. The report itself names 1 case study."),
        (
            [("stated", "report", WIGAN), ("stated", "report", WIGAN)],
            "Stated in 1 report. The report itself names 2 case studies from 1 council.",
        ),
        (
            [("suggested", "second", WIGAN, LEEDS), ("suggested", "third", LEEDS), ("suggested", "report")],
            "Stated in 1 report. The editors connect it with 3 case studies from 2 councils, from 2 other reports.",
        ),
        (
            [("stated", "report", WIGAN), ("suggested", "report", LEEDS)],
            "Stated in 1 report. The report itself names 1 case study from 1 council."
            " The editors connect it with 1 case study from 1 council.",
        ),
        (
            [("stated", "report", WIGAN), ("suggested", "second", LEEDS)],
            "Stated in 1 report. The report itself names 1 case study from 1 council."
            " The editors connect it with 1 case study from 1 council, from 1 other report.",
        ),
    ],
)
def test_found_in_tells_what_reports_state_from_what_the_editors_connect(client, links, said):
    lesson = an_entry(Lesson)
    for basis, source, *councils in links:
        linked(lesson, basis, *(a_council(*council) for council in councils), source=source)
    CaseStudyLesson.objects.create(case_study=a_draft(CaseStudy), lesson=lesson)
    assert " ".join(client.get(lesson.get_absolute_url()).context["found_in"]) == said
    assert said in client.get(lesson.get_absolute_url()).content.decode()


def test_only_reports_that_the_record_itself_cites_state_it(client):
    lesson = an_entry(Lesson)
    for source in (a_source("second"), a_source("book", type="reference")):
        lesson.citations.create(source=source)
    RelatedLesson.objects.create(lesson=lesson, related=an_entry(Lesson, source=a_source("third")))
    linked(lesson, "stated", source="second")
    said = client.get(lesson.get_absolute_url()).context["found_in"]
    assert said == ["Stated in 2 reports.", "The reports themselves name 1 case study."]


def test_a_case_study_is_found_in_its_own_reports_alone(client):
    case = an_entry(CaseStudy, councils=[a_council()])
    CaseStudyLesson.objects.create(case_study=case, lesson=an_entry(Lesson, source=a_source("second")))
    assert client.get(case.get_absolute_url()).context["found_in"] == ["Stated in 1 report."]

"""The page of a record: what to do first, then its account, then what it rests on and how to cite it."""

import io
import re

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


def test_a_lesson_reads_from_what_to_do_first_to_where_it_comes_from(client, lesson):
    html = client.get(lesson.get_absolute_url()).content.decode()
    parts = ["recommendations", "key-lines-of-enquiry", "case-studies", "context", "body", "applies_when", "source"]
    places = [html.index(f'id="{part}"') for part in [*parts, "enablers", "lessons", "about", "cite"]]
    assert places == sorted(places)


def test_a_page_shows_three_of_a_kind_and_leads_to_all_of_them_with_their_reasons_in_full(client, lesson):
    reason = "Because " + "of this and that " * 10
    for number in range(5):
        todo = an_entry(Recommendation, title=f"Act {number}")
        basis = "stated" if number == 4 else "suggested"
        RecommendationLesson.objects.create(recommendation=todo, lesson=lesson, basis=basis, note=reason)
    html = client.get(lesson.get_absolute_url()).content.decode()
    shown = html[html.index('id="recommendations"') :].partition("</section>")[0]
    assert shown.count("<li>") == 3
    assert "Act 4" in shown, "what the source states comes first"
    assert reason not in shown
    address = re.search(r'href="([^"]+)">All 6 things to do: 1 stated, 5 suggested<', shown)[1]
    everything = client.get(address).content.decode()
    for number in range(5):
        assert f">Act {number}<" in everything
    assert everything.count(reason.strip()) == 5
    assert everything.index("Stated by the source (1)") < everything.index("Suggested by the editors (5)")


def test_what_happened_in_a_council_stands_before_what_happened_nowhere_named(client):
    lesson = an_entry(Lesson)
    for title, councils in (("Nowhere", []), ("Somewhere", [a_council()])):
        case = an_entry(CaseStudy, title=title, councils=councils)
        CaseStudyLesson.objects.create(case_study=case, lesson=lesson)
    seen = client.get(lesson.get_absolute_url()).content.decode().partition('id="case-studies"')[2]
    assert seen.index(">Wigan<") < seen.index("Somewhere") < seen.index("Nowhere")


@pytest.mark.parametrize("part", ["recommendations", "similar", "figures", "events", "findings", "nonsense"])
def test_no_page_is_made_of_a_part_that_a_record_has_not_or_that_no_visitor_may_see(client, part):
    public, hidden = an_entry(Lesson), a_draft(Lesson)
    assert client.get(f"{public.get_absolute_url()}{part}/").status_code == (200 if part == "similar" else 404)
    assert client.get(f"{hidden.get_absolute_url()}{part}/").status_code == 404


def test_a_long_account_is_folded_but_for_what_the_review_asks_for_and_none_of_it_is_lost(client):
    long = "Long ago. " * 200
    body = (
        f"How it began.\n\n### What was done\n\n- **Staff moved.** {long}\n\n### What the review asks for\n\nPay early."
    )
    html = client.get(an_entry(Lesson, context=long, body=body).get_absolute_url()).content.decode()
    opened, _, folded = html.partition('<div class="app-folds">')
    assert "Pay early." in opened
    for words in ("How it began.", "What was done", "Staff moved.</span>", "Long ago."):
        assert words in folded
        assert words not in opened


def test_a_short_account_is_not_folded(client, lesson):
    account = client.get(lesson.get_absolute_url()).context["account"]
    assert [part.heading for part in account.opened] == ["What happened", "What was learned"]
    assert not account.folded


def test_stated_and_suggested_links_say_whose_word_they_are(client, lesson):
    html = client.get(lesson.get_absolute_url()).content.decode()
    enablers = html[html.index('id="enablers"') :].partition("</details>")[0]
    assert "Stated by the source" in enablers
    assert "Suggested by the editors" not in enablers
    recommendations = html[html.index('id="recommendations"') :].partition("</section>")[0]
    assert "Suggested by the editors" in recommendations
    assert "app-basis--stated" not in recommendations


def test_a_suggested_part_of_the_care_system_looks_suggested_and_its_notes_end_in_one_full_stop(client):
    found = an_entry(Lesson)
    for number, basis in enumerate(("stated", "suggested")):
        part = SystemComponent.objects.create(
            reference=f"part-{number}", number=number + 1, name=f"Part {number}", note="It counts twice."
        )
        LessonComponent.objects.create(lesson=found, component=part, basis=basis, note="It says so")
    html = client.get(found.get_absolute_url()).content.decode()
    html = html[html.index("<strong>Part 0</strong>") :].partition("</details>")[0]
    stated, _, suggested = html.partition("<strong>Part 1</strong>")
    assert "Stated by the source" in stated
    assert "Suggested by the editors" in suggested
    assert html.count("It says so. It counts twice.</span>") == 2
    assert ".." not in html


def test_a_question_is_linked_with_its_words_not_only_with_its_heading(client, lesson):
    KeyLineOfEnquiry.objects.update(title="Backlog", summary="What is still to be done?")
    asked = client.get(lesson.get_absolute_url()).content.decode().partition('id="key-lines-of-enquiry">')[2]
    assert 'Backlog</a><span class="app-links__why">What is still to be done?' in asked.partition("</section>")[0]


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
    page = client.get(f"{an_entry(Lesson, tags=tags).get_absolute_url()}similar/")
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

"""Councils side by side."""

import csv
import io

import pytest

from casestudies.models import CaseStudy, Finding
from lessons.models import KeyLineOfEnquiry
from tests.cast import a_council, a_draft, a_section, a_source, a_tag, a_theme, an_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return a_council(), a_council("LAN", "Lancashire", type="CTY")


def finding(review, title, *questions):
    section = a_section(a_source(), f"section-{title}")
    made = Finding.objects.create(
        reference=f"f-{title}", case_study=review, section=section, number=1, title=title, body="x"
    )
    made.questions.set(questions)
    return made


def test_findings_stand_side_by_side_under_the_question_they_answer(client, two):
    question = an_entry(KeyLineOfEnquiry, part="b", title="What helped?")
    other = an_entry(KeyLineOfEnquiry, part="b", title="What hindered?")
    detailed = an_entry(KeyLineOfEnquiry, part="a", title="Detailed")
    wigan, lancashire = (an_entry(CaseStudy, councils=[council]) for council in two)
    finding(wigan, "Hubs", question)
    finding(lancashire, "Forums", question, detailed)
    finding(a_draft(CaseStudy, councils=[two[0]]), "Secret", question, other)
    answers = client.get("/compare/?council=wigan&council=lancashire").context["comparison"].answers
    assert [answer.question.title for answer in answers] == ["What helped?"]
    assert [[f.title for f in findings] for _, findings in answers[0].columns] == [["Hubs"], ["Forums"]]


def test_the_councils_keep_the_order_of_the_address(client, two):
    assert client.get("/compare/?council=lancashire&council=wigan").context["councils"] == [two[1], two[0]]


def test_case_studies_are_listed_only_in_themes_all_of_them_cover(client, two):
    both, one = a_tag("Both", theme=a_theme("Shared")), a_tag("One", theme=a_theme("Alone"))
    first = an_entry(CaseStudy, councils=[two[0]], tags=[both, one])
    second = an_entry(CaseStudy, councils=[two[1]], tags=[both])
    comparison = client.get("/compare/?council=wigan&council=lancashire").context["comparison"]
    assert [(each.theme.name, [cases for _, cases in each.columns]) for each in comparison.common] == [
        ("Shared", [[first], [second]])
    ]
    assert {heading.label: [cell.count for cell in cells] for heading, cells in comparison.heat.rows} == {
        "Shared": [1, 1],
        "Alone": [1, 0],
    }


def test_a_successor_brings_what_its_predecessor_did(client, two):
    old = a_council("CMA", "Cumbria", official_name="Cumbria County Council", ended_on="2023-04-01", type="CTY")
    new = a_council("CBD", "Cumberland", type="UA")
    old.successors.add(new)
    an_entry(CaseStudy, councils=[old], tags=[a_tag()])
    heat = client.get("/compare/?council=wigan&council=cumberland").context["comparison"].heat
    assert [cell.count for cell in heat.rows[0][1]] == [0, 1]


def test_the_comparison_comes_as_a_file(client, two):
    question = an_entry(KeyLineOfEnquiry, part="b", title="What helped?")
    finding(an_entry(CaseStudy, councils=[two[0]]), "Hubs", question)
    response = client.get("/compare/?council=wigan&council=lancashire&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert ["Wigan", "finding", "What helped?", "f-Hubs", "Hubs", ""] in rows


@pytest.mark.parametrize(
    "address",
    ["/compare/", "/compare/?council=", "/compare/?council=wigan", "/compare/?council=wigan&council=wigan"],
)
def test_fewer_than_two_councils_get_the_form(client, two, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "comparison" not in response.context
    assert b"Council 2" in response.content


def test_a_council_that_does_not_exist_is_refused_by_name(client, two):
    response = client.get("/compare/?council=wigan&council=atlantis")
    assert response.status_code == 400
    assert "“atlantis”" in response.content.decode()


def test_more_than_four_councils_are_refused(client):
    slugs = [a_council(f"C{number}", f"Place {number}").slug for number in range(5)]
    response = client.get("/compare/?" + "&".join(f"council={slug}" for slug in slugs))
    assert response.status_code == 400
    assert "at most 4" in response.content.decode()

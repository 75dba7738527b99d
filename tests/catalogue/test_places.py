"""A council named by the source is one thing, a council reached through a linked case study another.

The story: a lesson whose report names Wigan; one that the editors connect with a case study of Leeds, and one that its
report itself connects with it.
"""

import csv
import io

import pytest

from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue import places
from catalogue.models import Basis
from importing import headings
from lessons.models import Lesson
from recommendations.models import Recommendation
from tests.cast import a_council, a_draft, an_entry
from tests.search.asking import agrees, counts, found, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """The lessons of the story, and a draft of Bolton that nobody sees."""
    wigan, leeds = a_council(), a_council("LDS", "Leeds", region="yorkshire-and-the-humber")
    case = an_entry(CaseStudy, title="Done in Leeds", councils=[leeds])
    hidden = a_draft(CaseStudy, councils=[a_council("BOL", "Bolton")])
    named = an_entry(Lesson, title="Named", councils=[wigan])
    suggested, stated = an_entry(Lesson, title="Suggested"), an_entry(Lesson, title="Stated")
    for lesson, basis in ((suggested, Basis.SUGGESTED), (stated, Basis.STATED)):
        CaseStudyLesson.objects.create(case_study=case, lesson=lesson, basis=basis)
        CaseStudyLesson.objects.create(case_study=hidden, lesson=lesson, basis=basis)
    return named, suggested, stated


def rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return {row["title"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_filter_finds_and_counts_the_records_whose_source_names_the_council(client, told, answering):
    assert titles(client.get("/lessons/?council=wigan")) == ["Named"]
    assert titles(client.get("/lessons/?council=leeds")) == []
    assert counts(client.get("/lessons/")) == {"wigan": 1}
    assert titles(client.get("/lessons/?region=yorkshire-and-the-humber")) == []
    assert counts(client.get("/lessons/"), "region") == {"north-west": 1}


def test_linked_adds_those_linked_with_case_studies_from_there_and_counts_them(client, told, answering):
    assert titles(client.get("/lessons/?council=leeds&linked=yes")) == ["Suggested", "Stated"]
    assert titles(client.get("/lessons/?council=bolton&linked=yes")) == []
    assert titles(client.get("/lessons/?region=yorkshire-and-the-humber&linked=yes")) == ["Suggested", "Stated"]
    assert counts(client.get("/lessons/?linked=yes")) == {"wigan": 1, "leeds": 2}
    assert counts(client.get("/lessons/?linked=yes"), "region") == {"north-west": 1, "yorkshire-and-the-humber": 2}
    assert titles(client.get("/lessons/?council=wigan&linked=yes")) == ["Named"]


def test_the_list_says_which_reading_it_is_and_leads_to_the_other(client, told):
    page = client.get("/lessons/?council=leeds").content.decode()
    assert "Only lessons whose own source names the place are here." in page
    assert 'href="/lessons/?council=leeds&amp;linked=yes"' in page
    page = client.get("/lessons/?council=leeds&linked=yes").content.decode()
    assert "Lessons also count for the councils of the case studies they are linked with" in page
    assert 'href="/lessons/?council=leeds"' in page
    assert '<input type="hidden" name="linked" value="yes">' in page
    assert "own source names" not in client.get("/lessons/").content.decode()
    assert "own source names" not in client.get("/case-studies/?council=leeds&linked=yes").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/lessons/?", "/search/?", "/feeds/lessons.atom?", "/embed/lessons/?", "/api/v1/lessons?", "/api/v1/search?"],
)
def test_linked_is_yes_or_left_out(client, told, answering, address):
    assert client.get(f"{address}council=leeds&linked=yes").status_code == 200
    refused = client.get(f"{address}council=leeds&linked=no")
    assert refused.status_code == 400
    assert "linked" in refused.content.decode()


def test_files_feeds_cards_and_the_api_take_it_as_the_list_does(client, told, answering):
    asked = "council=leeds&linked=yes"
    assert set(rows(client.get(f"/lessons/?format=csv&{asked}"))) == {"Suggested", "Stated"}
    assert set(rows(client.get(f"/search/?format=csv&{asked}"))) == {"Suggested", "Stated", "Done in Leeds"}
    for address in ("/feeds/lessons.atom", "/embed/lessons/"):
        with_linked = client.get(f"{address}?{asked}").content.decode()
        assert "Suggested" in with_linked
        assert "also through linked case studies" in with_linked
        assert "Suggested" not in client.get(f"{address}?council=leeds").content.decode()
    assert client.get(f"/api/v1/lessons?{asked}").json()["count"] == 2
    assert client.get("/api/v1/lessons?council=leeds").json()["count"] == 0
    assert client.get(f"/api/v1/search?{asked}").json()["count"] == 3


def test_a_file_and_the_api_have_both_in_columns_of_their_own(client, told):
    found = rows(client.get("/lessons/?format=csv"))
    said = {title: (row["councils"], row["councils_through_links"]) for title, row in found.items()}
    assert said == {"Named": ("Wigan", ""), "Suggested": ("", "Leeds"), "Stated": ("", "Leeds")}
    (case,) = client.get("/api/v1/case-studies").json()["results"]
    assert (case["councils"], case["councils_through_links"]) == (["Leeds"], [])


def test_an_import_passes_over_what_follows_from_links(client, told):
    assert headings.guess(Lesson, ["councils", "councils_through_links"]) == ["councils", headings.UNREAD]


def test_the_page_of_a_council_keeps_what_is_only_connected_apart(client, told):
    _, suggested, stated = told
    both = an_entry(Recommendation, title="Both", councils=[a_council("LDS", "Leeds")])
    for address, what in (
        ("/councils/leeds/", "what Leeds did"),
        ("/regions/yorkshire-and-the-humber/", "what councils in Yorkshire and the Humber did"),
    ):
        response = client.get(address)
        assert [(shelf.heading, shelf.entries) for shelf in response.context["connected"]] == [
            (f"Lessons a report connects with {what}", [stated]),
            (f"Lessons the editors connect with {what}", [suggested]),
        ]
        assert {entry for shelf in response.context["shelves"] for entry in shelf.entries} == {
            both, CaseStudy.objects.get(title="Done in Leeds")
        }  # fmt: skip
        assert "What was learned" not in response.content.decode()
    assert client.get("/councils/wigan/").context["connected"] == []


def test_a_record_shows_only_the_councils_its_source_names(client, told):
    named, suggested, _ = told
    assert [place.name for place in client.get(named.get_absolute_url()).context["councils"]] == ["Wigan"]
    assert client.get(suggested.get_absolute_url()).context["councils"] == []
    cards = client.get("/lessons/").content.decode()
    assert "Wigan" in cards
    assert "Leeds" not in cards


def test_search_by_the_name_of_a_council_finds_what_names_it(client, told):
    assert found(client, "leeds") == {CaseStudy.objects.get(title="Done in Leeds").pk}
    assert agrees()


def test_the_councils_that_public_records_name_are_known_in_one_query(django_assert_num_queries):
    wigan, bolton, bury = a_council(), a_council("BOL", "Bolton"), a_council("BUR", "Bury")
    an_entry(CaseStudy, councils=[wigan])
    a_draft(Lesson, councils=[bolton])
    an_entry(Lesson, councils=[wigan, bury])
    with django_assert_num_queries(1):
        assert places.with_records([wigan.pk, bolton.pk]) == {wigan.pk}

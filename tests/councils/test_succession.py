"""The record of an abolished council counts for the councils that took over from it, in however many steps.

The story: Taunton Deane became Somerset West and Taunton in 2019, and that became part of Somerset in 2023. A lesson of
Taunton Deane is looked for under Somerset.
"""

import pytest

from browse.pictures import tiles
from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue.changes import affected_records
from councils.models import Council
from councils.succession import Succession
from lessons.models import Lesson
from tests.cast import a_council, a_tag, an_entry
from tests.search.asking import agrees, counts, found, titles

pytestmark = pytest.mark.django_db

SOMERSET = ["taunton-deane", "somerset-west-and-taunton", "somerset"]


@pytest.fixture
def somerset():
    """Three councils of which each took over from the one before."""
    old = a_council("TAU", "Taunton Deane", type="NMD", region="south-west", ended_on="2019-04-01")
    between = a_council("SWT", "Somerset West and Taunton", type="NMD", region="south-west", ended_on="2023-04-01")
    last = a_council("SOM", "Somerset", type="UA", region="south-west", easting=320_000, northing=130_000)
    old.successors.add(between)
    between.successors.add(last)
    return old, between, last


def test_a_record_of_an_abolished_council_is_found_and_counted_under_every_successor(client, somerset, answering):
    old, _, last = somerset
    an_entry(Lesson, title="First", councils=[old])
    an_entry(Lesson, title="Last", councils=[last])
    response = client.get("/lessons/")
    assert response.context["is_plain"] == (answering == "database")
    assert counts(response) == {"taunton-deane": 1, "somerset-west-and-taunton": 1, "somerset": 2}
    for slug in SOMERSET:
        assert len(titles(client.get(f"/lessons/?council={slug}"))) == counts(response)[slug], slug
    assert titles(client.get("/lessons/?council=somerset&sort=title")) == ["First", "Last"]
    assert titles(client.get("/lessons/?council=taunton-deane")) == ["First"]


def test_a_council_reached_through_a_link_is_handed_on_to_its_successors_too(client, somerset, answering):
    lesson = an_entry(Lesson, title="Linked")
    CaseStudyLesson.objects.create(case_study=an_entry(CaseStudy, councils=[somerset[0]]), lesson=lesson)
    assert titles(client.get("/lessons/?council=somerset&linked=yes")) == ["Linked"]
    assert counts(client.get("/lessons/?linked=yes")) == dict.fromkeys(SOMERSET, 1)


def test_a_council_that_took_over_says_nothing_of_its_records_to_those_before(client, somerset, answering):
    an_entry(Lesson, title="Last", councils=[somerset[2]])
    assert titles(client.get("/lessons/?council=taunton-deane")) == []
    assert counts(client.get("/lessons/")) == {"somerset": 1}


def test_pages_of_councils_the_map_and_the_comparison_count_the_same(client, somerset):
    old, _, last = somerset
    case = an_entry(CaseStudy, title="First", councils=[old], tags=[a_tag()])
    assert "First" in client.get("/councils/somerset/").content.decode()
    listed = {council: count for _, rows in client.get("/councils/").context["regions"] for council, count in rows}
    assert listed == {last: 1}
    assert {tile.council: tile.count for tile in tiles.draw(CaseStudy.objects.published()).tiles} == {last: 1}
    a_council()
    comparison = client.get("/compare/?council=somerset&council=wigan").context["comparison"]
    assert [cell.count for cell in comparison.heat.rows[0][1]] == [1, 0]
    assert case.pk in affected_records(Council, [last.pk])[CaseStudy]


def test_the_index_follows_a_succession_that_changes_two_steps_away(client, somerset):
    old, between, last = somerset
    lesson = an_entry(Lesson, title="Gooseberry", councils=[old])
    assert found(client, "gooseberry", council="somerset") == {lesson.pk}
    between.successors.remove(last)
    assert found(client, "gooseberry", council="somerset") == set()
    last.predecessors.add(between)
    assert found(client, "gooseberry", council="somerset") == {lesson.pk}
    last.name = last.official_name = "Somersetshire"
    last.save()
    assert found(client, "gooseberry somersetshire") == {lesson.pk}
    assert agrees()


def test_one_query_reads_all_steps_and_a_circle_does_no_harm(somerset, django_assert_num_queries):
    old, between, last = somerset
    last.successors.add(old)
    with django_assert_num_queries(1):
        succession = Succession()
        assert succession.successors(old.pk) >= {between, last}
        assert succession.with_predecessors([last.pk]) == {old.pk, between.pk, last.pk}
        assert succession.successors("XXX") == set()

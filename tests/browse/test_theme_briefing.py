"""A theme as a briefing to take into a meeting."""

import re

import pytest

from browse.pages.themes import WORTH_A_MAP
from casestudies.models import CaseStudy
from catalogue.models import Statistic
from lessons.models import Lesson
from tests.cast import KINDS, a_council, a_draft, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


def test_the_map_of_a_theme_shows_the_councils_of_its_own_case_studies_where_there_are_enough(client):
    here = [
        a_council(f"C{number:02}", f"Council {number}", easting=300_000 + 20_000 * number, northing=405_000)
        for number in range(WORTH_A_MAP)
    ]
    for council in here[1:]:
        an_entry(CaseStudy, councils=[council], tags=[a_tag()])
    an_entry(CaseStudy, councils=[here[0]])
    assert client.get("/themes/care-market/").context["map"] is None
    an_entry(CaseStudy, councils=[here[0]], tags=[a_tag()])
    drawn = client.get("/themes/care-market/").context["map"]
    assert {(tile.council, tile.count) for tile in drawn.shaded} == {(council, 1) for council in here}


def test_a_topic_begins_with_what_to_do_then_what_others_did(client):
    entries = [an_entry(kind, tags=[a_tag()], councils=[a_council()]) for kind in KINDS]
    html = client.get("/themes/care-market/").content.decode().partition("<main")[2]
    places = [
        html.index(f'<h2 class="govuk-heading-l" id="shelf-{word}">')
        for word in ("recommendations", "case-studies", "lessons")
    ]
    assert places == sorted(places)
    assert '<th scope="row">Wigan</th>' in html
    for entry in entries:
        assert entry.pk in re.search(r'/my-list/\?ref=([^"]+)"', html)[1].split(",")


def test_key_figures_are_those_most_records_hold_without_what_is_superseded(client):
    source = a_source()
    often, once, old, hidden, elsewhere = (
        Statistic.objects.create(reference=name, title=name, value="1", source=source)
        for name in ("often", "once", "old", "hidden", "elsewhere")
    )
    Statistic.objects.filter(pk="old").update(superseded_by=often)
    for figures in ([often, once, old], [often]):
        an_entry(Lesson, tags=[a_tag()]).statistics.set(figures)
    a_draft(Lesson, tags=[a_tag()]).statistics.add(hidden)
    an_entry(Lesson).statistics.add(elsewhere)
    assert client.get("/themes/care-market/").context["figures"] == [often, once]


def test_where_no_figure_is_held_twice_the_newest_report_comes_first_and_nothing_more_is_claimed(client):
    for name, year in (("a", "2020"), ("b", "2022")):
        source = a_source(name, published=year)
        figure = Statistic.objects.create(reference=name, title=name, value="1", source=source)
        an_entry(Lesson, tags=[a_tag()], source=source).statistics.add(figure)
    page = client.get("/themes/care-market/")
    assert [figure.pk for figure in page.context["figures"]] == ["b", "a"]
    assert "most records" not in page.content.decode()


def test_a_shelf_takes_from_each_report_in_turn(client):
    for report in ("first", "first", "first", "first", "first", "second", "third"):
        an_entry(Lesson, tags=[a_tag()], source=a_source(report))
    (shelf,) = client.get("/themes/care-market/").context["shelves"]
    assert [entry.citations.get().source_id for entry in shelf.entries] == [
        "first",
        "second",
        "third",
        "first",
        "first",
    ]
    assert shelf.count == 7


def test_the_briefing_names_the_reports_it_rests_on(client):
    an_entry(Lesson, tags=[a_tag()], source=a_source("this"))
    an_entry(Lesson, source=a_source("other"))
    assert [report.pk for report in client.get("/themes/care-market/").context["reports"]] == ["this"]

"""The pictures: what they show is what the lists hold, as a picture, as a table and as a file."""

import csv
import io
import re
from math import hypot

import pytest

from browse.pictures import bars, connections, heat, layout, months, shades, tiles
from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue.models import Event, Statistic
from councils.models import Council
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, LessonEnabler, QuestionLesson, RelatedLesson
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import a_council, a_draft, a_source, a_tag, a_theme, an_entry


def rows_of(client, address):
    response = client.get(address)
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def register():
    return tuple(
        Council.objects.current().with_adult_social_care().order_by("code").values_list("code", "easting", "northing")
    )


@pytest.mark.django_db
def test_every_council_of_the_register_has_a_square_of_its_own(content):
    placed = layout.squares(register())
    assert len(placed) == len(set(placed.values())) == 153


@pytest.mark.django_db
def test_squares_stand_near_the_places_they_stand_for(content):
    positions = register()
    placed = layout.squares(positions)
    west = min(easting // layout.SQUARE for _, easting, _ in positions)
    north = max(northing // layout.SQUARE for _, _, northing in positions)
    off = {
        code: hypot(
            placed[code][0] + west - easting // layout.SQUARE,
            placed[code][1] - north + northing // layout.SQUARE,
        )
        for code, easting, northing in positions
    }
    assert sum(off.values()) / len(off) < 2
    assert max(off.values()) <= 5


def test_no_change_of_two_squares_would_bring_their_councils_nearer():
    crowd = tuple((f"C{number:02}", 100_000 + number * 5_000, 100_000 + number % 3 * 7_000) for number in range(12))
    taken = layout.chosen_and_settled(crowd)
    assert len(taken) == 12
    for one, first in taken.items():
        for other, second in taken.items():
            now = layout.distance(first, one) + layout.distance(second, other)
            assert now <= layout.distance(first, other) + layout.distance(second, one) + 1e-6


def test_one_council_has_the_first_square_and_none_have_none():
    assert layout.squares((("C", 400_000, 300_000),)) == {"C": (0, 0)}
    assert layout.squares(()) == {}


def test_a_square_in_the_north_is_above_one_in_the_south_and_west_is_left():
    placed = layout.squares((("N", 400_000, 600_000), ("S", 400_000, 100_000), ("W", 100_000, 300_000)))
    assert placed["N"][1] < placed["S"][1]
    assert placed["W"][0] < placed["N"][0]


def test_shades_get_darker_with_numbers_and_the_legend_names_each():
    assert [shades.shade(count) for count in (0, 1, 2, 3, 4, 7, 8, 500)] == [0, 1, 2, 2, 3, 3, 4, 4]
    assert shades.legend() == [(0, "none"), (1, "1"), (2, "2 to 3"), (3, "4 to 7"), (4, "8 or more")]


@pytest.mark.django_db
def test_the_map_counts_case_studies_and_a_successor_has_its_predecessors(client):
    here = a_council(easting=358_000, northing=405_000)
    old = a_council("CMA", "Cumbria", official_name="Cumbria County Council", ended_on="2023-04-01", type="CTY")
    new = a_council("CBD", "Cumberland", type="UA", easting=330_000, northing=540_000)
    old.successors.add(new)
    an_entry(CaseStudy, councils=[here, old])
    an_entry(CaseStudy, councils=[here])
    a_draft(CaseStudy, councils=[here])
    found = {tile.council.pk: tile.count for tile in tiles.draw(CaseStudy.objects.published()).tiles}
    assert found == {"WGN": 2, "CBD": 1}
    rows = rows_of(client, "/pictures/map/?format=csv")
    assert {row[0]: row[-1] for row in rows[1:]} == {"Wigan": "2", "Cumberland": "1"}
    page = client.get("/pictures/map/").content.decode()
    assert 'href="/councils/wigan/" aria-label="Wigan: 2 case studies"' in page


@pytest.mark.django_db
def test_each_number_of_the_heat_map_is_the_number_of_the_list_it_leads_to(client, content):
    drawn = heat.themes_by_region()
    cells = [cell for _, row in drawn.rows for cell in row if cell.count]
    assert len(cells) > 20
    for cell in cells[::7]:
        page = client.get(cell.url)
        assert page.context["page"].paginator.count == cell.count, cell.url
    assert rows_of(client, "/pictures/themes-by-region/?format=csv") == [
        [str(cell) for cell in row] for row in drawn.table()
    ]


@pytest.mark.django_db
def test_the_matrix_shows_a_gap_where_nothing_connects_an_enabler_with_a_theme(client):
    market, homes = a_tag("Market", theme=a_theme("Care market")), a_theme("Care homes")
    enabler = an_entry(Enabler, title="Money")
    for _ in range(2):
        LessonEnabler.objects.create(lesson=an_entry(Lesson, tags=[market]), enabler=enabler)
    LessonEnabler.objects.create(lesson=a_draft(Lesson, tags=[homes]), enabler=enabler)
    assert rows_of(client, "/pictures/themes-by-enabler/?format=csv") == [
        ["Enabler", "Care homes", "Care market"],
        ["Money", "0", "2"],
    ]
    assert re.search(r'app-shade-0">gap<', client.get("/pictures/themes-by-enabler/").content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("kinds", range(1, 6))
def test_no_box_of_a_neighbourhood_covers_another_or_leaves_the_drawing(kinds):
    lesson = an_entry(Lesson)
    links = [
        (LessonEnabler, "lesson", "enabler", Enabler),
        (CaseStudyLesson, "lesson", "case_study", CaseStudy),
        (RecommendationLesson, "lesson", "recommendation", Recommendation),
        (QuestionLesson, "lesson", "question", KeyLineOfEnquiry),
        (RelatedLesson, "lesson", "related", Lesson),
    ]
    for link, here, there, kind in links[:kinds]:
        for _ in range(connections.DRAWN_OF_EACH_KIND + 1):
            link.objects.create(**{here: lesson, there: an_entry(kind)})
    drawn = connections.draw(lesson)
    assert len(drawn.nodes) == kinds * connections.DRAWN_OF_EACH_KIND
    assert drawn.left_out == kinds
    boxes = [(node.left, node.top, connections.BOX_WIDTH, connections.BOX_HEIGHT) for node in drawn.nodes]
    boxes.append((drawn.width // 2 - 125, drawn.height // 2 - 22, 250, 44))
    for number, (x, y, width, height) in enumerate(boxes):
        assert 0 <= x <= drawn.width - width
        assert 0 <= y <= drawn.height - height
        for x2, y2, width2, height2 in boxes[number + 1 :]:
            assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y


@pytest.mark.django_db
def test_the_neighbourhood_shows_every_link_and_whose_word_it_is(client):
    lesson, stated, suggested = (
        an_entry(Lesson),
        an_entry(Enabler, title="Said"),
        an_entry(Enabler, title="Guessed"),
    )
    LessonEnabler.objects.create(lesson=lesson, enabler=stated, basis="stated")
    LessonEnabler.objects.create(lesson=lesson, enabler=suggested, note="Same subject")
    LessonEnabler.objects.create(lesson=lesson, enabler=a_draft(Enabler, title="Hidden"))
    address = f"/pictures/connections/lessons/{lesson.slug}/"
    rows = rows_of(client, address + "?format=csv")
    assert [(row[3], row[5], row[6]) for row in rows[1:]] == [
        ("Said", "stated", ""),
        ("Guessed", "suggested", "Same subject"),
    ]
    assert [row[7] for row in rows[1:]] == ["cites", "cites"]
    page = client.get(address).content.decode()
    assert page.count('<td class="govuk-table__cell">Cited by this record</td>') == 2
    assert "Cites this record" in client.get(f"/pictures/connections/enablers/{stated.slug}/").content.decode()
    assert page.count("app-line-stated") == page.count("app-line-suggested") == 1
    assert "Hidden" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/pictures/connections/nonsense/x/", "/pictures/connections/lessons/nowhere/"])
def test_there_is_no_neighbourhood_of_nothing(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_there_is_no_neighbourhood_of_a_draft(client):
    assert client.get(f"/pictures/connections/lessons/{a_draft(Lesson).slug}/").status_code == 404


def test_only_plain_shares_of_a_hundred_become_bars():
    def share(value, unit="%"):
        return Statistic(value=value, unit=unit).share

    assert share("49") == 49
    assert share("8.6") == 8.6
    assert share("100") == 100
    for refused in ("about 40", "over 30", "101", "50-60", "-5", ""):
        assert share(refused) is None, refused
    assert share("49", "people") is None
    assert share("49", "% of homes") is None


def test_bars_are_longest_first_without_what_is_superseded():
    figures = [
        Statistic(pk=pk, value=value, unit="%")
        for pk, value in (("a", "10"), ("b", "90"), ("c", "50"), ("d", "some 3"))
    ]
    figures[2].superseded_by_id = "b"
    assert [figure.pk for figure in bars.shares(figures)] == ["b", "a"]


def test_events_are_counted_under_the_month_as_far_as_it_is_known():
    drawn = months.by_month([Event(date=date) for date in ("2007", "2020-03", "2020-03-16", "2020-12-01", "2020")])
    assert [heading.label for heading, _ in drawn.rows] == ["2007", "2020"]
    assert [cell.count for cell in drawn.rows[1][1]] == [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]


@pytest.mark.django_db
def test_figures_and_events_come_as_files_too(client):
    source = a_source()
    an_entry(Lesson, source=source)
    Statistic.objects.create(reference="s1", title="Beds", value="=1+1", unit="%", source=source)
    Event.objects.create(reference="e1", title="Start", date="2020-03", source=source)
    assert rows_of(client, "/figures/?format=csv")[1][:3] == ["s1", "Beds", "'=1+1"]
    assert rows_of(client, "/timeline/?format=csv")[1][:3] == ["e1", "2020-03", "Start"]


PICTURES = [
    "/pictures/map/",
    "/pictures/themes-by-region/",
    "/pictures/themes-by-enabler/",
    "/figures/",
    "/timeline/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PICTURES)
def test_an_unknown_format_is_refused_by_name(client, address):
    response = client.get(address + "?format=gif")
    assert response.status_code == 400
    assert "“gif”" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "word"), [("/pictures/themes-by-enabler/", "gap"), ("/timeline/", "0")])
def test_the_key_says_the_word_that_an_empty_cell_says(client, address, word):
    a_theme()
    an_entry(Enabler).events.add(Event.objects.create(reference="e", title="Start", date="2020", source=a_source()))
    heat = client.get(address).context["heat"]
    assert heat.nothing == word
    assert heat.legend[0] == (0, word)


@pytest.mark.django_db
def test_an_event_of_the_timeline_leads_to_its_source_and_to_the_public_records_that_hold_it(client):
    source = a_source()
    event = Event.objects.create(reference="e", title="Start", date="2020", source=source)
    holder, hidden = an_entry(Lesson, title="Pay early"), a_draft(Lesson, title="Hidden")
    holder.events.add(event), hidden.events.add(event)
    html = client.get("/timeline/").content.decode()
    assert f'href="{source.get_absolute_url()}">{source}</a>' in html
    assert f'href="{holder.get_absolute_url()}">Pay early</a>' in html
    assert "Hidden" not in html

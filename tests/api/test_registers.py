"""What records refer to, for programs, and what is asked by a name that nothing has."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.registers import REGISTERS
from catalogue.models import Event, Statistic
from lessons.models import Lesson
from tests.cast import KINDS, a_council, a_draft, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


def ask(client, path, status=200):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def held_by(entry, title):
    """A figure and an event that a record holds."""
    source = a_source(title)
    figure = Statistic.objects.create(reference=f"figure-{title}", title=title, value="22", unit="%", source=source)
    event = Event.objects.create(reference=f"event-{title}", title=title, date="2020-03", source=source)
    entry.statistics.add(figure)
    entry.events.add(event)


def test_each_list_gives_what_its_page_shows_with_the_address_there(client):
    new = a_council("NEW", "Newshire")
    old = a_council("OLD", "Oldshire", official_name="Oldshire County Council", ended_on="2023-04-01")
    old.successors.add(new)
    held_by(an_entry(Lesson, tags=[a_tag()]), "beds")
    councils = {row["code"]: row for row in ask(client, "councils")["results"]}
    assert councils["OLD"]["successors"] == ["NEW"]
    assert (councils["OLD"]["ended_on"], councils["NEW"]["ended_on"]) == ("2023-04-01", None)
    tags = {row["slug"]: row["theme"] for row in ask(client, "tags")["results"]}
    assert tags == {"care-market": None, "hospital-discharge": "care-market"}
    assert [row["reference"] for row in ask(client, "sources")["results"]] == ["report"]
    (figure,), (event,) = ask(client, "figures")["results"], ask(client, "events")["results"]
    assert (figure["value"], figure["unit"], figure["source"]) == ("22", "%", "beds")
    assert (event["date"], event["url"]) == ("2020-03", "http://testserver/timeline/#event-beds")
    for row in (*councils.values(), figure, event):
        assert client.get(row["url"].removeprefix("http://testserver")).status_code == 200


def test_nothing_that_only_a_draft_refers_to_is_listed(client):
    held_by(a_draft(Lesson, source=a_source("secret")), "hidden")
    for word in ("sources", "figures", "events"):
        assert ask(client, word) == {"count": 0, "next": None, "results": []}


@pytest.mark.parametrize("word", REGISTERS)
def test_pages_of_a_list_follow_each_other_without_a_gap(client, word):
    for number in range(3):
        a_council(f"C{number}", f"Council {number}")
        lesson = an_entry(Lesson, tags=[a_tag(f"Tag {number}")], source=a_source(f"source-{number}"))
        held_by(lesson, f"held-{number}")
    whole = ask(client, word)
    path, rows = f"{word}?limit=2", []
    while path:
        page = ask(client, path)
        rows += page["results"]
        path = page["next"] and page["next"].removeprefix("http://testserver/api/v1/")
    assert rows == whole["results"]
    assert len(rows) == whole["count"]


@pytest.mark.parametrize("word", REGISTERS)
def test_a_list_asks_no_more_queries_for_more_rows(client, word):
    asked = []
    for number in range(8):
        a_council(f"C{number}", f"Council {number}").successors.add(a_council(f"D{number}", f"After {number}"))
        held_by(an_entry(Lesson, tags=[a_tag(f"Tag {number}")]), f"held-{number}")
        with CaptureQueriesContext(connection) as queries:
            ask(client, f"{word}?limit={number + 20}")
        asked.append(len(queries))
    assert asked[-1] == asked[1]


@pytest.mark.parametrize("path", [*REGISTERS, *(kind.kind for kind in KINDS), "search", "kinds", "withdrawn"])
def test_a_parameter_that_an_address_does_not_have_is_refused_and_those_it_has_are_named(client, path):
    (problem,) = ask(client, f"{path}?councils=wigan", 400)["problems"]
    assert problem.startswith("There is no parameter “councils” here.")
    if path in {"search", *(kind.kind for kind in KINDS)}:
        assert " council," in problem
    assert ask(client, f"{path}?councils=wigan&spoon=1", 400)["problems"] == sorted(
        ask(client, f"{path}?councils=wigan&spoon=1", 400)["problems"]
    )


def test_a_cursor_or_a_limit_that_makes_no_sense_is_refused(client):
    assert ask(client, "councils?limit=0", 400)
    assert ask(client, "tags?cursor=%00", 400)

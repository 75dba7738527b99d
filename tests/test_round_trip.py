"""The whole database goes from one engine to the other and back without losing a row, a tag link or its history."""

import json

import pytest
from django.db import connection

from tests.sites import Place

DUMP = ["dumpdata", "--natural-foreign", "--natural-primary", "--exclude=contenttypes", "--exclude=auth.permission"]
# What curators did since the content was loaded: it makes history, also of what is no more.
EDITS = """
from django.contrib.auth.models import User
from catalogue.models import Source, Tag
from lessons.models import *
user = User.objects.create_superuser("curator", password="a long pass phrase")
lesson = Lesson.objects.first()
lesson.title, lesson._history_user = "Edited", user
lesson.save()
lesson.tags.remove(lesson.tags.first())
lesson.councils.clear()
gone = Lesson.objects.create(reference="GONE-1", title="Gone", slug="gone", summary="Gone.", owner=user)
gone.tags.add(Tag.objects.get(slug="home-care"))
LessonCitation.objects.create(entry=gone, source=Source.objects.first(), locator="p1")
LessonEnabler.objects.create(lesson=gone, enabler=Enabler.objects.first())
gone.delete()
Lesson.objects.create(reference="NEW-1", title="New", slug="new", summary="New.")
Lesson.objects.get(reference="NEW-1").tags.add(Tag.objects.get(slug="home-care"))
"""


def rows(dump):
    """The rows of a dump in an order of their own; to the millisecond, as JSON has it, a second has two spellings."""
    # When a record last changed in a database is that database's own: loading it there is a change.
    own = {"catalogue.change", "catalogue.checkpoint"}
    found = [json.dumps(row, sort_keys=True).replace(".000Z", "Z") for row in dump if row["model"] not in own]
    assert len(found) == len(set(found))
    return sorted(found)


def dumped(place):
    """All rows of a database."""
    path = place.folder / "dump.json"
    place.manage(*DUMP, "-o", str(path))
    return rows(json.loads(path.read_text()))


def loaded(place, origin):
    """The rows of a new database after what was dumped of another one was loaded into it."""
    place.manage("loaddata", "-v0", str(origin.folder / "dump.json"))
    return dumped(place)


@pytest.fixture
def on_the_way(sites, tmp_path):
    """The empty databases to go through: another SQLite file; from PostgreSQL to SQLite and back to PostgreSQL."""
    if connection.vendor == "sqlite":
        return [sites.copy(sites.prepare("nothing"))]
    (tmp_path / "sqlite").mkdir()
    other = Place(tmp_path / "sqlite")
    other.manage("migrate", "-v0")
    return [other, sites.copy(sites.prepare("nothing"))]


def test_every_row_survives_the_way_to_the_other_engine_and_back(sites, on_the_way):
    place = sites.copy(sites.prepare("everything"))
    place.manage("shell", "-v0", "-c", EDITS)
    original = dumped(place)
    assert sum('"lessons.lessontag"' in row for row in original) > 40
    assert any("historicallessontag" in row and "GONE-1" in row for row in original)
    more = EDITS.replace("curator", "second").replace("NEW-1", "NEW-2").replace('"new"', '"new-2"')
    for following in on_the_way:
        assert loaded(following, place) == original
        # The numbers go on after the highest one loaded: a new record and its history find a place.
        copy, place = sites.copy(following), following
        copy.manage("shell", "-v0", "-c", more)

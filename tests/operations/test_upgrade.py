"""A database of release 0.1.0 comes up to this release with every word (operations/upgrade/0.1.0.sql: its own dump)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.sites import Place

DUMP = Path(__file__).parent / "upgrade" / "0.1.0.sql"
EXPECTED = """
from django.test import Client
from curation.models import StepTaken, Suggestion
from lessons.models import *
from recommendations.models import Recommendation
lesson = Lesson.objects.get(title="Plant gooseberries in autumn")
assert [tag.name for tag in lesson.tags.all()] == ["Fruit growing"]
assert [council.name for council in lesson.councils.all()] == ["Wigan"]
titles = [row.title for row in lesson.history.order_by("history_id")]
assert titles == ["Plant gooseberries early", "Plant gooseberries early", "Plant gooseberries in autumn"]
assert not Recommendation.objects.exclude(editors_view="").exists()
assert not Lesson.objects.exclude(editors_view="").exists()
assert lesson.history.first().history_user.username == "editor"
assert LessonEnabler.objects.get(lesson=lesson).enabler.title == "Good soil"
assert Lesson.history.filter(title="Deleted", history_type="-").exists()
assert (Lesson.objects.count(), Lesson.objects.published().count()) == (4, 1)
assert StepTaken.objects.get().by.username == "editor"
assert Suggestion.objects.get().text == "Mention the birds, too."
for address, status in ((lesson.get_absolute_url(), 200), ("/search/?q=gooseberries", 200), ("/case-studies/", 200),
                        (Lesson.objects.get(title="A draft").get_absolute_url(), 404),
                        (Lesson.objects.get(title="A scheduled lesson").get_absolute_url(), 404),
                        (Lesson.objects.get(title="A withdrawn lesson").get_absolute_url(), 410)):
    response = Client().get(address)
    assert response.status_code == status, (address, response.status_code)
    assert status != 200 or "Hindsight" in response.content.decode()
assert b"Plant <mark>gooseberries</mark>" in Client().get("/search/?q=gooseberries").content
"""


@pytest.fixture
def old(tmp_path):
    """A SQLite database as 0.1.0 left it."""
    place = Place(tmp_path)
    with closing(sqlite3.connect(tmp_path / "hindsight.sqlite3")) as database:
        database.executescript(DUMP.read_text(encoding="utf-8"))
    return place


@pytest.mark.slow
def test_a_database_of_0_1_0_is_upgraded_with_every_word(old):
    old.manage("migrate", "--no-input", "-v0")
    old.manage("rebuild_index")
    old.manage("check_index")
    old.manage("shell", "-v0", "-c", EXPECTED)


@pytest.mark.slow
def test_a_backup_of_0_1_0_is_restored_into_this_release(old, tmp_path, sites):
    """Into the other database, too: the archive is of SQLite."""
    old.manage("backup", str(tmp_path / "backups"))
    (tmp_path / "new").mkdir()
    new = Place(tmp_path / "new", "" if connection.vendor == "sqlite" else sites.new_database())
    new.manage("restore", str(next((tmp_path / "backups").iterdir())))
    new.manage("shell", "-v0", "-c", EXPECTED)

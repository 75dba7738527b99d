"""The whole database goes from one engine to the other and back without losing a row, a tag link or its history."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
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


class Database:
    """A database of its own, worked through manage.py."""

    def __init__(self, url, folder):
        self.environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}

    def manage(self, *command, **options):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            **options,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def dump(self, path):
        self.manage(*DUMP, "-o", str(path))
        return rows(json.loads(path.read_text()))


def rows(dump):
    """The rows of a dump in an order of their own; to the millisecond, as JSON has it, a second has two spellings."""
    # When a record last changed in a database is that database's own: loading it there is a change.
    found = [
        json.dumps(row, sort_keys=True).replace(".000Z", "Z") for row in dump if row["model"] != "catalogue.change"
    ]
    assert len(found) == len(set(found))
    return sorted(found)


@pytest.fixture
def other_engine(tmp_path):
    """A PostgreSQL database beside the one of this run; another SQLite file where the run is on SQLite."""
    if connection.vendor != "postgresql":
        yield Database(f"sqlite:///{tmp_path / 'other.sqlite3'}", tmp_path)
        return
    import psycopg2

    settings = connection.settings_dict
    login = {
        "host": settings["HOST"],
        "port": settings["PORT"] or 5432,
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    name = "hindsight_round_trip"
    server = psycopg2.connect(dbname="postgres", **login)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    password = f":{login['password']}" if login["password"] else ""
    yield Database(f"postgres://{login['user']}{password}@{login['host']}:{login['port']}/{name}", tmp_path)
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
    server.close()


def test_every_row_survives_the_way_to_the_other_engine_and_back(tmp_path, other_engine):
    first, last = (Database(f"sqlite:///{tmp_path / name}.sqlite3", tmp_path) for name in ("first", "last"))
    first.manage("migrate", "-v0")
    (tmp_path / "last.sqlite3").write_bytes((tmp_path / "first.sqlite3").read_bytes())
    first.manage("load_content")
    first.manage("shell", "-v0", input=EDITS)
    original = first.dump(tmp_path / "first.json")
    assert sum('"lessons.lessontag"' in row for row in original) > 40
    assert any("historicallessontag" in row and "GONE-1" in row for row in original)

    other_engine.manage("migrate", "-v0")
    other_engine.manage("loaddata", "-v0", str(tmp_path / "first.json"))
    assert other_engine.dump(tmp_path / "other.json") == original

    last.manage("loaddata", "-v0", str(tmp_path / "other.json"))
    assert last.dump(tmp_path / "last.json") == original
    # The numbers go on after the highest one loaded: a new record and its history find a place.
    for database in (other_engine, last):
        database.manage(
            "shell",
            "-v0",
            input=EDITS.replace("curator", "second").replace("NEW-1", "NEW-2").replace('"new"', '"new-2"'),
        )

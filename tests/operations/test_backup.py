"""A backup holds everything, comes back whole into either database, and is refused where it is not whole."""

import json
import stat
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import connection

from catalogue.models import Change
from lessons.models import Lesson
from operations import archive, tables
from operations.archive import Archive, Refused
from tests.cast import an_entry
from tests.sites import ROOT, Place

# What curators did since the content was loaded, with rows of every sort: people, sessions, working copies, files.
EDITS = """
from django.contrib.auth.models import User
from django.test import Client
from curation.roles import set_up
from importing.models import *
from lessons.models import Lesson
set_up()
user = User.objects.create_superuser("curator", password="a long pass phrase")
Client().force_login(user)
lesson = Lesson.objects.first()
lesson.title, lesson._history_user = "Edited “here” – ☃", user
lesson.save()
Lesson.objects.create(reference="GONE-1", title="Gone", slug="gone", summary="Gone.", owner=user).delete()
"""


def backup(place):
    """The archive of a site, and what it says of itself."""
    folder = place.folder / "backups"
    place.manage("backup", str(folder))
    newest = max(folder.iterdir())
    with zipfile.ZipFile(newest) as file:
        return newest, json.loads(file.read("manifest.json"))


def try_to_restore(place, path):
    """The words of the command where it refuses; nothing where it does not."""
    command = [sys.executable, "manage.py", "restore", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=place.environment(), capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def edited(sites):
    """A site on which people have worked."""
    place = sites.copy(sites.prepare("everything"))
    place.manage("shell", "-v0", "-c", EDITS)
    return place


@pytest.fixture
def on_the_way(sites, tmp_path):
    """Places without a database to go through: another SQLite file; from PostgreSQL to SQLite and back."""
    (tmp_path / "sqlite").mkdir()
    (tmp_path / "postgresql").mkdir()
    places = [Place(tmp_path / "sqlite")]
    return places if connection.vendor == "sqlite" else [*places, Place(tmp_path / "postgresql", sites.new_database())]


@pytest.mark.slow
def test_every_row_comes_back_the_same_in_the_other_database_and_in_the_first(edited, on_the_way):
    path, said = backup(edited)
    assert said["tables"]["lessons_lesson"]["rows"] >= 10
    assert said["tables"]["django_session"]["rows"] == 1
    for place in on_the_way:
        place.manage("restore", str(path))
        place.manage("check_index")
        assert (place.folder / "package" / "datapackage.json").exists()
        path, again = backup(place)
        assert again["tables"] == said["tables"]
        assert again["migrations"] == said["migrations"]
    # The numbers go on after the highest one restored: a new record and its history find a place.
    place.manage("shell", "-v0", "-c", EDITS.replace('"curator"', '"second"'))


@pytest.mark.slow
def test_a_backup_put_back_under_a_newer_index_is_found_as_it_is(edited, tmp_path, sites):
    path, _ = backup(edited)
    place = sites.copy(edited)
    place.manage("shell", "-v0", "-c", EDITS.replace('"curator"', '"second"'))
    place.manage("check_index")
    (place.folder / "hindsight.sqlite3").unlink(missing_ok=True)
    again = Place(place.folder, sites.new_database() if place.database else "")
    again.manage("restore", str(path))
    again.manage("check_index")


@pytest.mark.slow
def test_a_database_that_is_not_empty_is_refused_and_left_as_it_is(edited, sites):
    path, said = backup(edited)
    place = sites.copy(edited)
    assert "is not empty" in try_to_restore(place, path)
    assert backup(place)[1]["tables"] == said["tables"]


@pytest.mark.slow
def test_a_database_of_this_release_without_content_is_empty_enough(edited, sites):
    path, said = backup(edited)
    place = sites.copy(sites.prepare("nothing"))
    place.manage("restore", str(path))
    assert backup(place)[1]["tables"] == said["tables"]


def rewritten(path, target, name, change):
    """A copy of an archive in which one file is changed, and fits its checksum again."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, change(content) if each == name else content)
    return target


def with_an_unknown_migration(content):
    said = json.loads(content)
    return json.dumps({**said, "migrations": [*said["migrations"], ["lessons", "9999_to_come"]]}).encode()


@pytest.mark.slow
def test_an_archive_of_a_newer_release_is_refused(edited, tmp_path):
    path = rewritten(backup(edited)[0], tmp_path / "newer.zip", "manifest.json", with_an_unknown_migration)
    (tmp_path / "site").mkdir()
    assert "newer than this one" in try_to_restore(Place(tmp_path / "site"), path)


@pytest.fixture
def small(transactional_db, tmp_path):
    """The archive of a small database."""
    an_entry(Lesson, title="Gooseberry")
    return archive.write(tmp_path / "backups")


def test_a_backup_is_one_file_for_its_owner_alone_with_the_secret_key_and_no_index(small, settings):
    assert [path.name for path in small.parent.iterdir()] == [small.name]
    assert stat.S_IMODE(small.stat().st_mode) == 0o600
    read = Archive(small)
    assert read.secret_key == settings.SECRET_KEY
    assert read.digests["lessons_lesson"].rows == 1
    assert ("catalogue", "0001_initial") in read.migrations
    with zipfile.ZipFile(small) as file:
        assert {name.split("/")[0] for name in file.namelist()} == {"manifest.json", "secret_key", "tables"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-50]),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(b"nonsense"),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: path.write_bytes(bytes(byte ^ (place == 3_000) for place, byte in enumerate(path.read_bytes()))),
    ],
    ids=["end", "half", "nonsense", "empty", "missing", "a byte"],
)
def test_a_damaged_archive_is_refused_with_a_sentence(small, damage):
    damage(small)
    with pytest.raises(Refused, match=r"damaged|cannot be read"):
        Archive(small)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tables/lessons_lesson.jsonl", lambda content: content.replace(b"Gooseberry", b"Raspberry")),
        ("tables/catalogue_change.jsonl", lambda content: b""),
        ("tables/catalogue_change.jsonl", lambda content: content * 2),
        ("manifest.json", lambda content: b"{}"),
        ("manifest.json", lambda content: b"[]"),
    ],
)
def test_an_archive_whose_rows_are_not_those_that_were_written_is_refused(small, tmp_path, name, change):
    with pytest.raises(Refused, match="damaged"):
        Archive(rewritten(small, tmp_path / "changed.zip", name, change))


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(transactional_db, tmp_path, monkeypatch):
    def fail(model):
        raise OSError("No space left on device")

    monkeypatch.setattr(tables, "lines", fail)
    with pytest.raises(OSError, match="No space"):
        archive.write(tmp_path / "backups")
    assert not list((tmp_path / "backups").iterdir())


@pytest.mark.django_db
def test_times_are_kept_to_the_microsecond():
    entry = an_entry(Lesson)
    Change.objects.filter(reference=entry.pk).update(changed_at=datetime(2026, 3, 1, 12, 0, 0, 123457, tzinfo=UTC))
    assert any(b'"2026-03-01T12:00:00.123457+00:00"' in line for line in tables.lines(Change))


@pytest.mark.django_db(transaction=True)
def test_what_others_write_meanwhile_is_wholly_in_a_backup_or_not_at_all():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one writer and no snapshots; PostgreSQL shows this")
    an_entry(Lesson)

    def write():
        an_entry(Lesson)
        connection.close()

    with tables.snapshot():
        before = len(list(tables.lines(Lesson)))
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert (before, len(list(tables.lines(Lesson)))) == (1, 1)
    assert Lesson.objects.count() == 2

"""The index when it is missing, damaged, behind, in use by others, or on several machines."""

import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from catalogue.models import Change, Checkpoint
from lessons.models import Lesson
from search import following, index
from tests.cast import an_entry
from tests.search.asking import agrees, found, titles

pytestmark = pytest.mark.django_db


def test_an_index_that_is_missing_damaged_or_of_another_version_is_built_again(client, lesson, settings, monkeypatch):
    build = index.current().path
    for part in build.iterdir():
        part.write_bytes(b"nonsense")
    monkeypatch.setattr(index, "_open_build", None)
    assert found(client, "gooseberry") == {lesson.pk}
    (settings.INDEX_DIR / "current").write_text("0123-of-another-version")
    assert found(client, "gooseberry") == {lesson.pk}
    (settings.INDEX_DIR / "current").unlink()
    assert found(client, "gooseberry") == {lesson.pk}


def put_back_without(entry):
    """Leave the database as if a backup from before this record had been put back."""
    first_lost = Change.objects.get(reference=entry.pk).pk
    entry.delete()
    Change.objects.filter(pk__gte=first_lost).delete()
    Checkpoint.objects.filter(pk__gte=first_lost).delete()


def test_while_the_index_is_being_built_a_plain_match_answers_with_a_notice(client, lesson, settings, monkeypatch):
    monkeypatch.setattr(following, "MAX_BUILT_BY_A_SEARCH", 0)
    (settings.INDEX_DIR / "current").unlink()
    for address in (
        "/search/?q=gooseberry",
        "/lessons/?q=gooseberry",
        "/search/?q=gooseberry&kind=lessons&sort=newest",
    ):
        response = client.get(address)
        assert titles(response) == [lesson.title]
        assert "index is being built" in response.content.decode()
    assert not client.get("/lessons/?q=cranberry").context["page"].object_list


def test_a_search_does_not_wait_long_for_another_writer(client, lesson):
    an_entry(Lesson, title="Raspberry")
    with index.lock("writer", wait=0):
        assert found(client, "raspberry") == set()
    assert len(found(client, "raspberry")) == 1


def test_an_index_of_a_database_that_went_back_in_time_is_built_again(client, lesson):
    an_entry(Lesson, title="Raspberry")
    assert len(found(client, "raspberry")) == 1
    Lesson.objects.filter(title="Raspberry").delete()
    Change.objects.filter(pk__gt=1).delete()
    assert found(client, "raspberry") == set()


def test_an_index_is_built_again_where_a_backup_gave_its_ids_to_other_changes(client, lesson):
    """The last id alone agrees; whoever compared no more listed records that are not there and missed those that are."""
    lost = an_entry(Lesson, title="Raspberry")
    assert found(client, "raspberry") == {lost.pk}
    last = following.reader().last_change
    put_back_without(lost)
    new = an_entry(Lesson, title="Cranberry")
    Change.objects.filter(reference=new.pk).update(id=last)
    assert found(client, "raspberry") == set()
    assert found(client, "cranberry") == {new.pk}
    assert agrees()


def test_an_index_of_another_past_is_noticed_after_the_same_record_changed_again(client, lesson):
    lost = an_entry(Lesson, title="Raspberry")
    assert found(client, "raspberry") == {lost.pk}
    put_back_without(lost)
    for title in ("Cranberry", "Bilberry"):
        lesson.title = title
        lesson.save()
    assert found(client, "raspberry") == set()
    assert found(client, "bilberry") == {lesson.pk}
    assert agrees()


def test_an_index_that_is_only_behind_is_not_built_again(client, lesson, settings):
    build = following.reader().build
    for title in ("Cranberry", "Bilberry"):
        lesson.title = title
        lesson.save()
    assert found(client, "bilberry") == {lesson.pk}
    assert following.reader().build == build


def test_two_machines_with_an_index_each_both_follow(client, lesson, settings, tmp_path):
    here = settings.INDEX_DIR
    settings.INDEX_DIR = tmp_path / "another-machine"
    entry = an_entry(Lesson, title="Raspberry")
    assert found(client, "raspberry") == {entry.pk}
    settings.INDEX_DIR = here
    assert found(client, "raspberry") == {entry.pk}
    assert agrees()


def test_checking_the_index_notices_what_is_missing_different_or_too_much(client, lesson):
    assert agrees()
    QuerySet(Lesson).filter(pk=lesson.pk).update(title="Changed behind its back")
    with pytest.raises(CommandError, match="differs"):
        agrees()
    call_command("rebuild_index", stdout=io.StringIO())
    assert agrees()
    QuerySet(Lesson).filter(pk=lesson.pk).update(status="draft")
    with pytest.raises(CommandError, match="differs"):
        agrees()


SEARCH_IN_ANOTHER_PROCESS = """
import django; django.setup()
from django.conf import settings
from pathlib import Path
import sys
settings.INDEX_DIR = Path(sys.argv[2])
from catalogue.models import Entry
from search import engine
from search.list_query import ListQuery
found = engine.find(ListQuery(tuple(Entry.kinds()), sys.argv[1], as_typed=True))
print(*[reference for kind, reference in found.keys("relevance", 0, 20)])
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_finds_what_this_one_saved_and_the_other_way_round(client, settings):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory belongs to one process; PostgreSQL shows this")
    name = connection.settings_dict["NAME"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    def elsewhere(text):
        command = [sys.executable, "-c", SEARCH_IN_ANOTHER_PROCESS, text, str(settings.INDEX_DIR)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()

    one = an_entry(Lesson, title="Gooseberry")
    assert found(client, "gooseberry") == {one.pk}
    two = an_entry(Lesson, title="Gooseberry again")
    assert set(elsewhere("gooseberry")) == {one.pk, two.pk}
    assert found(client, "gooseberry") == {one.pk, two.pk}
    one.delete()
    assert elsewhere("gooseberry") == [two.pk]

"""What happens when two people really do write at the same moment, each on a connection of their own."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client

from catalogue import merging
from catalogue.models import Tag
from importing import committing
from lessons.models import Lesson
from tests.cast import a_draft, a_tag, an_entry
from tests.importing.files import a_csv
from tests.importing.run import checked
from tests.test_admin import address, form_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="on SQLite a transaction that writes begins when no other does, and the tests share one connection",
    ),
]
PATIENCE = 30
WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def at_once():
    """Have somebody do something on a connection of their own."""
    with ThreadPoolExecutor(2) as people:

        def act(do, *arguments):
            try:
                return do(*arguments)
            finally:
                connection.close()

        yield lambda do, *arguments: people.submit(act, do, *arguments)


@pytest.fixture
def held(monkeypatch):
    """Stop the first who comes to a method of a class, until `go_on` is set."""
    inside, go_on = Event(), Event()

    def hold(owner, name):
        stock = getattr(owner, name)

        def slow(*arguments, **named):
            if not inside.is_set():
                inside.set()
                assert go_on.wait(PATIENCE)
            return stock(*arguments, **named)

        monkeypatch.setattr(owner, name, slow)
        return inside, go_on

    return hold


def until_somebody_waits_for_their_turn():
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waits.")


def a_browser(people, name):
    browser = Client()
    browser.force_login(people.create_superuser(name, password="a long pass phrase"))
    return browser


def test_of_two_saves_at_the_same_moment_one_wins_and_the_other_is_asked(django_user_model, at_once, held):
    lesson = a_draft(Lesson, title="Start")
    page = address(Lesson, "change", lesson.pk)
    one, two = (a_browser(django_user_model.objects, name) for name in ("one", "two"))
    first, second = (form_of(browser.get(page)) | {"title": name} for browser, name in ((one, "One"), (two, "Two")))
    inside, go_on = held(type(admin.site.get_model_admin(Lesson)), "save_model")
    winning = at_once(one.post, page, first)
    assert inside.wait(PATIENCE)
    asked = at_once(two.post, page, second)
    until_somebody_waits_for_their_turn()
    go_on.set()
    assert winning.result(PATIENCE).status_code == 302
    answer = asked.result(PATIENCE)
    assert answer.status_code == 409
    told = [(each["base"], each["theirs"], each["mine"]) for each in answer.context["clashes"]]
    assert told == [("Start", "One", "Two")]
    assert list(Lesson.history.filter(reference=lesson.pk).values_list("title", flat=True)) == ["One", "Start"]


@pytest.mark.parametrize("is_new", [True, False], ids=["added", "changed"])
def test_a_record_saved_while_a_tag_is_merged_gets_the_tag_that_stays(django_user_model, at_once, held, is_new):
    old, into = a_tag("Discharges"), a_tag("Hospital discharge")
    record = an_entry(Lesson, status="draft", published_at=None)
    page = address(Lesson, "add") if is_new else address(Lesson, "change", record.pk)
    browser = a_browser(django_user_model.objects, "one")
    words = {"reference": "NEW", "title": "New", "slug": "new", "summary": "New.", "citations-0-source": "report"}
    data = form_of(browser.get(page)) | {"tags": [old.pk]} | (words if is_new else {})
    inside, go_on = held(type(admin.site.get_model_admin(Lesson)), "save_model")
    saving = at_once(browser.post, page, data)
    assert inside.wait(PATIENCE)
    merge = at_once(merging.merge, old, into)
    until_somebody_waits_for_their_turn()
    go_on.set()
    assert saving.result(PATIENCE).status_code == 302
    merge.result(PATIENCE)
    assert list(Lesson.objects.get(pk="NEW" if is_new else record.pk).tags.all()) == [into]


def test_an_import_that_is_being_written_while_a_tag_is_merged_writes_nothing(at_once, held):
    old, into = a_tag("Discharges"), a_tag("Hospital discharge")
    rows = [["reference", "title", "summary", "tags"], ["L1", "One", "One.", "Discharges"]]
    batch = checked(Lesson, a_csv(rows))
    inside, go_on = held(committing._Writing, "_note")
    writing = at_once(committing.commit, batch, None)
    assert inside.wait(PATIENCE)
    # It keeps nobody waiting, and is told in its turn.
    at_once(merging.merge, old, into).result(PATIENCE)
    go_on.set()
    with pytest.raises(committing.Refused, match="merged into another"):
        writing.result(PATIENCE)
    assert not Lesson.objects.exists()
    assert Tag.objects.get(pk=old.pk).merged_into == into

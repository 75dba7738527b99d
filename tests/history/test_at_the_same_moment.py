"""What happens when two people really do write at the same moment, each on a connection of their own."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client

from catalogue.models import Tag, change
from councils.models import Organisation
from curation.models import Suggestion
from curation.tags import merging
from importing import committing, undoing
from lessons.models import Lesson
from tests.cast import a_council, a_draft, a_tag, an_entry
from tests.forms import address, form_of
from tests.importing.files import a_csv
from tests.importing.run import checked

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
WHERE NOT granted AND locktype = %s AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
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


def until_somebody_waits(sort="advisory"):
    """Wait until somebody waits for their turn, or for the end of a transaction that wrote the same row."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING, [sort])
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
    until_somebody_waits()
    go_on.set()
    assert winning.result(PATIENCE).status_code == 302
    answer = asked.result(PATIENCE)
    assert answer.status_code == 409
    told = [(each["base"], each["theirs"], each["mine"]) for each in answer.context["conflicts"]]
    assert told == [("Start", "One", "Two")]
    assert list(Lesson.history.filter(reference=lesson.pk).values_list("title", flat=True)) == ["One", "Start"]


def a_suggestion():
    return Suggestion.objects.create(kind="lesson", reference="L1", text="We did the same in 2023.")


@pytest.mark.parametrize(
    ("made", "field", "values"),
    [
        (a_suggestion, "status", ["accepted", "declined"]),
        (lambda: Organisation.objects.create(slug="adass", name="ADASS"), "description", ["One", "Two"]),
        (a_council, "name", ["One", "Two"]),
    ],
    ids=["suggestion", "organisation", "council"],
)
def test_of_two_forms_at_the_same_moment_one_is_saved_and_the_other_told(
    django_user_model, at_once, held, made, field, values
):
    record = made()
    page = address(type(record), "change", record.pk)
    one, two = (a_browser(django_user_model.objects, name) for name in ("one", "two"))
    first, second = (
        form_of(browser.get(page)) | {field: value} for browser, value in zip((one, two), values, strict=True)
    )
    inside, go_on = held(type(admin.site.get_model_admin(type(record))), "save_model")
    winning = at_once(one.post, page, first)
    assert inside.wait(PATIENCE)
    told = at_once(two.post, page, second)
    until_somebody_waits()
    go_on.set()
    assert winning.result(PATIENCE).status_code == 302
    assert "Somebody else changed this after you opened it" in told.result(PATIENCE).content.decode()
    assert getattr(type(record).objects.get(), field) == values[0]


def test_a_suggestion_that_is_being_accepted_is_not_declined_with_others(django_user_model, at_once, held):
    suggestion = a_suggestion()
    page = address(Suggestion, "change", suggestion.pk)
    one, two = (a_browser(django_user_model.objects, name) for name in ("one", "two"))
    inside, go_on = held(type(admin.site.get_model_admin(Suggestion)), "save_model")
    winning = at_once(one.post, page, form_of(one.get(page)) | {"status": "accepted"})
    assert inside.wait(PATIENCE)
    said = {"action": "decline", "_selected_action": [suggestion.pk]}
    declining = at_once(two.post, address(Suggestion, "changelist"), said)
    until_somebody_waits("transactionid")
    go_on.set()
    assert winning.result(PATIENCE).status_code == 302
    assert declining.result(PATIENCE).status_code == 302
    assert Suggestion.objects.get().status == "accepted"


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
    until_somebody_waits()
    go_on.set()
    assert saving.result(PATIENCE).status_code == 302
    merge.result(PATIENCE)
    assert list(Lesson.objects.get(pk="NEW" if is_new else record.pk).tags.all()) == [into]


def test_an_import_that_is_being_written_while_a_tag_is_merged_writes_nothing(at_once, held):
    old, into = a_tag("Discharges"), a_tag("Hospital discharge")
    rows = [["reference", "title", "summary", "tags"], ["L1", "One", "One.", "Discharges"]]
    batch = checked(Lesson, a_csv(rows))
    inside, go_on = held(committing._Commit, "_record_changes")
    writing = at_once(committing.commit, batch, None)
    assert inside.wait(PATIENCE)
    # It keeps nobody waiting, and is told in its turn.
    at_once(merging.merge, old, into).result(PATIENCE)
    go_on.set()
    with pytest.raises(committing.ImportRefused, match="merged into another"):
        writing.result(PATIENCE)
    assert not Lesson.objects.exists()
    assert Tag.objects.get(pk=old.pk).merged_into == into


WORDS = ["reference", "title", "summary"]


def a_change_of(*lessons):
    """A checked import that gives lessons another title."""
    return checked(Lesson, a_csv([WORDS, *([one.pk, f"{one.title} again", one.summary] for one in lessons)]))


def test_nobody_waits_while_an_import_changes_records(django_user_model, at_once, held):
    imported, other = a_draft(Lesson, title="Imported"), a_draft(Lesson, title="Other")
    batch = a_change_of(imported)
    browser = a_browser(django_user_model.objects, "one")
    page = address(Lesson, "change", other.pk)
    inside, go_on = held(committing._Commit, "_record_changes")
    writing = at_once(committing.commit, batch, None)
    assert inside.wait(PATIENCE)
    saved = at_once(browser.post, page, form_of(browser.get(page)) | {"title": "Saved"}).result(PATIENCE)
    assert saved.status_code == 302
    go_on.set()
    writing.result(PATIENCE)
    assert set(Lesson.objects.values_list("title", flat=True)) == {"Imported again", "Saved"}


def test_nobody_waits_while_an_import_is_undone(django_user_model, at_once, held):
    imported, other = a_draft(Lesson, title="Imported"), a_draft(Lesson, title="Other")
    batch = a_change_of(imported)
    committing.commit(batch, None)
    browser = a_browser(django_user_model.objects, "one")
    page = address(Lesson, "change", other.pk)
    inside, go_on = held(undoing._Undo, "_remove")
    writing = at_once(undoing.undo, batch, None)
    assert inside.wait(PATIENCE)
    saved = at_once(browser.post, page, form_of(browser.get(page)) | {"title": "Saved"}).result(PATIENCE)
    assert saved.status_code == 302
    go_on.set()
    writing.result(PATIENCE)
    assert set(Lesson.objects.values_list("title", flat=True)) == {"Imported", "Saved"}


def test_whoever_saves_a_record_that_an_import_is_changing_keeps_what_they_typed(django_user_model, at_once, held):
    lesson = a_draft(Lesson, title="Start")
    batch = a_change_of(lesson)
    browser = a_browser(django_user_model.objects, "one")
    page = address(Lesson, "change", lesson.pk)
    form = form_of(browser.get(page)) | {"title": "Mine"}
    inside, go_on = held(committing._Commit, "_record_changes")
    writing = at_once(committing.commit, batch, None)
    assert inside.wait(PATIENCE)
    put_off = at_once(browser.post, page, form).result(PATIENCE)
    assert put_off.status_code == 409
    told = put_off.content.decode()
    assert "Nothing is saved yet: an import is changing this record" in told
    assert '<textarea name="title" hidden>\nMine</textarea>' in told
    go_on.set()
    writing.result(PATIENCE)
    asked = browser.post(page, form)
    assert asked.status_code == 409
    assert [(each["theirs"], each["mine"]) for each in asked.context["conflicts"]] == [("Start again", "Mine")]


@pytest.mark.parametrize("is_undone", [False, True], ids=["written", "undone"])
def test_an_import_gives_way_to_whoever_waits_for_one_of_its_records(monkeypatch, at_once, held, is_undone):
    monkeypatch.setattr(change, "LOCK_TIMEOUT", 0.2)
    lesson = a_draft(Lesson, title="Start")
    batch = a_change_of(lesson)
    if is_undone:
        committing.commit(batch, None)
    before = Lesson.objects.get().title
    owner, method, do = (
        (undoing._Undo, "_remove", undoing.undo)
        if is_undone
        else (committing._Commit, "_record_changes", committing.commit)
    )
    inside, go_on = held(owner, method)
    writing = at_once(do, batch, None)
    assert inside.wait(PATIENCE)
    waiting = at_once(lambda: Lesson.objects.filter(pk=lesson.pk).update(summary="Theirs"))
    until_somebody_waits("transactionid")
    go_on.set()
    with pytest.raises(committing.ImportRefused, match="Somebody else was saving at the same moment"):
        writing.result(PATIENCE)
    assert waiting.result(PATIENCE) == 1
    assert list(Lesson.objects.values_list("title", "summary")) == [(before, "Theirs")]


def test_an_import_is_refused_at_once_where_somebody_is_saving_one_of_its_records(django_user_model, at_once, held):
    lesson = a_draft(Lesson, title="Start")
    batch = a_change_of(lesson)
    browser = a_browser(django_user_model.objects, "one")
    page = address(Lesson, "change", lesson.pk)
    inside, go_on = held(type(admin.site.get_model_admin(Lesson)), "save_model")
    saving = at_once(browser.post, page, form_of(browser.get(page)) | {"title": "Mine"})
    assert inside.wait(PATIENCE)
    with pytest.raises(committing.ImportRefused, match="Somebody else was saving at the same moment"):
        at_once(committing.commit, batch, None).result(PATIENCE)
    go_on.set()
    assert saving.result(PATIENCE).status_code == 302
    with pytest.raises(committing.ImportRefused, match="changed since the check"):
        committing.commit(batch, None)
    assert Lesson.objects.get().title == "Mine"

"""A note is kept once, is never lost, and does not say who wrote it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from reflection import limits
from reflection.forgetting import JOBS
from reflection.groups import Group
from reflection.models import Answer, AnswerRevision, Note, TeamSession
from tests.reflection.sessions import started

pytestmark = pytest.mark.django_db


def forget():
    """What is done once a day."""
    for job in JOBS:
        job()


@pytest.fixture
def team():
    return started()


def test_a_form_that_is_sent_twice_is_one_note(team):
    somebody = team.somebody()
    for _ in range(3):
        assert team.notes(somebody, "Once", key="page").status_code == 303
    assert Note.objects.count() == 1


def test_other_words_from_the_same_page_are_another_note(team):
    somebody = team.somebody()
    team.notes(somebody, "Once", key="page")
    team.notes(somebody, "Once, and more", key="page")
    team.notes(somebody, "Once", question=1, key="page")
    assert Note.objects.count() == 3


def test_one_button_sends_whatever_stands_in_the_boxes(team):
    said = {f"text-{question.pk}": f"About {question.position}" for question in team.questions}
    assert team.somebody().post(team.place, said).status_code == 303
    assert Note.objects.count() == 8


@pytest.mark.parametrize("text", ["x" * 4_001, "Line\x0bbreak", "Nothing\x00ness"])
def test_a_note_that_cannot_be_kept_comes_back_with_the_others_typed(team, text):
    first, second = team.questions[:2]
    refused = team.somebody().post(team.place, {f"text-{first.pk}": text, f"text-{second.pk}": "Fine words"})
    assert refused.status_code == 400
    assert "Fine words" in refused.content.decode()
    assert text.replace("\x00", "")[:40] in refused.content.decode()
    assert not Note.objects.exists()


def test_an_empty_note_is_refused_kindly(team):
    refused = team.notes(team.somebody(), "  \r\n ")
    assert refused.status_code == 400
    assert "nothing to send" in refused.content.decode()


def test_a_megabyte_of_paste_is_refused_with_a_sentence(team):
    refused = team.notes(team.somebody(), "long words " * 100_000)
    assert refused.status_code == 400
    assert "Shorten it to 4,000" in refused.content.decode()


def test_a_full_session_says_so_and_keeps_the_words(team, monkeypatch):
    monkeypatch.setattr(limits, "NOTES", 1)
    somebody = team.somebody()
    team.notes(somebody, "First")
    refused = team.notes(somebody, "Second")
    assert refused.status_code == 400
    assert "Second" in refused.content.decode()
    monkeypatch.setattr(limits, "NOTES", 10)
    monkeypatch.setattr(limits, "LETTERS", 5)
    assert team.notes(somebody, "Third").status_code == 400


def test_a_question_of_another_workspace_takes_no_note(team):
    other = started()
    refused = team.somebody().post(team.place, {f"text-{other.questions[0].pk}": "Intruder"})
    assert refused.status_code == 400
    assert not Note.objects.exists()


def test_one_takes_back_ones_own_note_and_no_other(team):
    somebody, other = team.somebody(), team.somebody()
    team.notes(somebody, "Mine")
    note = Note.objects.get()
    other.post(f"{team.place}notes/{note.pk}/take-back/")
    assert Note.objects.exists()
    somebody.post(f"{team.place}notes/{note.pk}/take-back/")
    assert not Note.objects.exists()


def test_what_comes_after_the_close_is_late_and_taken_in_by_hand(team):
    somebody = team.somebody()
    team.does("reveal")
    team.does("close")
    late = team.notes(somebody, "Too late", key="page")
    assert late.status_code == 409
    assert "Too late" in late.content.decode()
    assert "Too late" not in team.leader.get(f"{team.home}report/").content.decode()
    team.notes(somebody, "Too late", key="page")
    note = Note.objects.get()
    assert "Too late" in team.leader.get(f"{team.place}lead/?step=4&question=1").content.decode()
    team.leader.post(f"{team.place}notes/{note.pk}/", {"do": "take"})
    assert "Too late" in team.leader.get(f"{team.home}report/").content.decode()


def rows_of(model):
    """Every value of a table as the database keeps it, in the order in which it keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")
        return cursor.fetchall()


def test_a_dump_after_the_close_says_of_no_note_who_wrote_it_or_when(team):
    people = [team.somebody() for _ in range(5)]
    for number in range(40):
        team.notes(people[number % 5], f"Note {number:02}", number % 8, group="nhs")
    team.does("reveal")
    team.saves(team.leader, "Words", 0)
    team.saves(team.leader, "Other words", 1)
    team.does("close", people="5")
    notes = list(Note.objects.all())
    assert len(notes) == 40
    assert {(note.browser, note.key, note.group) for note in notes} == {("", None, "")}
    assert {type(note.made_on).__name__ for note in notes} == {"date"}
    assert not any(isinstance(value, str) and re.search(r"\d\d:\d\d", value) for row in rows_of(Note) for value in row)
    kept = [next(value for value in row if str(value).startswith("Note ")) for row in rows_of(Note)]
    assert kept != sorted(kept)
    assert set(Answer.objects.values_list("saved_by", flat=True)) | set(
        AnswerRevision.objects.values_list("saved_by", flat=True)
    ) == {""}
    assert TeamSession.objects.get().people == 5


def test_show_nobody_keeps_no_group_whatever_a_form_says(team):
    team.notes(team.somebody(), "Words", group="nhs")
    assert Note.objects.get().group == ""


def test_a_group_is_shown_when_three_of_it_wrote_and_a_smaller_one_never():
    team = started(shows="group")
    for group, number in (("nhs", 3), ("providers", 2)):
        for _ in range(number):
            person = team.somebody()
            # Many notes of one person are one person.
            for text in ("one", "two", "three"):
                team.notes(person, f"{group} {text}", group=group)
    team.does("reveal")
    for _ in range(2):
        page = team.leader.get(f"{team.home}report/").content.decode()
        assert Group.NHS.label in page
        assert Group.PROVIDERS.label not in page
        team.does("close")
    assert set(Note.objects.values_list("group", flat=True)) == {"nhs", ""}


def test_a_group_there_is_not_is_no_group():
    team = started(shows="group")
    team.notes(team.somebody(), "Words", group="<b>me</b>")
    assert Note.objects.get().group == ""


def test_who_wrote_what_is_not_loosened_after_the_start(team):
    team.does("open", shows="group")
    team.leader.post(f"{team.place}state/", {"do": "shows", "shows": "group"})
    assert TeamSession.objects.get().shows == "nobody"


def test_a_browser_is_forgotten_though_nobody_closes_the_session(team):
    team.notes(team.somebody(), "Words", key="page")
    Note.objects.update(made_on=timezone.localdate() - timedelta(days=2))
    forget()
    assert Note.objects.get().browser == ""
    assert Note.objects.get().key is None


def test_the_number_of_notes_is_sent_again_only_when_it_changed(team):
    somebody = team.somebody()
    address = f"{team.place}notes/?question=1"
    first = somebody.get(address)
    assert somebody.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    team.notes(somebody, "Words")
    later = somebody.get(address, headers={"if-none-match": first["ETag"]})
    assert (later.status_code, later.content.decode().strip()) == (200, "1 note")

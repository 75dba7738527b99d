"""Many people write at the same moment, each on a connection of their own, and no word is lost."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from reflection import notes
from reflection.models import Answer, AnswerRevision, Note, TeamSession
from tests.reflection.sessions import Person, started

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="on SQLite a transaction that writes begins when no other does, and the tests share one connection",
    ),
]
PEOPLE = 16


@pytest.fixture
def together():
    """Have many do something, each on a connection of their own."""
    with ThreadPoolExecutor(PEOPLE) as crowd:

        def act(do, number):
            try:
                return do(number)
            finally:
                connection.close()

        yield lambda do, numbers: list(crowd.map(lambda number: act(do, number), numbers))


def test_every_text_of_an_answer_that_many_save_is_kept_once(together):
    team = started()
    leaders = [Person() for _ in range(50)]
    for person in leaders:
        person.opens(team.tokens[0])
    chance = random.Random(7)
    stale = [chance.randrange(0, 60) for _ in range(600)]

    def save(number):
        text = f"Text {number:04}"
        person = leaders[number % len(leaders)]
        status = [team.saves(person, text, stale[number]).status_code]
        if number % 20 == 0:
            # The answer never came, so the browser sends it again.
            status.append(team.saves(person, text, stale[number]).status_code)
        return text, status

    sent = together(save, range(600))
    assert {code for _, codes in sent for code in codes} <= {303, 409}
    kept = Counter(
        [*Answer.objects.values_list("text", flat=True), *AnswerRevision.objects.values_list("text", flat=True)]
    )
    assert {text: kept[text] for text, _ in sent if kept[text] != 1} == {}
    answer = team.answer()
    assert answer.version == AnswerRevision.objects.filter(answer=answer, taken=True).count() + 1


def test_every_note_that_many_send_is_kept_once_though_some_send_twice(together):
    team = started()
    people = [team.somebody() for _ in range(40)]

    def send(number):
        person, codes = people[number % len(people)], []
        for _ in range(2 if number % 7 == 0 else 1):
            codes.append(team.notes(person, f"Note {number:04}", number % 8, key=f"page-{number}").status_code)
        return codes

    codes = together(send, range(800))
    assert {code for each in codes for code in each} == {303}
    assert Counter(Note.objects.values_list("text", flat=True)) == Counter(f"Note {number:04}" for number in range(800))


def test_a_session_that_closes_while_people_write_loses_no_note_and_keeps_no_browser(together):
    team = started()
    people = [team.somebody() for _ in range(20)]

    def send(number):
        if number == 100:
            return team.does("close").status_code
        return team.notes(people[number % len(people)], f"Note {number:03}", number % 8).status_code

    codes = together(send, range(200))
    assert set(codes) <= {303, 409}
    assert 409 in codes
    assert TeamSession.objects.get().state == "closed"
    assert sorted(Note.objects.values_list("text", flat=True)) == [f"Note {n:03}" for n in range(200) if n != 100]
    assert not Note.objects.exclude(browser="").exists()
    assert Note.objects.filter(late=True).count() >= codes.count(409)


def test_a_note_written_just_before_the_close_and_kept_just_after_is_late_and_nobodys(monkeypatch):
    team = started()
    somebody = team.somebody()
    insert = Note.objects.bulk_create

    def slow(rows, **named):
        made = insert(rows, **named)
        TeamSession.objects.update(state="closed")
        return made

    monkeypatch.setattr(notes.Note.objects, "bulk_create", slow)
    assert team.notes(somebody, "In between").status_code == 303
    note = Note.objects.get()
    assert (note.late, note.browser) == (True, "")

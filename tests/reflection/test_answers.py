"""An agreed answer is written by many and loses no word."""

import pytest

from reflection import answers
from reflection.models import Answer, AnswerRevision
from tests.reflection.sessions import Person, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return started()


@pytest.fixture
def second(team):
    """Another browser that leads."""
    person = Person()
    person.opens(team.tokens[0])
    return person


def texts():
    """Every text there is: the answers, and what they were or were to be."""
    return sorted(
        [
            *Answer.objects.exclude(text="").values_list("text", flat=True),
            *AnswerRevision.objects.values_list("text", flat=True),
        ]
    )


def test_what_somebody_else_wrote_is_shown_beside_mine_and_both_are_kept(team, second):
    team.saves(team.leader, "As it was", 0)
    team.saves(second, "Theirs", 1)
    clash = team.saves(team.leader, "Mine", 1)
    assert clash.status_code == 409
    page = clash.content.decode()
    assert all(f">{text}<" in page for text in ("As it was", "Theirs", "Mine"))
    assert texts() == ["As it was", "Mine", "Theirs"]
    both = team.saves(team.leader, "Theirs\n\nMine", team.answer().version)
    assert both.status_code == 303
    assert team.answer().text == "Theirs\n\nMine"


@pytest.mark.parametrize("version", ["-5", "99999999999999999999999", "7", "", "x", "1.5", "\u0663"])
def test_a_version_no_answer_has_loses_no_words(team, second, version):
    team.saves(second, "Theirs", 0)
    assert team.saves(team.leader, "Mine", version).status_code == 409
    assert texts() == ["Mine", "Theirs"]


def test_the_same_words_are_no_clash(team, second):
    team.saves(second, "The same", 0)
    assert team.saves(team.leader, "The same", 0, state="agreed").status_code == 303
    assert team.answer().state == Answer.State.AGREED
    assert texts() == ["The same"]


def test_a_form_sent_twice_keeps_its_words_once(team, second):
    for _ in range(2):
        team.saves(team.leader, "Mine", 0)
    team.saves(second, "Theirs", 1)
    for _ in range(2):
        assert team.saves(team.leader, "Mine", 0).status_code == 409
        assert team.saves(team.leader, "Other words", 0).status_code == 409
    assert texts() == ["Mine", "Other words", "Theirs"]


def test_the_same_person_in_two_tabs_never_clashes_with_themselves(team):
    version = 0
    for round_number in range(50):
        words = f"Words {round_number}"
        by_itself = team.saves(team.leader, words, version, accept="application/json")
        pressed = team.saves(team.leader, f"{words} and more", version, state="agreed")
        late = team.saves(team.leader, words, version, accept="application/json")
        assert (by_itself.status_code, pressed.status_code, late.status_code) == (200, 303, 200)
        assert team.answer().text == f"{words} and more"
        assert team.answer().state == Answer.State.AGREED
        version = team.answer().version


def test_a_page_of_mine_from_before_others_wrote_is_a_clash(team, second):
    team.saves(team.leader, "First", 0)
    team.saves(second, "Theirs", 1)
    team.saves(team.leader, "Mine on top of theirs", 2)
    assert team.saves(team.leader, "From an old tab", 1).status_code == 409
    assert team.answer().text == "Mine on top of theirs"


def test_editing_an_agreed_answer_sets_it_back_to_in_progress(team):
    team.saves(team.leader, "Agreed", 0, state="agreed")
    team.saves(team.leader, "Edited", 1)
    assert team.answer().state == Answer.State.IN_PROGRESS


def test_saving_by_itself_what_was_agreed_meanwhile_leaves_it_agreed(team):
    team.saves(team.leader, "Words", 0, state="agreed")
    team.saves(team.leader, "Words", 0, accept="application/json")
    assert team.answer().state == Answer.State.AGREED


def test_a_text_too_long_or_unreadable_comes_back_whole(team):
    for text in ("x" * 20_001, "Line\x0bbreak of Word"):
        refused = team.saves(team.leader, text, 0)
        assert refused.status_code == 400
        assert text[:50].replace("\x0b", "") in refused.content.decode().replace("\x0b", "")
        assert team.saves(team.leader, text, 0, accept="application/json").json()["problem"]
    assert team.answer().text == ""


def test_a_question_of_another_workspace_is_not_found(team):
    other = started()
    said = {"question": other.questions[0].pk, "version": 0, "text": "Intruder"}
    assert team.leader.post(f"{team.place}answer/", said).status_code == 404
    assert other.answer().text == ""


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "![x](https://example.com/x.png)", "[a](javascript:alert(1))"]
)
def test_what_is_typed_is_shown_as_it_was_typed_and_never_run(team, text):
    team.saves(team.leader, text, 0, state="agreed")
    team.notes(team.somebody(), text)
    team.does("reveal")
    for address in (team.place, f"{team.place}lead/?step=4&question=1", f"{team.home}report/"):
        page = team.leader.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


def test_a_version_is_read_or_is_none():
    assert [answers.version_from(word) for word in ("0", "12", "-1", "1e3", "9" * 10)] == [0, 12, -1, -1, -1]

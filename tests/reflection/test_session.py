"""Forty-five minutes from the start to the report, without an account and without a script."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from catalogue.models import Change
from lessons.models import KeyLineOfEnquiry
from reflection.agenda import FORTY_FIVE, IN_ALL, minutes_since, ruler
from reflection.models import Answer, Note, TeamSession, Workspace
from tests.cast import a_council, a_draft, an_entry
from tests.reflection.sessions import Person, questions, started

pytestmark = pytest.mark.django_db


def words_of(docx):
    return ZipFile(BytesIO(docx)).read("word/document.xml").decode()


def test_a_team_goes_from_start_to_report():
    team = started()
    one, other = team.somebody(), team.somebody()
    notes = [f"Thought number {number:02}" for number in range(24)]
    for number, text in enumerate(notes):
        assert team.notes((one, other)[number % 2], text, number % 8).status_code == 303
    assert team.does("reveal").status_code == 303
    for number in range(8):
        assert team.saves(team.leader, f"Agreed words {number}", 0, number, "agreed").status_code == 303
    actions = [f"Thing to do {number}" for number in range(3)]
    for what in actions:
        sent = team.leader.post(f"{team.place}actions/", {"what": what, "role": "Head of care", "due_on": "2027-03-31"})
        assert sent.status_code == 303
    file = team.leader.get(f"{team.home}report/?format=docx")
    said = words_of(file.content)
    for text in [*notes, *(f"Agreed words {number}" for number in range(8)), *actions]:
        assert said.count(text) == 1, text
    footer = ZipFile(BytesIO(file.content)).read("word/footer1.xml").decode()
    assert "Private to Our team" in said
    assert "Private to Our team" in footer
    everything = b"".join(
        ZipFile(BytesIO(file.content)).read(name) for name in ZipFile(BytesIO(file.content)).namelist()
    )
    for unwanted in ("CC BY", *team.tokens, team.workspace.key):
        assert unwanted.encode() not in everything


@pytest.mark.parametrize("word", ["csv", "json", ""])
def test_every_form_of_the_report_holds_what_was_written(word):
    team = started()
    team.notes(team.somebody(), "A thought")
    team.does("reveal")
    team.saves(team.leader, "Agreed words", 0, state="agreed")
    team.leader.post(f"{team.place}actions/", {"what": "=HYPERLINK(1)"})
    page = team.leader.get(f"{team.home}report/" + (f"?format={word}" if word else ""))
    body = page.getvalue().decode()
    for text in ("A thought", "Agreed words", "HYPERLINK", "Private to Our team"):
        assert text in body
    assert "CC BY" not in body
    assert word != "csv" or "\"'=HYPERLINK" in body


def test_a_format_there_is_not_is_refused():
    team = started()
    assert team.leader.get(f"{team.home}report/?format=exe").status_code == 400


def test_notes_are_read_by_nobody_before_they_are_revealed():
    team = started()
    one, other = team.somebody(), team.somebody()
    team.notes(one, "Only mine so far")
    for person, address in (
        (other, team.place),
        (team.leader, team.place),
        (team.leader, f"{team.place}lead/?step=4&question=1"),
        (team.leader, f"{team.place}screen/?step=4&question=1"),
        (team.leader, f"{team.home}report/"),
        (team.leader, f"{team.home}report/?format=json"),
    ):
        assert "Only mine" not in person.get(address).content.decode(), address
    assert "Only mine" in one.get(team.place).content.decode()
    assert "1 note on this question" in team.leader.get(f"{team.place}lead/?step=4&question=1").content.decode()
    team.does("reveal")
    for person, address in ((other, team.place), (team.leader, f"{team.place}lead/?step=4&question=1")):
        assert "Only mine" in person.get(address).content.decode()


def test_every_step_of_the_agenda_says_what_to_say_and_leads_on():
    team = started()
    address, seen = f"{team.place}lead/?step=1", []
    while address:
        page = team.leader.get(address)
        assert page.status_code == 200
        seen.append(page.context["stop"])
        assert page.context["stop"].step.say in page.context["stop"].step.say
        address = page.context["next_url"]
    assert [stop.question.position for stop in seen if stop.question] == list(range(1, 9))
    assert [step.title for step in FORTY_FIVE] == list(dict.fromkeys(stop.step.title for stop in seen))
    assert IN_ALL == 45


@pytest.mark.parametrize(
    "asked", ["?step=99", "?step=x", "?step=4&question=7", "?step=-1", "?step=4&question=" + "9" * 40]
)
def test_a_step_there_is_not_shows_one_there_is(asked):
    team = started()
    assert team.leader.get(f"{team.place}lead/{asked}").status_code == 200


def test_the_clock_counts_the_minutes_that_passed_on_a_night_the_clocks_change(monkeypatch):
    began = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(minutes=17))
    assert minutes_since(began) == 17
    stretches = ruler(17)
    assert [each.state for each in stretches[:5]] == ["done", "done", "done", "now", "to come"]
    assert (stretches[3].left, sum(each.step.minutes for each in stretches)) == (3, 45)


def test_the_clock_moves_nothing_by_itself(monkeypatch):
    team = started()
    team.does("clock")
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = team.leader.get(f"{team.place}lead/")
    assert "The 45 minutes are over" in page.content.decode()
    assert TeamSession.objects.get().state == "open"


def test_whoever_leads_types_for_those_without_a_telephone_one_note_a_line():
    team = started()
    said = {"question": team.questions[0].pk, "text": "More staff\r\n\r\n  More staff \r\nLess forms", "key": "page"}
    for _ in range(2):
        assert team.leader.post(f"{team.place}type/", said).status_code == 303
    assert sorted(Note.objects.values_list("text", flat=True)) == ["Less forms", "More staff", "More staff"]
    assert set(Note.objects.values_list("browser", flat=True)) == {""}


def test_a_note_is_used_in_the_answer_without_losing_what_stands_there():
    team = started()
    team.notes(team.somebody(), "A thought")
    team.does("reveal")
    note = Note.objects.get()
    said = {"question": team.questions[0].pk, "version": 0, "text": "Typed already", "use": str(note.pk)}
    assert team.leader.post(f"{team.place}answer/", said).status_code == 303
    assert team.answer().text == "Typed already\nA thought"
    assert team.answer().state == Answer.State.IN_PROGRESS


def test_a_hidden_note_is_seen_by_nobody_and_used_by_nobody():
    team = started()
    somebody = team.somebody()
    team.notes(somebody, "Better not said")
    team.does("reveal")
    note = Note.objects.get()
    team.leader.post(f"{team.place}notes/{note.pk}/", {"do": "hide"})
    person = team.somebody()
    for address in (team.place, f"{team.place}notes/?question=1"):
        assert "Better not" not in person.get(address).content.decode()
    for address in (f"{team.place}screen/?step=4&question=1", f"{team.home}report/", f"{team.home}report/?format=csv"):
        assert b"Better not" not in team.leader.get(address).getvalue()
    team.leader.post(f"{team.place}answer/", {"question": team.questions[0].pk, "version": 0, "use": str(note.pk)})
    assert team.answer().text == ""
    team.leader.post(f"{team.place}notes/{note.pk}/", {"do": "show"})
    assert "Better not" in person.get(team.place).content.decode()


def test_residents_are_asked_in_plain_words():
    team = started(wording="plain")
    assert team.questions[2].as_asked == "What helped?"


def test_a_question_that_is_reworded_or_withdrawn_stays_as_it_was_asked():
    team = started()
    KeyLineOfEnquiry.objects.filter(pk="NW-Q68").update(title="Another wording?", status="draft", published_at=None)
    for address in (team.place, f"{team.place}lead/?step=4&question=1", f"{team.home}report/"):
        page = team.leader.get(address)
        assert page.status_code == 200
        assert "Question 68?" in page.content.decode()
        assert "Another wording" not in page.content.decode()
    KeyLineOfEnquiry.objects.filter(pk="NW-Q69").delete()
    assert "Question 69?" in team.leader.get(f"{team.place}lead/?step=4&question=2").content.decode()


def test_a_council_is_known_by_any_spelling_and_an_unknown_one_is_asked_again():
    a_council()
    questions()
    refused = Person().post("/reflect/start/", {"name": "Kept words", "council": "Nowhere"})
    assert refused.status_code == 400
    assert "Kept words" in refused.content.decode()
    assert not Workspace.objects.exists()
    assert started(council="wigan").workspace.council.name == "Wigan"


def test_a_session_moves_no_version_of_the_site():
    team = started()
    before = Change.objects.count()
    for number in range(20):
        team.notes(team.leader, f"Note {number}")
    team.does("reveal")
    team.saves(team.leader, "Words", 0)
    team.does("close")
    assert Change.objects.count() == before


def test_sheets_of_a_room_are_typed_up_on_one_page_once():
    team = started()
    said = {f"text-{question.pk}": f"One on {question.position}\r\nTwo" for question in team.questions}
    said |= {f"key-{question.pk}": "page" for question in team.questions}
    for _ in range(2):
        assert team.leader.post(f"{team.place}type-up/", said).status_code == 303
    assert Note.objects.count() == 16
    refused = team.leader.post(f"{team.place}type-up/", said | {f"text-{team.questions[0].pk}": "x" * 4_001})
    assert refused.status_code == 400
    assert "One on 8" in refused.content.decode()


def test_questions_on_paper_are_those_the_address_names(client):
    questions()
    an_entry(KeyLineOfEnquiry, title="Asked of everyone?", number=1, under="Key questions for everyone")
    a_draft(KeyLineOfEnquiry, title="Not public?", number=2)
    quick = client.get("/reflect/questions/").content.decode()
    assert "Question 68?" in quick
    assert "Asked of everyone" not in quick
    assert "Asked of everyone" in client.get("/reflect/questions/?set=everyone").content.decode()
    everything = client.get("/reflect/questions/?set=all").content.decode()
    assert "9 questions, about 36 minutes" in everything
    assert "Not public" not in everything
    chosen = client.get("/reflect/questions/?ref=nw-q70&ref=NW-Q99")
    assert "1 question, about 4 minutes" in chosen.content.decode()
    assert "NW-Q99" in chosen.content.decode()


@pytest.mark.parametrize("asked", ["?set=none", "?component=none", "?" + "&".join(f"ref=X{n}" for n in range(201))])
def test_a_choice_of_questions_there_is_not_is_refused(client, asked):
    assert client.get(f"/reflect/questions/{asked}").status_code == 400

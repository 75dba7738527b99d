"""A list of one's own, held by its address, and the briefing made of it."""

import io
import json

import docx
import pytest

from catalogue.models import Entry, Statistic
from catalogue.version import content_version
from exports.formats import FORMATS
from lessons.models import Lesson
from recommendations.models import Recommendation
from tests.cast import KINDS, a_draft, a_source, an_entry

pytestmark = pytest.mark.django_db


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_has_the_records_of_its_address_in_that_order(client):
    one, two, three = (an_entry(kind, title=f"Title {kind.__name__}") for kind in KINDS[:3])
    said = page(client, f"/my-list/?ref={three.pk}&ref={one.pk}&ref={two.pk}&ref={one.pk}")
    assert said.index(three.title) < said.index(one.title) < said.index(two.title)
    assert f"/my-list/?ref={one.pk}&amp;ref={three.pk}&amp;ref={two.pk}" in said
    assert f"/my-list/?ref={three.pk}&amp;ref={two.pk}&amp;ref={one.pk}" in said
    assert f'/my-list/?ref={three.pk}&amp;ref={two.pk}">Remove' in said


def test_references_can_be_pasted_with_commas(client):
    one, two = an_entry(Lesson), an_entry(Lesson)
    said = page(client, f"/my-list/?ref={one.pk},%20{two.pk},")
    assert one.title in said
    assert two.title in said


def test_a_reference_of_no_public_record_is_named_and_nothing_else_is_said_of_it(client):
    hidden = a_draft(Lesson, title="Unripe words")
    said = page(client, f"/my-list/?ref={hidden.pk}&ref=NO-SUCH")
    assert f"no public record has them: {hidden.pk}, NO-SUCH" in said
    assert "Unripe" not in said


def test_notes_go_into_the_file_and_nowhere_else(client):
    lesson = an_entry(Lesson)
    response = client.post("/my-list/", {"ref": lesson.pk, f"note-{lesson.pk}": "=Ask Sam", "format": "json"})
    (record,) = json.loads(b"".join(response.streaming_content))["records"]
    assert (record["reference"], record["note"], record["kind"]) == (lesson.pk, "=Ask Sam", "Lesson")
    assert not response.cookies
    assert "Sam" not in page(client, f"/my-list/?ref={lesson.pk}")
    raw = b"".join(
        client.post("/my-list/", {"ref": lesson.pk, f"note-{lesson.pk}": "=Ask Sam", "format": "csv"}).streaming_content
    )
    assert b'"\'=Ask Sam"' in raw


@pytest.mark.parametrize("word", FORMATS)
def test_a_list_of_every_kind_comes_in_every_format(client, word):
    entries = [an_entry(kind) for kind in KINDS]
    references = "&".join(f"ref={entry.pk}" for entry in entries)
    response = client.get(f"/my-list/?{references}&format={word}")
    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    if word == "jsonl":
        assert [json.loads(line)["reference"] for line in body.splitlines()] == [entry.pk for entry in entries]


def test_an_empty_list_is_a_page_and_a_file(client):
    assert "The list is empty" in page(client, "/my-list/")
    assert "Put a list together first" in page(client, "/briefing/")
    assert client.get("/my-list/?format=xlsx").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/my-list/?format=doc",
        "/briefing/?format=csv",
        "/my-list/?ref=" + ",".join(f"R{n}" for n in range(201)),
        "/my-list/?format=csv&rows=links",
        "/my-list/?format=docx&layout=action-plan",
    ],
)
def test_what_cannot_be_made_is_refused(client, path):
    assert client.get(path).status_code == 400
    assert client.post("/my-list/", {"note-x": "y" * 5001, "ref": "x"}).status_code in {200, 400}


def test_a_note_too_long_to_be_one_is_refused(client):
    lesson = an_entry(Lesson)
    assert client.post("/my-list/", {"ref": lesson.pk, f"note-{lesson.pk}": "y" * 5001}).status_code == 400


@pytest.mark.parametrize("path", ["/my-list/", "/briefing/"])
@pytest.mark.parametrize("word", ["docx", ""])
def test_a_note_too_long_comes_back_with_the_list_and_all_other_notes(client, path, word):
    lesson, other = an_entry(Lesson, title="About beds"), an_entry(Lesson)
    asked = {"ref": [lesson.pk, other.pk], f"note-{lesson.pk}": "y" * 5001, f"note-{other.pk}": "Kept & safe"}
    response = client.post(path, {**asked, "problem": "Too few beds", "format": word})
    said = response.content.decode()
    assert response.status_code == 400
    assert (
        f'<a href="#note-{lesson.pk}">Your note on “About beds” has 5,001 characters. Shorten it to 5,000.</a>' in said
    )
    assert f'aria-describedby="wrong-{lesson.pk}"' in said
    assert "<title>Error: My list" in said
    for kept in ("y" * 5001, "Kept &amp; safe", "Too few beds", other.title):
        assert kept in said


def test_a_problem_too_long_comes_back_with_the_briefing_and_its_notes(client):
    lesson = an_entry(Lesson)
    asked = {"ref": lesson.pk, f"note-{lesson.pk}": "Kept", "problem": "y" * 5001, "format": "docx"}
    response = client.post("/briefing/", asked)
    said = response.content.decode()
    assert response.status_code == 400
    assert '<a href="#problem">The problem has 5,001 characters. Shorten it to 5,000.</a>' in said
    assert 'value="Kept"' in said
    assert "y" * 5001 in said


def test_a_line_break_is_one_character_of_a_note_as_it_is_where_one_types(client):
    lesson = an_entry(Lesson)
    asked = {"ref": lesson.pk, f"note-{lesson.pk}": "y\r\n" * 2_499 + "yy", "format": "json"}
    response = client.post("/my-list/", asked)
    assert response.status_code == 200
    (record,) = json.loads(b"".join(response.streaming_content))["records"]
    assert record["note"] == "y\n" * 2_499 + "yy"


def test_references_are_understood_as_people_type_them(client):
    lesson, other = an_entry(Lesson, reference="NW-L01"), an_entry(Lesson, reference="NW-L02")
    said = page(client, "/my-list/?ref=nw-l01%20NW-L02;nw-l02,nw-l99")
    assert lesson.title in said
    assert said.count(f">{other.title}</a>") == 1
    assert "no public record has it: nw-l99" in said
    assert client.post("/my-list/", {"ref": "nw-l01\x00"}).status_code == 200


def test_a_briefing_says_the_problem_what_was_learned_and_what_to_do_in_that_order(client):
    entries = {kind: an_entry(kind, title=f"A {kind.name()} to remember") for kind in KINDS}
    asked = {
        "ref": [e.pk for e in entries.values()],
        "problem": "Too few beds",
        "format": "docx",
        f"note-{entries[Lesson].pk}": "Mine",
    }
    file = docx.Document(io.BytesIO(client.post("/briefing/", asked).content))
    headings = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "The problem",
        *(kind.heading for kind in Entry.kinds()),
        "Sources",
        "About this briefing",
    ]
    said = "\n".join(p.text for p in file.paragraphs)
    for words in ("Too few beds", "Note: Mine", "A lesson to remember", "Report report", "CC BY 4.0"):
        assert words in said
    shown = client.post("/briefing/", {**asked, "format": ""}).content.decode().partition("<main")[2]
    assert [shown.index(kind.heading) for kind in Entry.kinds()] == sorted(
        shown.index(kind.heading) for kind in Entry.kinds()
    )
    assert "Too few beds" in shown


def test_a_briefing_names_its_sources_as_its_page_does_and_the_version_of_the_content(client):
    source = a_source("board", title="Board paper", publisher="Wigan Council", published="2020-12-11")
    lesson = an_entry(Lesson, source=source)
    asked = {"ref": lesson.pk, "format": "docx"}
    file = docx.Document(io.BytesIO(client.post("/briefing/", asked).content))
    cited = next(p for p in file.paragraphs if p.text.startswith("Board paper"))
    assert cited.text == "Board paper, Wigan Council, 11 December 2020. Section 1"
    assert cited.hyperlinks[0].address == f"http://testserver{source.get_absolute_url()}"
    assert cited.text in " ".join(page(client, f"/briefing/?ref={lesson.pk}").replace("</a>", "").split())
    assert f"Version of the content: {content_version()}" in [p.text for p in file.paragraphs]


def test_a_briefing_has_the_name_it_is_given_in_the_file_and_on_the_page(client):
    asked = {"ref": an_entry(Lesson).pk, "name": " Winter\r\n beds\x00", "format": "docx"}
    file = docx.Document(io.BytesIO(client.post("/briefing/", asked).content))
    assert [p.text for p in file.paragraphs if p.style.name == "Title"] == ["Winter beds"]
    assert "<title>Winter beds" in client.post("/briefing/", {**asked, "format": ""}).content.decode()


def test_a_name_too_long_comes_back_with_the_problem(client):
    asked = {"ref": an_entry(Lesson).pk, "name": "n" * 151, "problem": "Too few beds", "format": "docx"}
    response = client.post("/briefing/", asked)
    said = response.content.decode()
    assert response.status_code == 400
    assert '<a href="#name">The name has 151 characters. Shorten it to 150.</a>' in said
    assert "n" * 151 in said
    assert "Too few beds" in said


def test_a_briefing_gives_the_actions_themselves_and_the_figures_of_its_records(client):
    lesson, action = an_entry(Lesson, body="Account."), an_entry(Recommendation, body="1. Ring every home.")
    beds, _ = (
        Statistic.objects.create(reference=title, title=title, value="63,800", unit="beds", source=a_source(title))
        for title in ("open", "unheld")
    )
    lesson.statistics.add(beds)
    asked = {"ref": [lesson.pk, action.pk]}
    file = docx.Document(io.BytesIO(client.post("/briefing/", {**asked, "format": "docx"}).content))
    words = "\n".join(p.text for p in file.paragraphs)
    shown = client.post("/briefing/", asked).content.decode()
    for text in (words, shown):
        assert "Ring every home." in text
        assert "63,800 beds" in text
        assert "Account." not in text
        assert "unheld" not in text


def test_a_briefing_holds_nothing_hidden(client):
    hidden = a_draft(Lesson, title="Unripe words")
    assert "Unripe" not in page(client, f"/briefing/?ref={hidden.pk}")


def test_every_record_can_be_added_to_a_list(client):
    lesson = an_entry(Lesson)
    assert f'href="/my-list/?ref={lesson.pk}" data-add-to-list' in page(client, lesson.get_absolute_url())

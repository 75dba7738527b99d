"""What files do with hostile, broken and over-long text, and with a failure halfway."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import columns
from exports.columns import Batch
from exports.formats import FORMATS
from exports.guard import LONGEST_CELL, defused, restored
from lessons.models import Lesson
from tests.cast import a_tag, an_entry
from tests.exports.files import TABULAR, body, rows, text_of

pytestmark = pytest.mark.django_db


NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "''@x",
    "it's",
    "'quoted'",
    'say "this"',
    "a\nb",
    "a  b ",
]


@pytest.mark.parametrize("word", TABULAR)
def test_text_is_never_a_formula_and_comes_back_as_it_was(client, word):
    for number, text in enumerate(NASTY):
        an_entry(Lesson, body=text, title=f"Number {number:02d}")
    file = body(client, f"/lessons/?sort=title&format={word}")
    heading, *records = rows(file, word)
    expected = [text.replace("\r", "\n") if word in {"xlsx", "ods"} else text for text in NASTY]
    assert [record[heading.index("body")].replace("_x000D_", "\n") for record in records] == expected
    if word == "csv":
        _, *raw = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
        assert len(raw) == len(NASTY)
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for record in raw for cell in record)
    if word == "xlsx":
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml")


@given(st.text())
def test_the_guard_comes_off_again(text):
    assert restored(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))


# Files of plain text hold every character and cells of any length; the others say what they had to change.
PLAIN_TEXT = ["csv", "json", "jsonl"]


@pytest.mark.parametrize("word", [word for word in FORMATS if word not in PLAIN_TEXT])
def test_control_characters_are_taken_out_and_the_file_says_so(client, word):
    an_entry(Lesson, body="Before\x07 and\x1b after\ufffe.")
    said = " ".join(text_of(body(client, f"/lessons/?format={word}"), word).split())
    assert "Before and after." in said
    assert "Taken out in 1 place" in said


@pytest.mark.parametrize("word", PLAIN_TEXT)
def test_plain_text_holds_every_character_and_the_longest_cells(client, word):
    text = "Before\x07 and \x1b after \ufffe. " + "word 😀 " * 9_000 + "."
    an_entry(Lesson, body=text)
    heading, record = rows(body(client, f"/lessons/?format={word}"), word)
    assert record[heading.index("body")] == text


@pytest.mark.parametrize("word", [word for word, each in FORMATS.items() if not each.tabular])
def test_a_text_document_holds_the_longest_text_whole(client, word):
    an_entry(Lesson, body="word " * 7_000)
    assert text_of(body(client, f"/lessons/?format={word}"), word).split().count("word") == 7_000


@pytest.mark.parametrize("word", ["xlsx", "ods"])
def test_a_cell_longer_than_a_spreadsheet_holds_is_cut_and_the_file_says_so(client, word):
    an_entry(Lesson, body="word 😀 " * 9_000)
    file = body(client, f"/lessons/?format={word}")
    heading, record = rows(file, word)
    cell = record[heading.index("body")]
    assert len(cell.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert "cut here" in cell
    assert "1 cell cut at 32,767 characters" in text_of(file, word)


SENT_WHILE_READ = ["csv", "jsonl"]


def reading_breaks_after(batches, monkeypatch):
    """Make reading fail once so many batches have been read."""
    left, urls_as_they_are = batches, Batch.urls

    def urls(self):
        nonlocal left
        left -= 1
        return urls_as_they_are(self) if left >= 0 else 1 / 0

    monkeypatch.setattr(Batch, "urls", urls)


@pytest.mark.parametrize("word", SENT_WHILE_READ)
@pytest.mark.parametrize("rows", ["records", "links"])
def test_a_file_that_breaks_halfway_says_so_at_its_end(client, word, rows, monkeypatch):
    monkeypatch.setattr(columns, "FIRST_ROWS", 2)
    # In the order of their references, in which 100 comes before 99.
    first, *_ = sorted((an_entry(Lesson, tags=[a_tag()]) for _ in range(3)), key=lambda lesson: lesson.pk)
    reading_breaks_after(1, monkeypatch)
    pieces = []
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the pieces before the failure are what is tested
        for piece in client.get(f"/lessons/?format={word}&rows={rows}").streaming_content:
            pieces.append(piece)
    assert first.title.encode() in b"".join(pieces[:-1])
    assert b"INCOMPLETE" in pieces[-1]


@pytest.mark.parametrize("word", [word for word in FORMATS if word not in SENT_WHILE_READ])
def test_a_format_made_whole_sends_nothing_of_a_file_that_breaks(client, word, monkeypatch):
    an_entry(Lesson)
    reading_breaks_after(0, monkeypatch)
    with pytest.raises(ZeroDivisionError):
        client.get(f"/lessons/?format={word}")

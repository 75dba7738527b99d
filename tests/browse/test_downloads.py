"""Any list, any filter, as a file in every format there is."""

import io
import re

import openpyxl
import pytest

from exports import spreadsheet
from exports.columns import columns_of
from exports.formats import FORMATS, Format
from lessons.models import Enabler, Lesson, LessonEnabler
from recommendations.models import Recommendation
from tests.cast import KINDS, a_council, a_draft, a_tag, an_entry
from tests.exports.files import TABULAR, body, rows, text_of

pytestmark = pytest.mark.django_db


def a_list_of_lessons():
    tag, council = a_tag(), a_council()
    lessons = [an_entry(Lesson, title=f"Lesson {n}", tags=[tag], councils=[council]) for n in range(3)]
    enablers = [an_entry(Enabler), an_entry(Enabler), a_draft(Enabler)]
    for enabler in enablers:
        LessonEnabler.objects.create(lesson=lessons[0], enabler=enabler)
    an_entry(Lesson, title="About something else")
    return lessons, enablers


@pytest.mark.parametrize("word", TABULAR)
def test_a_file_has_the_rows_of_the_list_in_its_order_and_one_for_each_record(client, word):
    lessons, enablers = a_list_of_lessons()
    heading, *found = rows(body(client, f"/lessons/?tag=hospital-discharge&sort=title&format={word}"), word)
    assert [row[0] for row in found] == [lesson.pk for lesson in lessons]
    record = dict(zip(heading, found[0], strict=True))
    assert record["enablers"] == f"{enablers[0].pk}; {enablers[1].pk}"
    assert (record["themes"], record["tags"], record["councils"]) == (
        "Care market",
        "Hospital discharge",
        "Wigan",
    )
    assert record["url"] == f"http://testserver{lessons[0].get_absolute_url()}"
    assert record["list_url"] == "http://testserver/lessons/?sort=title&tag=hospital-discharge"
    assert "rights in the source documents stay with their publishers" in record["licence"]


def test_a_file_holds_all_pages_and_nothing_of_other_lists(client):
    for number in range(45):
        an_entry(Lesson, title=f"Number {number:03d}", tags=[a_tag()])
    an_entry(Lesson, title="Another subject")
    for word in FORMATS:
        said = text_of(body(client, f"/lessons/?tag=hospital-discharge&page=2&format={word}"), word)
        assert all(f"Number {number:03d}" in said for number in range(45)), word
        assert "Another subject" not in said, word


@pytest.mark.parametrize("word", [word for word in FORMATS if word not in {"csv", "jsonl"}])
def test_a_file_says_what_list_it_is(client, word):
    a_list_of_lessons()
    said = text_of(body(client, f"/lessons/?tag=hospital-discharge&q=learned&format={word}"), word)
    flat = " ".join(said.split())
    for words in (
        "Words: learned; Tag: Hospital discharge",
        "Best match",
        "CC BY 4.0",
        "stay with their publishers",
    ):
        assert words in flat
    assert "http://testserver/lessons/?q=learned&" in flat.replace("&amp;", "&").replace("?q=learned& ", "?q=learned&")


@pytest.mark.parametrize("word", FORMATS)
def test_every_kind_comes_in_every_format_even_as_an_empty_list(client, word):
    for kind in KINDS:
        assert body(client, f"{kind.list_url()}?format={word}") or word == "jsonl", kind
    for kind in KINDS:
        an_entry(kind, body="Some *words*:\n\n- one\n- two\n\n1. first\n\n| a | b |\n|---|---|\n| c | d |\n")
    for kind in KINDS:
        assert body(client, f"{kind.list_url()}?format={word}"), kind


def test_the_columns_are_the_same_whatever_the_list(client):
    empty = rows(body(client, "/lessons/?format=csv"), "csv")[0]
    an_entry(Lesson)
    assert rows(body(client, "/lessons/?format=csv"), "csv")[0] == empty
    assert [column.name for column in columns_of(Lesson)] == empty[:-4]


@pytest.mark.parametrize("word", TABULAR)
def test_the_second_form_has_one_row_for_each_link(client, word):
    lessons, enablers = a_list_of_lessons()
    heading, *found = rows(body(client, f"/lessons/?tag=hospital-discharge&rows=links&format={word}"), word)
    assert heading[:4] == ["reference", "title", "link", "linked_reference"]
    first = {(row[2], row[3]) for row in found if row[0] == lessons[0].pk}
    assert first == {
        ("enablers", enablers[0].pk), ("enablers", enablers[1].pk), ("tag", "hospital-discharge"),
        ("theme", "care-market"), ("council", "wigan"), ("source", "report"),
    }  # fmt: skip


def test_links_that_need_several_sheets_fill_several(client, monkeypatch):
    monkeypatch.setattr(spreadsheet, "ROWS_IN_A_SHEET", 4)
    _lessons, _ = a_list_of_lessons()
    file = body(client, "/lessons/?rows=links&format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file))
    csv_rows = rows(body(client, "/lessons/?rows=links&format=csv"), "csv")[1:]
    found = [list(row)[:4] for sheet in book.worksheets[:-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [row[:4] for row in csv_rows]
    assert len(book.worksheets) == -(-len(csv_rows) // 4) + 1
    assert f"fill {len(book.worksheets) - 1} sheets" in text_of(file, "xlsx")


@pytest.mark.parametrize("word", [word for word, each in FORMATS.items() if each.most])
def test_a_list_too_long_for_a_format_points_to_the_others(client, word, monkeypatch):
    monkeypatch.setattr(Format, "takes", lambda self, count: self.most is None)
    an_entry(Lesson, tags=[a_tag()])
    response = client.get(f"/lessons/?tag=hospital-discharge&format={word}")
    assert response.status_code == 400
    assert "/lessons/?tag=hospital-discharge&amp;format=csv" in response.content.decode()
    assert f'format={word}"' not in response.content.decode()


@pytest.mark.parametrize("word", [word for word, each in FORMATS.items() if each.most and each.tabular])
def test_links_too_many_for_a_format_are_refused_by_their_own_number(client, word, monkeypatch):
    monkeypatch.setattr(Format, "takes", lambda self, count: self.most is None or count <= 2)
    for _ in range(2):
        an_entry(Lesson, tags=[a_tag()])
    response = client.get(f"/lessons/?rows=links&format={word}")
    assert response.status_code == 400
    assert "It holds 6 links" in response.content.decode()
    assert len(rows(body(client, "/lessons/?rows=links&format=csv"), "csv")) == 7
    assert body(client, f"/lessons/?format={word}")


@pytest.mark.parametrize(
    "asked",
    ["format=doc", "format=csv&rows=cells", "format=docx&rows=links", "format=docx&layout=letter",
     "format=csv&layout=action-plan", "format=xlsx&layout=action-plan&rows=links", "format=csv&page=abc"],
)  # fmt: skip
def test_a_download_that_does_not_exist_is_refused_with_a_sentence(client, asked):
    response = client.get(f"/recommendations/?{asked}")
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()


def test_the_page_offers_every_format(client):
    an_entry(Recommendation, tags=[a_tag()])
    page = client.get("/recommendations/?tag=hospital-discharge").content.decode()
    for word in FORMATS:
        assert f"/recommendations/?tag=hospital-discharge&amp;format={word}" in page
    assert "layout=action-plan" in page


def test_the_files_for_a_paper_and_for_a_tracker_are_offered_before_all_others(client):
    an_entry(Recommendation)
    page = client.get("/recommendations/").content.decode()
    offered = re.findall(r'href="/recommendations/\?(format=[^"]*)">([^<]*)', page)
    assert offered[:2] == [
        ("format=docx&amp;layout=paper", "Word table for a board paper"),
        ("format=xlsx&amp;layout=action-plan", "Excel for a tracker"),
    ]
    assert page.index("Excel for a tracker") < page.index("More formats") < page.index("Action plan to fill in")
    assert len(offered) == len(set(offered))


def test_the_name_of_a_file_is_plain(client):
    disposition = client.get("/key-lines-of-enquiry/?format=csv")["Content-Disposition"]
    assert disposition.startswith('attachment; filename="hindsight-key-lines-of-enquiry-20')

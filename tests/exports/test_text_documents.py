"""Lists as Word and PDF documents, and the action plan to be filled in."""

import io
from functools import partial

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn

from exports import pdf, spreadsheet
from exports.document import Block, Document, Run
from exports.formats import FORMATS
from lessons.models import Lesson
from recommendations.exports import GROUPS
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import KINDS, a_draft, an_entry
from tests.exports.files import body, text_of

pytestmark = pytest.mark.django_db


def a_plan():
    lesson = an_entry(Lesson, title="People need time")
    asked = an_entry(Recommendation, title="Plan ahead?", summary="Begin early.")
    RecommendationLesson.objects.create(recommendation=asked, lesson=lesson)
    RecommendationLesson.objects.create(recommendation=asked, lesson=a_draft(Lesson, title="Not yet said"))
    return lesson, asked


PLAN = [
    "Reference",
    "Recommendation",
    "Source and year",
    "Lessons behind it",
    "Addressed to",
    "Lead officer",
    "Due date",
    "Action",
    "Status",
]


def test_an_action_plan_in_word_is_a_real_table_under_real_headings(client):
    lesson, asked = a_plan()
    file = docx.Document(io.BytesIO(body(client, "/recommendations/?format=docx&layout=action-plan")))
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == ["Recommendations", "About this list"]
    cells = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    behind = f"People need time ({lesson.pk})"
    assert cells == [
        PLAN,
        [asked.pk, "Plan ahead? Begin early.", "Report report, Section 1 (2020)", behind, "", "", "", "", ""],
    ]
    assert file.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    counted = file.sections[0].footer._element.xpath(".//w:fldSimple/@w:instr")
    assert counted == ["PAGE", "NUMPAGES"]


def test_an_action_plan_leads_from_each_reference_to_its_page(client):
    _lesson, asked = a_plan()
    page = f"http://testserver{asked.get_absolute_url()}"
    file = docx.Document(io.BytesIO(body(client, "/recommendations/?format=docx&layout=action-plan")))
    (link,) = file.tables[0].rows[1].cells[0].paragraphs[0].hyperlinks
    assert (link.address, link.text) == (page, asked.pk)
    sheet = openpyxl.load_workbook(
        io.BytesIO(body(client, "/recommendations/?format=xlsx&layout=action-plan"))
    ).worksheets[0]
    assert (sheet["J2"].value, sheet["J2"].hyperlink.target) == (page, page)


def test_several_lessons_behind_a_recommendation_are_a_list_in_its_cell(client):
    lesson, asked = a_plan()
    other = an_entry(Lesson, title="So do places")
    RecommendationLesson.objects.create(recommendation=asked, lesson=other)
    file = docx.Document(io.BytesIO(body(client, "/recommendations/?format=docx&layout=action-plan")))
    behind = file.tables[0].rows[1].cells[3].paragraphs
    assert {p.text for p in behind} == {f"People need time ({lesson.pk})", f"So do places ({other.pk})"}
    assert {p.style.name for p in behind} == {"List Bullet"}


def test_a_long_action_plan_in_excel_is_not_held_in_memory_and_has_every_row(client, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_WRAPPED_ROWS", 1)
    monkeypatch.setattr(spreadsheet, "_height", lambda row, table: 1 / 0)
    asked = {an_entry(Recommendation).pk for _ in range(3)}
    sheet = openpyxl.load_workbook(
        io.BytesIO(body(client, "/recommendations/?format=xlsx&layout=action-plan"))
    ).worksheets[0]
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == asked


def test_an_action_plan_in_excel_offers_red_amber_and_green(client):
    a_plan()
    sheet = openpyxl.load_workbook(
        io.BytesIO(body(client, "/recommendations/?format=xlsx&layout=action-plan"))
    ).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*PLAN, "Page"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"Red,Amber,Green"'


def test_a_word_file_has_real_lists_that_start_again_at_one(client):
    for _ in range(2):
        an_entry(
            Lesson,
            body="1. first\n2. second\n\nThen:\n\n1. first again\n\n- point **bold** [site](https://example.org)",
        )
    file = docx.Document(io.BytesIO(body(client, "/lessons/?format=docx")))
    numbered = [p for p in file.paragraphs if p.style.name == "List Number"]
    assert [p.text for p in numbered] == ["first", "second", "first again"] * 2
    assert len({p._p.pPr.numPr.numId.val for p in numbered}) == 4
    point = next(p for p in file.paragraphs if p.style.name == "List Bullet")
    assert any(run.bold for run in point.runs)
    assert point.hyperlinks[0].address == "https://example.org"


def test_a_text_document_tells_the_editors_words_from_those_of_the_source(client):
    said = {"strength": "interviews", "strength_reason": "Told in two places.", "evidence_year": 2020}
    lesson = an_entry(Lesson, body="It says so.", applies_when="In winter.", editors_view="- Look for it.", **said)
    file = docx.Document(io.BytesIO(body(client, "/lessons/?format=docx")))
    lines = [p.text for p in file.paragraphs]
    assert "Evidence from 2020: interviews in several places. Told in two places." in lines
    after = lines.index("The editors’ view")
    assert lines[after + 1] == "Look for it."
    assert lines.index("Applies when (suggested by the editors)") < after
    assert "Strength: Interviews in several places" not in lines
    briefing = docx.Document(io.BytesIO(client.post("/briefing/", {"ref": lesson.pk, "format": "docx"}).content))
    lines = [p.text for p in briefing.paragraphs]
    assert "Evidence from 2020: interviews in several places. Told in two places." in lines
    assert lines[lines.index("The editors’ view") + 1] == "Look for it."


def test_a_text_document_gathers_recommendations_by_type_whatever_the_order(client):
    for number, sort in enumerate(["key-message", "recommendation", "area", "recommendation"]):
        an_entry(Recommendation, title=f"Point {number}", type=sort)
    file = docx.Document(io.BytesIO(body(client, "/recommendations/?format=docx&sort=title")))
    headings = [p.text for p in file.paragraphs if p.style.name in {"Heading 1", "Heading 2"}]
    assert headings == [
        "Recommendations", "Point 1", "Point 3", "Examples of areas", "Point 2", "Key messages", "Point 0",
        "About this list",
    ]  # fmt: skip


def test_every_type_of_recommendation_has_a_heading():
    assert list(GROUPS) == Recommendation.Type.labels


@pytest.mark.skipif("pdf" not in FORMATS, reason="the optional extra [pdf] is not installed")
def test_a_pdf_is_tagged_titled_and_in_british_english(client):
    an_entry(Lesson)
    file = pypdf.PdfReader(io.BytesIO(body(client, "/lessons/?format=pdf")))
    assert file.metadata.title == "Lessons"
    assert file.trailer["/Root"]["/Lang"] == "en-GB"
    assert file.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.skipif("pdf" not in FORMATS, reason="the optional extra [pdf] is not installed")
@pytest.mark.parametrize("text", ["👍", "汉字", "বাংলা", "☐ ＝ ﷺ", "👨‍👩‍👧", "a\u0338\u20dd"])
def test_a_character_no_font_shows_is_a_question_mark_in_a_pdf_which_says_so(client, text, monkeypatch):
    import typst

    # Which fonts there are beside its own differs from machine to machine.
    monkeypatch.setattr(typst, "compile", partial(typst.compile, ignore_system_fonts=True))
    lesson = an_entry(Lesson, body=f"Café {text} naïve, Łódź")
    asked = {"ref": lesson.pk, f"note-{lesson.pk}": f"Well done {text}!", "format": "pdf"}
    files = [body(client, "/lessons/?format=pdf"), client.post("/briefing/", asked).content]
    files.append(b"".join(client.post("/my-list/", asked).streaming_content))
    for file in files:
        said = text_of(file, "pdf")
        assert "?" in said
        assert " ".join(said.split()).count("Shown as “?” in") == 1
    assert "Café" in text_of(files[0], "pdf")
    assert "Łódź" in text_of(files[0], "pdf")


@pytest.mark.skipif("pdf" not in FORMATS, reason="the optional extra [pdf] is not installed")
def test_a_table_in_a_pdf_has_every_line_of_its_cells():
    rows = [[[Run("Head")], [Run("Other")]], [[Run("first"), Run("second")], [Run("only")]]]
    said = text_of(pdf.made(Document("Plan", [Block("table", rows=rows)])), "pdf")
    assert all(word in said for word in ("Head", "Other", "first", "second", "only"))


@pytest.mark.skipif("pdf" not in FORMATS, reason="the optional extra [pdf] is not installed")
def test_a_pdf_is_made_even_where_the_name_of_the_site_cannot_be_shown(client, settings):
    settings.SITE_NAME = "智慧"
    an_entry(Lesson, title="Still here")
    assert "Still here" in text_of(body(client, "/lessons/?format=pdf"), "pdf")


def test_a_table_for_a_paper_stands_under_the_type_and_names_lessons_source_and_year(client):
    lesson, _ = a_plan()
    principle = an_entry(Recommendation, title="Share power", type="principle", addressed_to="Directors")
    file = docx.Document(io.BytesIO(body(client, "/recommendations/?format=docx&layout=paper")))
    headings = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["Recommendations", "Principles", "About this list"]
    first, second = ([[cell.text for cell in row.cells] for row in table.rows] for table in file.tables)
    assert first[0] == second[0] == PLAN[:5]
    assert first[1][2:4] == ["Report report, Section 1 (2020)", f"People need time ({lesson.pk})"]
    assert (second[1][0], second[1][4]) == (principle.pk, "Directors")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_as_a_table_for_a_paper_with_one_row_for_each_public_record(client, kind):
    shown = an_entry(kind)
    a_draft(kind)
    file = docx.Document(io.BytesIO(body(client, f"{kind.list_url()}?format=docx&layout=paper")))
    assert [row.cells[0].text for table in file.tables for row in table.rows[1:]] == [shown.pk]


def test_a_sheet_to_read_has_numbers_as_numbers_and_can_be_filtered(client):
    an_entry(Lesson, title="=Plan", evidence_year=2021)
    book = openpyxl.load_workbook(io.BytesIO(body(client, "/lessons/?format=xlsx&layout=paper")))
    sheet = book.worksheets[0]
    cells = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    assert (cells["Evidence from"].value, cells["Evidence from"].data_type) == (2021, "n")
    assert cells["Lesson"].data_type == "s"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.freeze_panes == "A2"


def test_the_due_date_of_a_tracker_takes_days(client):
    a_plan()
    book = openpyxl.load_workbook(io.BytesIO(body(client, "/recommendations/?format=xlsx&layout=action-plan")))
    place = next(cell.column_letter for cell in book.worksheets[0][1] if cell.value == "Due date")
    assert book.worksheets[0].column_dimensions[place].number_format == spreadsheet.DAY


def test_the_contents_of_a_word_file_lead_to_its_headings(client):
    an_entry(Lesson, title="People need time")
    file = docx.Document(io.BytesIO(body(client, "/lessons/?format=docx")))
    led_to = {link.fragment: link.text for paragraph in file.paragraphs for link in paragraph.hyperlinks}
    marks = {
        mark.get(qn("w:name")): paragraph.text
        for paragraph in file.paragraphs
        for mark in paragraph._p.iter(qn("w:bookmarkStart"))
    }
    assert {anchor: words for anchor, words in led_to.items() if anchor} == marks
    assert list(marks.values()) == ["Lessons", "People need time", "About this list"]


def test_a_word_file_names_what_a_record_is_linked_with_and_where_in_the_source_it_stands(client):
    lesson, _ = a_plan()
    file = docx.Document(io.BytesIO(body(client, "/recommendations/?format=docx")))
    lines = [p.text for p in file.paragraphs]
    assert f"Lessons: People need time ({lesson.pk})" in lines
    assert "Source: Report report, Section 1 (2020)" in lines

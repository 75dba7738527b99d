"""A workbook is read as the people see it who keep it."""

import pytest

from importing import job
from importing.files.book import opened
from importing.files.formats import shown
from importing.models import Import
from lessons.models import Lesson
from tests.importing.files import an_ods, an_xlsx, ods_row
from tests.importing.run import imported

HEAD, ROW = ["title", "summary", "body"], ["Ask first", "Ask before.", "Kept from view"]


def hide_body(book):
    book.active.column_dimensions["C"].hidden = True


def with_a_hidden_column(extension):
    if extension == "xlsx":
        return an_xlsx([HEAD, ROW], change=hide_body)
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    return an_ods(columns + ods_row(*HEAD) + ods_row(*ROW))


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_a_hidden_column_is_left_out_unless_somebody_chooses_it(extension):
    content, name = with_a_hidden_column(extension), f"list.{extension}"
    batch = job.begin(Lesson, name, content, None)
    assert batch.columns == ["title", "summary", ""]
    imported(Lesson, content, name, columns=HEAD)
    assert Lesson.objects.get().body == "Kept from view"


@pytest.mark.django_db
def test_a_hidden_column_does_not_take_the_place_of_one_that_is_seen():
    rows = [["headline", "summary", "title"], ["Seen", "Ask before.", "Not seen"]]
    batch = job.begin(Lesson, "list.xlsx", an_xlsx(rows, change=hide_body), None)
    assert batch.columns == ["title", "summary", ""]


@pytest.mark.django_db
def test_the_page_of_the_columns_names_those_that_are_hidden(admin_client):
    batch = job.begin(Lesson, "list.xlsx", with_a_hidden_column("xlsx"), None)
    page = admin_client.get(Import.objects.get(pk=batch.pk).get_absolute_url()).content.decode()
    assert page.count("It is hidden in the file and left out, unless you choose what it is.") == 1


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (7, '"LOG-L"000', "LOG-L007"),
        (0.85, "0%", "85%"),
        (0, "#,##0", "0"),
        (12345, "#,##0.00", "12,345.00"),
        (0.125, "0.0%", "12.5%"),
        (2300000, '"£"#,##0', "£2,300,000"),
        (2300000, "[$£-809]#,##0.00", "£2,300,000.00"),
        (-5, "#,##0;[Red]-#,##0", "-5"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (-5, "0", "-5"),
        (0, '0;-0;"none"', "none"),
        (2300000, '0.0,,"m"', "2.3m"),
        (3, 'General" days"', "3 days"),
        (2.5, "0.##", "2.5"),
        (2.5, "0", "3"),
        (1e300, "0", "1" + "0" * 300),
    ],
)
def test_a_number_is_written_in_the_format_of_its_cell(number, code, words):
    assert shown(number, code) == words


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "[>100]0;0.0", "000-000", "yyyy", "[", '"open', "0.0%" * 9])
def test_a_format_that_is_not_understood_is_not_guessed_at(code):
    assert shown(7, code) is None


def with_formats(rows, **formats):
    def give(book):
        for address, code in formats.items():
            book.active[address].number_format = code

    return opened("list.xlsx", an_xlsx(rows, change=give)).sheet()


def test_cells_of_a_workbook_say_what_it_shows():
    rows = [["reference", "title", "summary"], [7, "Ask", 0.85], [8, "Ask again", 2300000]]
    sheet = with_formats(rows, A2='"LOG-L"000', C2="0%", C3='"£"#,##0')
    assert [cells for _, cells in sheet.rows[1:]] == [["LOG-L007", "Ask", "85%"], ["8", "Ask again", "£2,300,000"]]
    assert not sheet.remarks


def test_a_number_in_a_format_that_is_not_understood_is_taken_with_a_remark():
    sheet = with_formats([["title", "summary"], ["Ask", 0.5]], B2="# ?/?")
    assert sheet.rows[1][1] == ["Ask", "0.5"]
    assert "a format that is not understood" in sheet.remarks[2, 1]


def test_a_link_whose_words_are_not_its_address_is_remarked_on():
    def link(book):
        for address in ("A2", "B2"):
            book.active[address].hyperlink = "https://council.example/report"

    sheet = opened("list.xlsx", an_xlsx([HEAD, ["Ask", "https://council.example/report", ""]], change=link)).sheet()
    assert sheet.rows[1][1][0] == "Ask"
    assert {place: "is a link" in words for place, words in sheet.remarks.items()} == {(2, 0): True}

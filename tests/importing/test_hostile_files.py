"""Files that are broken or mean harm get a clear answer, and nothing of them is kept."""

import io
import struct
import zipfile

import pytest

from importing import job
from importing.files import book
from importing.files.book import LARGEST
from importing.files.sheet import Unreadable
from importing.models import Import
from lessons.models import Lesson
from tests.importing.files import a_csv, a_zip, an_ods, an_xlsx, ods_row, without
from tests.importing.run import checked, outcomes, problems

HEAD = ["title", "summary", "body"]
ROW = ["Ask first", "Ask before anything is cut.", ""]
GOOD = an_xlsx([HEAD, ROW])
OLD = bytes.fromhex("D0CF11E0A1B11AE1")
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
LIBRE = "office:document-content"


def bomb():
    return a_zip({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"\x20" * 30_000_000})


def huge():
    """An archive that says it unpacks to a gigabyte."""
    file = bytearray(without(GOOD))
    place = file.rindex(b"PK\x01\x02")
    struct.pack_into("<I", file, place + 24, 1_000_000_000)
    return bytes(file)


def liar():
    """A part that is larger than the directory says."""
    file = bytearray(a_zip({"xl/workbook.xml": "<a/>" * 1000}))
    struct.pack_into("<I", file, file.rindex(b"PK\x01\x02") + 24, 10)
    return bytes(file)


def locked():
    file = bytearray(GOOD)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        struct.pack_into("<H", file, file.index(mark) + offset, 1)
    return bytes(file)


def far_off(book):
    book.active["XFD1048576"] = "x"


REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\r\n , ,\r\n\r\n", "is empty"),
    "mark.csv": (b"\xef\xbb\xbf", "is empty"),
    "header.csv": (a_csv([HEAD]), "no rows below"),
    "quote.csv": (b'title,summary\r\nFirst,One\r\n"Second,Two\r\nThird,Three\r\n', "row 3 (line 3) do not match"),
    "inner.csv": (b'title,summary\r\n"A "quoted" word",One\r\nB,"C"\r\n', "row 2 (line 2) do not match"),
    "page.csv": (b"<!DOCTYPE html><html><table></table></html>", "a page or a document"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not a text file"),
    "cell.csv": (a_csv([HEAD, ["x" * 1_100_000, "y", ""]]), "over 1,000,000 characters"),
    "wide.csv": (a_csv([[f"c{i}" for i in range(16_000)], ["1"] * 16_000]), "columns wide"),
    "long.csv": (a_csv([HEAD, *[["t", "s", "b"]] * 20_001]), "more than 20,000 rows"),
    "large.csv": (b"title\n" + b"x" * LARGEST, "larger than 25 MB"),
    "links.csv": (a_csv([["reference", "title", "link", "linked_reference", "basis"], ["a"] * 5]), "row for each link"),
    "broken.csv": (
        a_csv([HEAD, ROW, ["THIS FILE IS INCOMPLETE: something went wrong while it was written. Please download it again."]]),
        "is incomplete",
    ),
    "old.xls": (OLD + bytes(600), "old Excel file"),
    "password.xlsx": (OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
    "locked.xlsx": (locked(), "password"),
    "locked.ods": (
        a_zip({"mimetype": "x", "content.xml": "<a/>", "META-INF/manifest.xml": "<m:encryption-data/>"}),
        "password",
    ),
    "macros.xlsm": (without(GOOD, add={"xl/vbaProject.bin": b"x"}), "macros"),
    "renamed.xlsx": (
        without(GOOD, replace={"[Content_Types].xml": (b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")}),
        "macros",
    ),
    "macros.ods": (a_zip({"mimetype": "x", "content.xml": "<a/>", "Basic/script-lc.xml": "<a/>"}), "macros"),
    "binary.xlsb": (a_zip({"xl/workbook.bin": b"x"}), "binary Excel workbook"),
    "bomb.xlsx": (bomb(), "over 100 times its size"),
    "huge.xlsx": (huge(), "over 100 MB"),
    "liar.xlsx": (liar(), "damaged"),
    "cut.xlsx": (GOOD[:-300], "damaged"),
    "text.xlsx": (b"title,summary\r\na,b\r\n", "is none"),
    "other.zip": (a_zip({"readme.txt": "hello"}), "not a spreadsheet"),
    "letter.docx": (a_zip({"word/document.xml": "<a/>"}), "not a spreadsheet"),
    "entities.xlsx": (
        without(GOOD, replace={"xl/worksheets/sheet1.xml": (b"<worksheet", ENTITIES + b"<worksheet")}),
        "DOCTYPE",
    ),
    "entities.ods": (
        without(an_ods(ods_row("title")), replace={"content.xml": (f"<{LIBRE}".encode(), ENTITIES + f"<{LIBRE}".encode())}),
        "DOCTYPE",
    ),
    "far.xlsx": (an_xlsx([HEAD, ROW], change=far_off), "XFD1,048,576"),
    "repeated.ods": (an_ods(ods_row("title") + ods_row("x", extra=' table:number-rows-repeated="1048576"')), "more than 20,000"),
    "empty.xlsx": (an_xlsx([]), "is empty"),
    "header.xlsx": (an_xlsx([HEAD]), "no rows below"),
    "header.ods": (an_ods(ods_row(*HEAD)), "no rows below"),
    "noxml.ods": (a_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a"}), "damaged"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_with_the_reason(name, curating):
    content, words = REFUSED[name]
    with pytest.raises(Unreadable) as refusal:
        job.begin(Lesson, name, content, None)
    assert words in str(refusal.value)
    page = curating.post("/admin/importing/import/add/", {"kind": "lessons", "file": upload(name, content)})
    assert page.status_code == 400
    assert words.split("“")[0] in page.content.decode().replace("&quot;", '"')
    assert not Import.objects.exists()


def upload(name, content):
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.django_db
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
def test_text_is_read_whatever_its_encoding_and_delimiter(encoding, delimiter):
    words = "The council’s “café” spent £5 – and didn’t ask"
    content = a_csv([HEAD, [words, "It’s plain.", ""]], encoding, delimiter)
    batch = checked(Lesson, content)
    assert batch.rows.get().plan.title == words
    assert outcomes(batch) == ["new"]


@pytest.mark.django_db
def test_a_line_that_names_the_delimiter_is_no_row():
    batch = checked(Lesson, b"sep=;\r\ntitle;summary\r\nAsk, first;Ask.\r\n")
    assert (batch.heading_row, batch.rows.get().plan.title) == (2, "Ask, first")


@pytest.mark.django_db
def test_rows_with_other_widths_than_the_headings_are_problems_by_row():
    content = b"title,summary,body\r\nA,One,x\r\nB,Two\r\n\r\nC,Three,x,y\r\nD,Four,,\r\n"
    found = problems(checked(Lesson, content))
    assert [(number, words[:24]) for number, _, words in found] == [
        (3, "This row has 2 cells, th"),
        (5, "This row has 4 cells, th"),
    ]


@pytest.mark.django_db
def test_a_character_that_no_database_keeps_is_a_problem_in_its_cell():
    content = a_csv([HEAD, ["Ask\x00first", "Ask.", ""]])
    assert [(number, column) for number, column, _ in problems(checked(Lesson, content))] == [(2, "title")]


@pytest.mark.django_db
def test_a_cell_of_thirty_thousand_characters_is_kept_whole_where_there_is_room_and_refused_where_not():
    long = "word " * 6_000
    batch = checked(Lesson, an_xlsx([HEAD, ["A", "One.", long], ["B", long, "x"]]), "list.xlsx")
    assert [(number, column) for number, column, _ in problems(batch)] == [(3, "summary")]
    assert len(batch.rows.first().plan.fields["body"][1]) == len(long)


@pytest.mark.django_db
def test_what_excel_writes_for_line_breaks_is_read_as_line_breaks():
    content = an_xlsx([HEAD, ["A", "One.", "first MARK second"]])
    content = without(content, replace={"xl/worksheets/sheet1.xml": (b"MARK", b"_x000D_\n")})
    assert checked(Lesson, content, "a.xlsx").rows.get().plan.fields["body"][1] == "first \n second"


@pytest.mark.django_db
def test_a_formula_gives_its_stored_value_and_without_one_is_a_problem():
    def formulas(book):
        book.active["B2"] = "=1+1"
        book.active["A3"] = "=UPPER(A2)"

    plain = an_xlsx([HEAD, ["A", "x", ""], ["B", "Two.", ""]], change=formulas)
    assert [(number, column) for number, column, _ in problems(checked(Lesson, plain, "a.xlsx"))] == [
        (2, "summary"),
        (3, "title"),
    ]
    stored = without(
        plain, replace={"xl/worksheets/sheet1.xml": (b"<f>UPPER(A2)</f><v></v>", b"<f>UPPER(A2)</f><v>SAID</v>")}
    )
    stored = without(
        stored, replace={"xl/worksheets/sheet1.xml": (b"<f>UPPER(A2)</f><v />", b"<f>UPPER(A2)</f><v>SAID</v>")}
    )
    row = checked(Lesson, stored, "a.xlsx").rows.get(number=3)
    assert row.plan.title == "SAID"
    assert "formula" in row.plan.remarks[0][1]


@pytest.mark.django_db
def test_errors_of_a_spreadsheet_and_merged_cells_are_problems_in_their_cells():
    def spoil(book):
        book.active["B2"] = "#N/A"
        book.active.merge_cells("A3:A4")

    batch = checked(Lesson, an_xlsx([HEAD, ROW, ["B", "Two.", ""], ["C", "Three.", ""]], change=spoil), "a.xlsx")
    assert {(2, "summary"), (4, "title")} <= {(number, column) for number, column, _ in problems(batch)}
    assert "error" in str(problems(batch))
    assert "merged with A3" in str(problems(batch))


@pytest.mark.django_db
def test_of_several_sheets_the_one_with_the_known_headings_is_read_and_rows_keep_their_numbers():
    notes, rows = [["About this list", "x"], ["Made", "today"]], [[], ["Lessons"], [], HEAD, [], ROW]
    batch = checked(Lesson, an_xlsx(notes, rows), "list.xlsx")
    assert (batch.sheet, batch.heading_row, batch.rows.get().number) == ("Sheet1", 4, 6)


def remarks(batch):
    """What is said of rows that are no problem: row number and words."""
    return [(row.number, words) for row in batch.rows.all() for _, words in row.plan.remarks]


@pytest.mark.django_db
def test_rows_that_nobody_sees_in_a_workbook_are_imported_with_a_remark():
    def hide(book):
        book.active.row_dimensions[3].hidden = True

    batch = checked(Lesson, an_xlsx([HEAD, ROW, ["Hidden", "Two.", ""], ["C", "Three.", ""]], change=hide), "a.xlsx")
    assert outcomes(batch) == ["new", "new", "new"]
    assert [(number, "is hidden in the file" in words) for number, words in remarks(batch)] == [(3, True)]
    rows = ods_row("title", "summary") + ods_row("A", "One.")
    for word in ("collapse", "filter"):
        hidden = ods_row("B", "Two.", extra=f' table:visibility="{word}"')
        batch = checked(Lesson, an_ods(rows + hidden + ods_row("C", "Three.")), "a.ods")
        assert [number for number, words in remarks(batch) if "is hidden" in words] == [3]


@pytest.mark.django_db
def test_sheets_that_nobody_sees_are_not_read():
    def hide(workbook):
        workbook["Sheet1"].sheet_state = "veryHidden"

    rows = [HEAD, ROW]
    opened = book.opened("a.xlsx", an_xlsx([["Notes"], ["None"]], rows, change=hide))
    assert (opened.sheets, opened.hidden) == (["Sheet"], ["Sheet1"])
    with pytest.raises(Unreadable, match="“Sheet1” is hidden"):
        opened.sheet("Sheet1")
    style = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    other = f'<table:table table:name="Kept back" table:style-name="ta1">{ods_row("x", "y")}</table:table>'
    seen = book.opened("a.ods", an_ods(ods_row(*HEAD) + ods_row(*ROW), styles=style, beside=other))
    assert (seen.sheets, seen.hidden) == (["List"], ["Kept back"])


@pytest.mark.django_db
def test_an_opendocument_sheet_keeps_tabs_spaces_and_lines_and_ignores_notes():
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>'
        '<text:p>one<text:tab/>two<text:s text:c="2"/>three</text:p><text:p>four<text:line-break/>five</text:p></table:table-cell>'
    )
    row = f"<table:table-row>{cell}{ods_row('Plain.')[17:]}"
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    batch = checked(Lesson, an_ods(ods_row("body", "summary") + row + empty), "a.ods", columns=["body", "title"])
    assert batch.rows.get().cells == ["one\ttwo  three\nfour\nfive", "Plain."]
    assert zipfile.is_zipfile(io.BytesIO(an_ods(row)))

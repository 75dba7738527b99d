"""What single cells mean, in words by row and column where they mean nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casestudies.models import CaseStudy
from importing import headings
from importing.files.delimited import read
from importing.files.sheet import Unreadable
from importing.models import Import, RememberedHeading
from importing.values import value_of
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson
from recommendations.models import Recommendation
from tests.cast import a_council, a_development, a_source, a_tag, a_theme, an_entry
from tests.importing.files import a_csv, an_xlsx
from tests.importing.run import checked, imported, outcomes, problems

DAY = Lesson._meta.get_field("reviewed_on")


@pytest.mark.parametrize(
    "words",
    ["2026-11-03", "03/11/2026", "3/11/26", "3.11.2026", "3 November 2026", "3rd of November 2026", "3-Nov-2026",
     "Tuesday 3 November 2026", "46329", "2026-11-03T00:00:00", "\u00a003/11/2026 "],
)  # fmt: skip
def test_a_day_is_read_in_uk_order_or_as_spreadsheets_keep_it(words):
    assert value_of(Lesson._meta.get_field("review_due"), words).isoformat() == "2026-11-03"


@pytest.mark.parametrize(
    ("words", "day"),
    [("4 Sept 2024", "2024-09-04"), ("4 Sept. 2024", "2024-09-04"), ("03/11/2024 09:30", "2024-11-03"),
     ("3 Nov 2024 9:30 pm", "2024-11-03"), ("03/11/2024 09:30:15", "2024-11-03"), ("1/4/68", "1968-04-01"),
     ("01.04.24", "2024-04-01"), ("3 Nov 24", "2024-11-03")],
)  # fmt: skip
def test_a_day_that_is_past_is_read_with_its_time_any_september_and_two_digits_of_the_year(words, day):
    assert value_of(DAY, words).isoformat() == day


def test_a_day_in_two_digits_may_be_to_come_where_the_column_is_for_what_is_due():
    assert value_of(Lesson._meta.get_field("review_due"), "1/4/38").isoformat() == "2038-04-01"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("reviewed_on", "31/02/2026", "is not a day"),
        ("reviewed_on", "11/30/2026", "is not a day"),
        ("number", "many", "is not a whole number"),
        ("evidence_year", "2020/21", "“2020/21” is not a whole number"),
        ("evidence_year", "1066", "greater than or equal to 1900"),
        ("evidence_year", "20200", "less than or equal to 2100"),
        ("strength", "certain", "“certain” is none of: Mentioned once; One person"),
        ("applies_when_basis", "the report", "is none of: Stated by the source; Suggested by the editors"),
        ("number", "-1", "out of range"),
        ("number", "99999999999", "out of range"),
        ("summary", "x" * 501, "at most 500"),
        ("title", "", "needs a value"),
        ("tags", "hospital dischrge", "no tag “hospital dischrge”"),
        ("councils", "Atlantis", "no council called “Atlantis”"),
        ("source", "The lost report", "no source “The lost report”"),
        ("locator", "a; b", "2 places for 0 sources"),
        ("locator", "p. 7", "Here is 1 place for 0 sources. Name the source as well."),
        ("enablers", "E-99", "no enabler “E-99”"),
        ("summary", "Ask\x0bfirst.", "cannot be kept (U+000B)"),
        ("reference", "no spaces", "letters, digits, hyphens"),
        ("reference", "x" * 61, "at most 60"),
        ("reviewed_on", "01/01/2199", "still to come"),
        ("review_due", "03/11/2026 25:00", "is not a day"),
        ("summary", "#N/A", "error of the spreadsheet"),
        ("title", "#DIV/0!", "error of the spreadsheet"),
        ("tags", "#REF!", "error of the spreadsheet"),
        ("review_due", "#####", "error of the spreadsheet"),
        ("review_due", "01/01/2020", "cannot be due before"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(column, cell, words):
    an_entry(Enabler)
    row = {"reference": "L1", "title": "T", "summary": "S.", "reviewed_on": "1/2/2021", column: cell}
    found = problems(checked(Lesson, a_csv([row.keys(), row.values()])))
    assert [(number, name) for number, name, _ in found] == [(2, column)]
    assert words in found[0][2]


@pytest.mark.django_db
def test_a_column_the_kind_needs_and_the_file_has_not_is_named():
    found = problems(checked(KeyLineOfEnquiry, a_csv([["title", "summary"], ["A", "B."]])))
    assert {column for _, column, _ in found} == {"part", "number"}
    assert "no such column" in found[0][2]


@pytest.mark.django_db
def test_semicolons_between_values_do_not_pass_for_those_between_cells():
    tags = [a_tag(f"Tag {number}").name for number in range(6)]
    rows = [["title", "summary", "tags"], *([f"T{n}", "S; and more; and more.", "; ".join(tags)] for n in range(3))]
    assert outcomes(checked(Lesson, a_csv(rows))) == ["new"] * 3
    assert Import.objects.get().headings == rows[0]
    semicolons = [[cell.replace(";", ",") for cell in row] for row in rows]
    assert checked(Lesson, a_csv(semicolons, delimiter=";")).headings == rows[0]


@pytest.mark.django_db
def test_names_are_known_in_any_spelling():
    a_theme("Care market")
    a_tag("Hospital discharge").labels.create(label="D2A")
    a_council()
    a_source(title="The review; part one")
    an_entry(Enabler, reference="NW-E01")
    rows = [["title", "summary", "tags", "councils", "source", "enablers"]]
    rows.append(["A", "A.", "d2a, CARE MARKET", "wigan mbc", "the review; PART one", "nw-e01"])
    lesson = imported(Lesson, a_csv(rows)).rows.get()
    made = Lesson.objects.get(pk=lesson.reference)
    assert {tag.name for tag in made.tags.all()} == {"Hospital discharge", "Care market"}
    assert [council.pk for council in made.councils.all()] == ["WGN"]
    assert [citation.source_id for citation in made.citations.all()] == ["report"]
    assert [enabler.pk for enabler in made.enablers.all()] == ["NW-E01"]


@pytest.mark.django_db
def test_a_file_that_names_records_still_to_come_says_which_file_goes_first():
    lessons = a_csv([["reference", "title", "summary", "enablers"], ["L-1", "A", "A.", "E-1"]])
    enablers = a_csv([["reference", "title", "summary", "lessons"], ["E-1", "B", "B.", "L-1"]])
    asked = a_csv([["title", "summary", "lessons"], ["C", "C.", "L-1"]])
    (problem,) = problems(checked(Recommendation, asked))
    assert "There are no lessons yet. Import the lessons first." in problem[2]
    (row,) = imported(Lesson, lessons).rows.all()
    assert "Import the enablers next: their column “lessons” makes the same links" in row.plan.remarks[0][1]
    imported(Enabler, enablers)
    assert [each.pk for each in Lesson.objects.get(pk="L-1").enablers.all()] == ["E-1"]
    # Once there are enablers, an unknown one may be a slip, and somebody has to decide.
    batch = checked(Lesson, lessons.replace(b"E-1", b"E-2"))
    assert "no enabler “E-2”" in problems(batch)[0][2]
    assert "the column “lessons” there makes the same links" in batch.rows.get().plan.remarks[0][1]


@pytest.mark.django_db
def test_an_empty_cell_clears_and_an_absent_column_leaves_alone():
    lesson = an_entry(Lesson, body="Words.", context="More words.", tags=[a_tag()])
    batch = imported(Lesson, a_csv([["reference", "body"], [lesson.pk, ""]]))
    lesson.refresh_from_db()
    assert (lesson.body, lesson.context, lesson.tags.count(), lesson.version) == ("", "More words.", 1, 2)
    assert "cleared" in batch.rows.get().plan.remarks[0][1]


@pytest.mark.django_db
@pytest.mark.parametrize("cell", ["Interviews in several places", "interviews", "INTERVIEWS IN SEVERAL PLACES"])
def test_a_strength_is_read_by_label_or_value_and_a_basis_by_its_label(cell):
    lesson = an_entry(Lesson, reference="L-1")
    rows = [["reference", "Strength of evidence", "evidence_year", "applies_when_basis", "Editors’ view"]]
    imported(Lesson, a_csv([*rows, ["L-1", cell, "2020", "stated by the source", "Look for it."]]))
    lesson.refresh_from_db()
    assert (lesson.strength, lesson.evidence_year) == ("interviews", 2020)
    assert (lesson.applies_when_basis, lesson.editors_view) == ("stated", "Look for it.")


@pytest.mark.django_db
def test_a_file_without_the_editors_columns_changes_nothing_of_them_and_empty_cells_clear_them():
    said = {"editors_view": "Look.", "strength": "account", "strength_reason": "One told it.", "evidence_year": 2019}
    case = an_entry(CaseStudy, reference="C-1", contact="Head of care, Wigan", source_heading="As printed", **said)
    note = a_development()
    case.developments.add(note)
    before = {name: getattr(case, name) for name in [*said, "contact", "source_heading"]}
    imported(CaseStudy, a_csv([["reference", "summary"], ["C-1", "Another summary."]]))
    case.refresh_from_db()
    assert {name: getattr(case, name) for name in before} == before
    imported(CaseStudy, a_csv([["reference", "developments", *before], ["C-1", "", *([""] * len(before))]]))
    case.refresh_from_db()
    assert [getattr(case, name) for name in before] == ["", "", "", None, "", ""]
    # Notes are tied to records in the admin; a file says which there are, and changes none.
    assert list(case.developments.all()) == [note]


@pytest.mark.django_db
def test_a_row_without_reference_gets_the_next_one_never_used_and_is_known_by_its_title_again():
    file = a_csv([["title", "summary"], ["Ask first", "Ask."], ["Act next", "Act."]])
    imported(Lesson, file)
    first, second = sorted(Lesson.objects.values_list("pk", flat=True))
    assert (first[-6:], second[-6:]) == ("-L0001", "-L0002")
    assert outcomes(checked(Lesson, file)) == ["unchanged", "unchanged"]
    Lesson.objects.get(pk=second).delete()
    imported(Lesson, a_csv([["title", "summary"], ["Later", "Later."]]))
    assert Lesson.objects.get(title="Later").pk.endswith("-L0003")


@pytest.mark.django_db
def test_rows_about_the_same_record_and_titles_alike_are_pointed_out():
    an_entry(Lesson, reference="OLD", title="Agree who decides before the crisis comes")
    rows = [["reference", "title", "summary"], ["L1", "A", "a."], ["l1", "B", "b."], ["", "C", "c."], ["", "c", "c."]]
    rows.append(["L4", "Agree who decides before crisis comes", "x."])
    batch = checked(Lesson, a_csv(rows))
    assert [(number, column) for number, column, _ in problems(batch)] == [(3, "reference"), (5, "title")]
    assert "OLD" in str(batch.rows.get(number=6).plan.remarks)


def shown(batch):
    return [tuple(each) for row in batch.rows.all() for each in row.plan.shown]


@pytest.mark.django_db
def test_the_preview_shows_what_the_record_would_say_and_not_what_the_cell_says():
    a_council("LDS", "Leeds"), a_council()
    tag = a_tag("Hospital discharge", a_theme("Care market"))
    a_tag("Home care", a_theme("Care market"))
    lesson = an_entry(Lesson, tags=[tag], councils=[a_council()], source=a_source())
    head = ["reference", "themes", "tags", "councils", "reviewed_on", "source", "locator"]
    row = [lesson.pk, "Care market", "home care; comissioning", "Atlantis", "45352", "report", "p. 2"]
    file = a_csv([head, row])
    choices = {"tags": {"comissioning": ""}, "councils": {"Atlantis": "Leeds"}}
    assert shown(checked(Lesson, file, choices=choices)) == [
        ("tags", "Hospital discharge", "Home care"),
        ("councils", "Wigan", "Leeds"),
        ("reviewed_on", "", "2024-03-01"),
        ("locator", "Section 1", "p. 2"),
    ]


@pytest.mark.django_db
def test_the_preview_shows_another_whole_and_links_with_their_basis():
    whole, part = an_entry(Recommendation), an_entry(Recommendation)
    lesson = an_entry(Lesson)
    file = a_csv([["reference", "part_of", "lessons"], [part.pk, whole.pk, f"{lesson.pk} (stated)"]])
    batch = imported(Recommendation, file)
    assert shown(batch) == [("part_of", "", whole.pk), ("lessons", "", f"{lesson.pk} (stated)")]
    batch = imported(Recommendation, a_csv([["reference", "part_of"], [part.pk, ""]]))
    assert shown(batch) == [("part_of", whole.pk, "")]
    assert "cleared" in str(batch.rows.get().plan.remarks)
    assert Recommendation.objects.get(pk=part.pk).parent is None


@pytest.mark.django_db
def test_a_value_left_out_is_not_shown_as_if_it_came_and_what_it_clears_is_said():
    lesson = an_entry(Lesson, tags=[a_tag()])
    rows = [["reference", "title", "tags", "themes"], [lesson.pk, "New title", "comissioning", ""]]
    batch = checked(Lesson, a_csv(rows), choices={"tags": {"comissioning": ""}})
    assert shown(batch)[1:] == [("tags", "Hospital discharge", ""), ("themes", "Care market", "")]
    assert "Nothing the cell names is kept" in str(batch.rows.get().plan.remarks)
    empty = checked(Lesson, a_csv([["reference", "title"], [lesson.pk, ""]])).rows.get()
    assert ([words for _, words in empty.plan.problems], empty.plan.remarks) == (["This needs a value."], [])


@pytest.mark.django_db
def test_a_number_that_is_a_reference_keeps_no_point():
    an_entry(Lesson, reference="12")
    assert outcomes(checked(Lesson, an_xlsx([["reference", "title"], [12, "x"]]), "a.xlsx")) == ["changed"]
    assert outcomes(checked(Lesson, a_csv([["reference", "title"], ["12.0", "x"]]))) == ["changed"]


@pytest.mark.django_db
def test_a_row_may_be_part_of_another_row_of_the_file_one_level_deep():
    head = ["reference", "title", "summary", "part_of"]
    imported(Recommendation, a_csv([head, ["R1.1", "Part", "P.", "R1"], ["R1", "Whole", "W.", ""]]))
    assert Recommendation.objects.get(pk="R1.1").parent_id == "R1"
    found = problems(
        checked(Recommendation, a_csv([head, ["R1.1.1", "Deeper", "D.", "R1.1"], ["R2", "Lost", "L.", "R9"]]))
    )
    assert [(number, column) for number, column, _ in found] == [(2, "part_of"), (3, "part_of")]


def test_headings_are_known_by_other_words_and_not_guessed_when_twice(db):
    assert headings.guess(Lesson, ["Ref.", "TITLE", "Local authority", "Description", "what happened", "Colour"]) == [
        "reference", "title", "councils", "summary", "context", "",
    ]  # fmt: skip
    assert headings.guess(Lesson, ["Title", "title ", "Name"]) == ["", "", "title"]
    assert headings.twice(["Title", "title "]) == ["Title", "title"]


def test_headings_of_councils_own_logs_are_known(db):
    log = ["Ref No.", "Lesson learned", "What happened", "Where (LA)", "Theme(s)", "RAG", "Next review"]
    assert headings.guess(Lesson, log) == ["reference", "title", "context", "councils", "themes", "", "review_due"]


@pytest.mark.parametrize("heading", ["\u200bTitle", "Ti\u00adtle", "TITLE\u00a0", "“Title”", "\ufeffTitle:"])
def test_a_heading_is_known_whatever_invisible_characters_it_holds(db, heading):
    assert headings.guess(Lesson, [heading]) == ["title"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spelling",
    ["Co\u2011production", "Co\u2013production", "\u200bCo-production", "Co-pro\u00adduction", "‘Co-production’",
     "“co-production”", "CO-PRODUCTION\u00a0"],
)  # fmt: skip
def test_a_tag_is_known_by_any_spelling_that_looks_like_its_own(spelling):
    a_tag("Co-production")
    batch = checked(Lesson, a_csv([["title", "summary", "tags"], ["A", "B.", spelling]]))
    assert problems(batch) == []


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", ["Wi\u00adgan", "\u200bWigan", "Wigan\u00a0Council", "‘Wigan’", "“Wigan”"])
def test_a_council_is_known_by_any_spelling_that_looks_like_its_own(spelling):
    a_council("E08000010", "Wigan")
    batch = checked(Lesson, a_csv([["title", "summary", "councils"], ["A", "B.", spelling]]))
    assert problems(batch) == []


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["Two\nlines", "Two\r\nlines", "Two \n\n lines", "Two\u00a0lines", "Two\tlines"])
def test_a_line_break_in_a_title_becomes_a_space(broken):
    imported(Lesson, a_csv([["title", "summary"], [broken, "First line.\nSecond line."]]))
    lesson = Lesson.objects.get()
    assert (lesson.title, lesson.slug) == ("Two lines", "two-lines")
    assert lesson.summary.split() == ["First", "line.", "Second", "line."]


@pytest.mark.django_db
def test_a_match_is_remembered_for_the_next_file_of_the_kind():
    imported(Lesson, a_csv([["Nub", "Gist"], ["A", "B."]]), columns=["title", "summary"])
    assert headings.guess(Lesson, ["gist", "NUB"]) == ["summary", "title"]
    assert headings.guess(Enabler, ["gist"]) == [""]


@pytest.mark.django_db
def test_an_import_that_was_not_made_and_a_column_left_out_are_not_remembered():
    checked(Lesson, a_csv([["Nub", "Gist"], ["A", "B."]]), columns=["title", "summary"])
    assert headings.guess(Lesson, ["gist", "NUB"]) == ["", ""]
    imported(
        Lesson,
        a_csv([["reference", "title", "Summary", "summary"], ["L1", "A", "", "B."]]),
        columns=["reference", "title", "", "summary"],
    )
    imported(Lesson, a_csv([["title", "summary", "Description"], ["A", "B.", "C"]]))
    assert headings.guess(Lesson, ["summary"]) == headings.guess(Lesson, ["description"]) == ["summary"]


@pytest.mark.django_db
def test_what_an_export_calls_a_column_goes_before_what_is_remembered():
    for heading, column in (("summary", ""), ("body", "title"), ("licence", "body")):
        RememberedHeading.objects.create(kind=Lesson.kind, heading=heading, column=column)
    assert headings.guess(Lesson, ["summary", "body", "licence"]) == ["summary", "body", headings.UNREAD]


@pytest.mark.django_db
def test_headings_that_begin_alike_are_remembered_once():
    long = "what this column of the spreadsheet of the programme office " * 3
    rows = [[long + "says", long + "means"], ["A", "B."]]
    imported(Lesson, a_csv(rows), columns=["title", "summary"])
    assert headings.guess(Lesson, [long + "holds"]) == ["summary"]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5))
def test_any_table_written_as_csv_is_read_as_it_was_or_refused(rows):
    width = len(rows[0])
    rows = [["h" + str(i) for i in range(width)], *([*row, *[""] * width][:width] for row in rows)]
    try:
        sheet = read(a_csv(rows), "utf-8-sig", "x")
    except Unreadable:
        return
    kept = [tuple(cell.strip() for cell in row) for row in rows if any(cell.strip() for cell in row)]
    if max(len(cells) for _, cells in sheet.rows) == width:
        assert [tuple(cell.strip() for cell in [*cells, *[""] * width][:width]) for _, cells in sheet.rows] == kept

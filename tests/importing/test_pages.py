"""The pages of an import: each step in the admin, and who may take it."""

import io

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from lxml import html

from importing.models import Import
from lessons.models import Enabler, Lesson
from tests.cast import a_council, a_draft, a_source, a_tag, an_entry
from tests.forms import address
from tests.importing.files import a_csv, an_xlsx

ADD = "/admin/importing/import/add/"
STEPS = ["columns", "decide", "commit", "undo", "discard"]


def upload(client, content, name="list.csv", kind="lessons"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(ADD, {"kind": kind, "file": file})


def somebody(django_user_model, name, *permissions):
    """A member of staff who may do these things, and their browser."""
    user = django_user_model.objects.create_user(name, password="a long pass phrase", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def at(batch, step=""):
    return f"/admin/importing/import/{batch.pk}/{step or 'change'}/"


def go_on(client, batch):
    """Press “Check the rows” and follow the progress to its end."""
    columns = {f"column-{place}": name for place, name in enumerate(batch.columns)}
    read = {"encoding": batch.encoding, "heading_row": batch.heading_row}
    assert client.post(at(batch, "columns"), columns | read).status_code == 302
    return finish(client, batch)


def finish(client, batch):
    """Let the progress come to its end."""
    for _ in range(50):
        page = client.get(at(batch))
        if page.status_code == 200 and "Refresh" not in page.headers:
            return page
    raise AssertionError


@pytest.mark.django_db
def test_from_a_messy_file_to_the_records_and_back(curating, curator):
    a_tag("Hospital discharge")
    a_council()
    a_source()
    rows = [
        ["Our lessons"],
        [],
        ["Name", "Description", "Tags", "Council"],
        ["Ask first", "Ask.", "hospital dischrge", "Wigan"],
    ]
    rows += [["Act next", "Act.", "Hospital discharge", "Atlantis"]]
    response = upload(curating, a_csv(rows, "cp1252"))
    batch = Import.objects.get()
    assert response.headers["Location"] == at(batch)
    page = curating.get(at(batch)).content.decode()
    assert "2 rows of lessons" in page
    page = go_on(curating, batch).content.decode()
    assert "2 rows cannot be imported yet" in page
    assert "C “Tags”:" in page
    assert '<option value="Hospital discharge">' in page
    assert curating.post(at(batch, "commit")).status_code == 409
    assert not Lesson.objects.exists()
    decided = {
        "unknown-column-0": "tags", "unknown-value-0": "hospital dischrge", "meaning-0": "Hospital discharge",
        "unknown-column-1": "councils", "unknown-value-1": "Atlantis", "meaning-1": "leave-out",
    }  # fmt: skip
    assert curating.post(at(batch, "decide"), decided).status_code == 302
    assert "Import 2 lessons" in finish(curating, batch).content.decode()
    assert curating.post(at(batch, "commit")).status_code == 302
    told = curating.get(at(batch)).content.decode()
    assert "Undo this import" in told
    made = Lesson.objects.get(title="Ask first")
    assert f'<a href="{address(Lesson, "change", made.pk)}">{made.pk}</a>' in told
    assert (made.status, made.created_by, [tag.name for tag in made.tags.all()]) == (
        "draft",
        curator,
        ["Hospital discharge"],
    )
    assert made.history.get().history_user == curator
    assert bytes(Import.objects.get().content or b"") == b""
    assert curating.post(at(batch, "undo")).status_code == 302
    assert not Lesson.objects.exists()
    assert "Undone on" in curating.get(at(batch)).content.decode()
    assert curating.get("/admin/importing/import/").status_code == 200


@pytest.mark.django_db
def test_the_file_can_be_read_another_way_before_its_rows_are(curating):
    upload(curating, a_csv([["x"], ["title", "summary"], ["Café", "One."]], "mac-roman"))
    batch = Import.objects.get()
    assert (batch.encoding, batch.heading_row) == ("mac-roman", 2)
    curating.post(at(batch, "columns"), {"encoding": "cp1252", "heading_row": 2, "read": "1"})
    batch.refresh_from_db()
    assert batch.encoding == "cp1252"
    assert "CafŽ" in curating.get(at(batch)).content.decode()
    assert curating.post(at(batch, "columns"), {"encoding": "utf-16", "heading_row": 2}).status_code in {302, 400}
    refused = curating.post(at(batch, "columns"), {"encoding": "cp1252", "heading_row": 99})
    assert refused.status_code == 400
    assert "Row 99 is empty" in refused.content.decode()
    assert curating.post(at(batch, "columns"), {"encoding": "klingon", "heading_row": "x"}).status_code == 400


@pytest.mark.django_db
def test_two_columns_cannot_be_the_same_and_one_has_to_tell_rows_apart(curating):
    upload(curating, a_csv([["title", "title", "summary"], ["A", "B", "C"]]))
    batch = Import.objects.get()
    page = curating.get(at(batch)).content.decode()
    assert "The heading “title” is there twice" in page
    read = {"encoding": batch.encoding, "heading_row": 1}
    both = curating.post(at(batch, "columns"), read | {"column-0": "title", "column-1": "title"})
    assert (both.status_code, "cannot both be" in both.content.decode()) == (400, True)
    neither = curating.post(at(batch, "columns"), read | {"column-2": "summary", "column-0": "owner"})
    assert (neither.status_code, "told apart" in neither.content.decode()) == (400, True)


@pytest.mark.django_db
def test_the_preview_names_the_columns_that_are_left_out(curating):
    lesson = an_entry(Lesson)
    rows = [["reference", "summary", "Summary", "Colour", "licence"], [lesson.pk, "Changed.", "Not this.", "red", "x"]]
    upload(curating, a_csv(rows))
    page = go_on(curating, Import.objects.get()).content.decode()
    assert "column B “summary”, column C “Summary”, column D “Colour”. To read them" in page


@pytest.mark.django_db
def test_what_is_wrong_with_a_row_as_a_whole_is_said_of_no_column(curating):
    lesson = an_entry(Lesson)
    upload(curating, a_csv([["Colour", "reference", "summary"], ["red", lesson.pk, "Call Jo on 07700 900123."]]))
    page = go_on(curating, Import.objects.get()).content.decode()
    assert '<p class="app-problem">“Summary” seems to hold a telephone number' in page


@pytest.mark.django_db
def test_who_may_not_add_records_cannot_import_them(django_user_model):
    outsider = somebody(django_user_model, "outsider", "view_lesson")
    assert outsider.get(ADD).status_code == 403
    lessons_only = somebody(django_user_model, "lessons", "add_lesson", "change_lesson")
    assert lessons_only.get(ADD).status_code == 200
    assert upload(lessons_only, a_csv([["title"], ["A"]]), kind="enablers").status_code == 400
    assert upload(lessons_only, a_csv([["title"], ["A"]])).status_code == 302
    assert not Enabler.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS)
def test_only_who_brought_a_file_or_publishes_takes_its_steps(step, django_user_model, client):
    one = somebody(django_user_model, "one", "add_lesson", "change_lesson")
    other = somebody(django_user_model, "other", "add_lesson", "change_lesson")
    upload(one, a_csv([["title", "summary"], ["A", "B."]]))
    batch = Import.objects.get()
    assert other.post(at(batch, step)).status_code == 403
    assert client.post(at(batch, step)).status_code == 302
    assert Import.objects.get().state == "matching"
    outsider = somebody(django_user_model, "outsider", "add_enabler", "change_enabler")
    assert outsider.get(at(batch)).status_code == 403
    publisher = somebody(
        django_user_model, "publisher", "add_lesson", "change_lesson", "publish_records", "edit_records"
    )
    assert publisher.post(at(batch, step)).status_code in {200, 302, 400}


@pytest.mark.django_db
def test_a_contributor_sees_imports_of_their_own_only_and_an_editor_all(django_user_model):
    may = ["add_lesson", "change_lesson"]
    one, other = (somebody(django_user_model, name, *may) for name in ("one", "other"))
    editor = somebody(django_user_model, "editor", *may, "edit_records")
    upload(one, a_csv([["title", "summary"], ["Ask first", "Ask before."]]), name="mine.csv")
    batch = Import.objects.get()
    go_on(one, batch)
    assert one.get(at(batch)).status_code == editor.get(at(batch)).status_code == 200
    assert other.get(at(batch)).status_code == 403
    lists = [client.get("/admin/importing/import/").content.decode() for client in (one, editor, other)]
    assert ["mine.csv" in page for page in lists] == [True, True, False]


@pytest.mark.django_db
def test_hidden_sheets_are_named_before_the_rows_are_read(curating):
    def hide(book):
        book["Sheet1"].sheet_state = "hidden"

    rows = [["title", "summary"], ["Ask first", "Ask before."]]
    upload(curating, an_xlsx(rows, rows, change=hide), name="list.xlsx")
    page = curating.get(at(Import.objects.get())).content.decode()
    assert "Hidden in the file, and not read: “Sheet1”." in page


@pytest.mark.django_db
def test_a_file_that_is_utf_8_in_parts_says_which_byte_is_not(curating):
    good, bad = "title,summary\nCafé,“Ask”\n".encode("utf-8-sig"), "Naïve,Ask".encode("cp1252")
    upload(curating, good + bad)
    page = curating.get(at(Import.objects.get())).content.decode()
    assert f"but byte {len(good) + 3} is not" in page
    Import.objects.all().delete()
    upload(curating, "title,summary\nCafé,“Ask”\n".encode("cp1252"))
    assert "is not. If letters" not in curating.get(at(Import.objects.get())).content.decode()


@pytest.mark.django_db
def test_rows_shown_of_a_file_stand_under_their_numbers_those_with_odd_letters_first(curating):
    plain = [[f"Plain {number}", "Ask."] for number in range(6)]
    upload(curating, a_csv([["title", "summary"], *plain, ["Café", "Naïve"]]))
    page = html.fromstring(curating.get(at(Import.objects.get())).content.decode())
    table = page.find_class("app-stacked")[0]
    heads = [cell.text for cell in table.findall("thead//th")]
    assert heads == ["Column", "Heading", "It is", "Row 8", "Row 2", "Row 3", "Row 4"]
    cells = [[cell.text for cell in row.findall("td")][2:] for row in table.findall("tbody/tr")]
    assert cells == [["Café", "Plain 0", "Plain 1", "Plain 2"], ["Naïve", "Ask.", "Ask.", "Ask."]]


@pytest.mark.django_db
def test_a_contributor_changes_drafts_of_their_own_only(django_user_model):
    contributor = somebody(django_user_model, "contributor", "add_lesson", "change_lesson")
    user = django_user_model.objects.get(username="contributor")
    a_draft(Lesson, reference="MINE", created_by=user)
    a_draft(Lesson, reference="THEIRS")
    upload(contributor, a_csv([["reference", "summary"], ["MINE", "Changed."], ["THEIRS", "Changed."]]))
    batch = Import.objects.get()
    go_on(contributor, batch)
    refused = contributor.post(at(batch, "commit"))
    assert refused.status_code == 409
    assert "<li>THEIRS</li>" in refused.content.decode()
    assert Lesson.objects.get(pk="MINE").summary != "Changed."
    contributor.post(at(batch, "discard"))
    upload(contributor, a_csv([["reference", "summary"], ["MINE", "Changed."]]))
    batch = Import.objects.get()
    go_on(contributor, batch)
    assert contributor.post(at(batch, "commit")).status_code == 302
    assert Lesson.objects.get(pk="MINE").summary == "Changed."


@pytest.mark.django_db
def test_where_four_eyes_are_asked_for_nobody_publishes_what_they_brought(curating, django_user_model, settings):
    settings.FOUR_EYES = True
    lesson = an_entry(Lesson)
    upload(curating, a_csv([["reference", "summary"], [lesson.pk, "Changed."]]))
    batch = Import.objects.get()
    go_on(curating, batch)
    assert curating.post(at(batch, "commit")).status_code == 409
    second = Client()
    second.force_login(django_user_model.objects.create_superuser("second"))
    assert second.post(at(batch, "commit")).status_code == 302


@pytest.mark.django_db
def test_only_who_may_publish_imports_changes_of_public_records_or_publishes(django_user_model, curating):
    lesson = an_entry(Lesson)
    editor = somebody(django_user_model, "editor", "add_lesson", "change_lesson")
    upload(
        editor, a_csv([["reference", "title", "summary"], [lesson.pk, lesson.title, "Changed."], ["", "New", "New."]])
    )
    batch = Import.objects.get()
    page = go_on(editor, batch)
    assert "Somebody who may publish has to import this file" in page.content.decode()
    assert editor.post(at(batch, "commit")).status_code == 409
    editor.post(at(batch, "decide"), {"publish-asked": "1", "publish": "1"})
    finish(editor, batch)
    batch.refresh_from_db()
    assert batch.publish is False
    lesson.refresh_from_db()
    assert lesson.summary == "Something was learned."
    assert curating.post(at(batch, "commit")).status_code == 302
    lesson.refresh_from_db()
    assert (lesson.summary, Lesson.objects.get(title="New").status) == ("Changed.", "draft")


@pytest.mark.django_db
def test_steps_answer_to_post_only_and_in_their_time(curating):
    upload(curating, a_csv([["title", "summary"], ["A", "B."]]))
    batch = Import.objects.get()
    for step in STEPS:
        assert curating.get(at(batch, step)).status_code == 405
    assert curating.post(at(batch, "commit")).status_code == 400
    assert curating.post(at(batch)).status_code == 403
    assert curating.get("/admin/importing/import/99/change/").status_code == 404
    assert curating.get("/admin/importing/import/x/change/").status_code == 404
    go_on(curating, batch)
    assert curating.get(at(batch) + "?show=nonsense").status_code == 400
    assert curating.get(at(batch) + "?page=x").status_code == 400
    assert curating.get(at(batch) + "?page=9").status_code == 404
    assert curating.post(at(batch, "discard")).status_code == 302
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_every_list_of_records_leads_to_the_import(curating):
    page = curating.get("/admin/lessons/lesson/").content.decode()
    assert f'href="{ADD}?kind=lesson"' in page
    assert 'value="lessons" selected' in curating.get(f"{ADD}?kind=lesson").content.decode()
    assert "?kind=" not in curating.get("/admin/catalogue/tag/").content.decode()

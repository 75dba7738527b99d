"""A workbook is read as the people see it who keep it."""

import pytest

from importing import job
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

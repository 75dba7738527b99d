"""A messy file on its way to clean records, and back, in the browser."""

import csv
import io

import pytest

pytest.importorskip("playwright", reason="needs playwright: pip install -r requirements-browser.txt")
from playwright.sync_api import expect

from tests.journeys.accessibility import RULES, RULES_OF_A_PHONE, WIDER_THAN_THE_WINDOW, violations

WORDS = "a long pass phrase"
CURATOR = f"""
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser("importer", password="{WORDS}")
"""
MESSY = [
    ["Lessons of our winter review"],
    [],
    ["Name", "Description", "Keywords", "Local authority", "Last reviewed", "Colour"],
    [
        "Agree who decides before the call comes",
        "Nobody knew who could sign.",
        "home care",
        "Wigan MBC",
        "03/11/2026",
        "red",
    ],
    ["Ask the family’s view first", "Plans were made again.", "hospital dischrge", "Manchestr", "4 Nov 2026", "blue"],
]


@pytest.fixture(scope="module")
def import_site(sites):
    """A site of its own, with tags and councils and somebody who may import."""
    yield from sites.start("vocabulary", CURATOR)


def accessible(page):
    """Axe finds nothing on a wide screen and on a phone, and nothing is wider than the window."""
    assert violations(page, "tag", RULES) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)
    assert violations(page, "rule", RULES_OF_A_PHONE) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def test_import_of_a_messy_file_to_a_clean_commit_and_its_undo(page, import_site):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows(MESSY)
    page.goto(f"{import_site}/admin/login/?next=/admin/lessons/lesson/")
    page.fill("[name=username]", "importer")
    page.fill("[name=password]", WORDS)
    page.click("[type=submit]")
    page.get_by_role("link", name="Import from a file").click()
    accessible(page)

    page.set_input_files("[name=file]", {"name": "broken.csv", "mimeType": "text/csv", "buffer": b'a,b\n"open,x\n'})
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#content")).to_contain_text("do not match")
    accessible(page)

    page.set_input_files(
        "[name=file]", {"name": "m.csv", "mimeType": "text/csv", "buffer": file.getvalue().encode("cp1252")}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#content")).to_contain_text("2 rows of lessons")
    expect(page.locator("#id_encoding")).to_have_value("cp1252")
    expect(page.locator("#id_heading_row")).to_have_value("3")
    expect(page.locator("[name=column-0]")).to_have_value("title")
    accessible(page)

    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("heading", name="Values nobody knows").wait_for()
    expect(page.locator("#content")).to_contain_text("1 row cannot be imported yet")
    accessible(page)
    page.get_by_role("group", name="hospital dischrge").get_by_label("It stands for").select_option(
        "Hospital discharge"
    )
    page.get_by_role("group", name="Manchestr").get_by_label("Or for another name").fill("Manchester City Council")
    page.get_by_role("button", name="Check again with this").click()
    button = page.get_by_role("button", name="Import 2 lessons")
    button.wait_for()
    accessible(page)

    button.click()
    page.get_by_role("button", name="Undo this import").wait_for()
    accessible(page)
    page.goto(f"{import_site}/admin/lessons/lesson/")
    expect(page.locator("#result_list")).to_contain_text("Ask the family’s view first")
    page.goto(f"{import_site}/admin/importing/import/")
    accessible(page)
    page.get_by_role("link", name="m.csv").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("#content")).to_contain_text("Undone on")
    accessible(page)
    page.goto(f"{import_site}/admin/lessons/lesson/")
    expect(page.locator("#content")).to_contain_text("0 lessons")

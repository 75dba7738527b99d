"""Two people on one record, and a version restored, in the browser; and every page of it accessible."""

import re
from contextlib import closing

import psycopg2
import pytest

pytest.importorskip("playwright", reason="needs playwright: pip install -r requirements-browser.txt")
from playwright.sync_api import expect

from tests.journeys.accessibility import RULES, violations
from tests.sites import SERVER

LESSON = "/admin/lessons/lesson/DESK-L01/"
PASSWORD = "a long pass phrase"
# Two people who may do everything, and two drafts.
PEOPLE_AND_DRAFTS = f"""
from django.contrib.auth.models import User
from history.acts import revision
from catalogue.models import Source
from lessons.models import Lesson, LessonCitation
for name in ("first", "second"):
    User.objects.create_superuser(name, password="{PASSWORD}")
source = Source.objects.create(reference="desk", title="A report", type="report")
for number, word in ((1, "first"), (2, "second")):
    with revision("Made"):
        lesson = Lesson.objects.create(
            reference=f"DESK-L0{{number}}", slug=f"desk-{{number}}", title=f"The {{word}} lesson", summary="A summary."
        )
        LessonCitation.objects.create(entry=lesson, source=source, locator="p1")
"""


@pytest.fixture(scope="module")
def desk_site(sites):
    """The address of a site with the vocabulary and two drafts."""
    yield from sites.start("vocabulary", PEOPLE_AND_DRAFTS)


@pytest.fixture
def desk(browser, desk_site):
    """Opens the admin for a person of that name, in a browser of their own."""
    contexts = []

    def sign_in(name):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{desk_site}/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("link", name=re.compile("Lessons")).first).to_be_visible()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).first.click()


def test_two_people_change_one_record_and_the_second_decides(desk, desk_site):
    first, second = desk("first"), desk("second")
    first.goto(f"{desk_site}{LESSON}change/")
    second.goto(f"{desk_site}{LESSON}change/")
    expect(second.get_by_text("first has this record open too")).to_be_visible()
    first.get_by_label("Title:").fill("Ask before anything is cut")
    save(first)
    second.get_by_label("Title:").fill("Never cut without asking")
    second.get_by_label("Summary:").fill("Typed by the second.")
    save(second)
    expect(second.get_by_role("heading", level=1)).to_have_text("Somebody else changed this record")
    expect(second.get_by_text("Keep theirs")).to_be_visible()
    assert violations(second, "tag", RULES) == []
    second.get_by_label("Keep mine").check()
    second.get_by_role("button", name="Save what is chosen").click()
    second.goto(f"{desk_site}{LESSON}change/")
    expect(second.get_by_label("Title:")).to_have_value("Never cut without asking")
    expect(second.get_by_label("Summary:")).to_have_value("Typed by the second.")


def test_an_earlier_version_and_a_deleted_record_are_restored(desk, desk_site):
    page = desk("first")
    page.goto(f"{desk_site}/admin/lessons/lesson/DESK-L02/change/")
    page.get_by_label("Title:").fill("A title by mistake")
    save(page)
    page.goto(f"{desk_site}/admin/lessons/lesson/DESK-L02/history/")
    expect(page.get_by_text("A title by mistake").first).to_be_visible()
    assert violations(page, "tag", RULES) == []
    page.get_by_role("button", name="Compare the two chosen versions").click()
    assert violations(page, "tag", RULES) == []
    page.go_back()
    page.get_by_role("link", name="Restore this version").first.click()
    assert violations(page, "tag", RULES) == []
    page.get_by_role("button", name="Restore this version").click()
    expect(page.get_by_text("Restored the version of").first).to_be_visible()
    page.goto(f"{desk_site}/admin/lessons/lesson/DESK-L02/delete/")
    page.get_by_role("button", name="Yes, delete it").click()
    page.get_by_role("link", name="Deleted lessons").click()
    assert violations(page, "tag", RULES) == []
    page.get_by_role("link", name=re.compile("See or restore")).click()
    page.get_by_role("link", name="Restore this version").first.click()
    page.get_by_role("button", name="Restore this record").click()
    page.goto(f"{desk_site}/admin/lessons/lesson/DESK-L02/change/")
    expect(page.get_by_label("Title:")).to_have_value("The second lesson")


@pytest.mark.skipif(not SERVER, reason="on SQLite nobody saves while an import is being written")
def test_a_form_waits_while_an_import_holds_its_record(desk, desk_site, sites):
    page = desk("first")
    page.goto(f"{desk_site}/admin/lessons/lesson/DESK-L02/change/")
    page.get_by_label("Summary:").fill("Typed while an import was being written.")
    with closing(psycopg2.connect(sites.places[desk_site].url)) as an_import:
        an_import.cursor().execute("SELECT FROM lessons_lesson WHERE reference = 'DESK-L02' FOR UPDATE")
        save(page)
        expect(page.get_by_text("Nothing is saved yet: an import is changing this record")).to_be_visible()
        assert violations(page, "tag", RULES) == []
        page.get_by_role("button", name="Save again").click()
        expect(page.get_by_text("Nothing is saved yet: an import is changing this record")).to_be_visible()
    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(f"{desk_site}/admin/lessons/lesson/DESK-L02/change/")
    expect(page.get_by_label("Summary:")).to_have_value("Typed while an import was being written.")

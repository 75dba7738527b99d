"""A reader suggests a change; a curator signs in, writes, sees the page grow, and links to another record."""

import os
import re
import time

import pytest

pytest.importorskip("playwright", reason="needs playwright: pip install -r requirements-browser.txt")
from playwright.sync_api import expect

from tests.journeys.accessibility import RULES, WIDER_THAN_THE_WINDOW, violations

LESSON = "/admin/lessons/lesson/NW-L01/change/"


@pytest.fixture
def curating(page, site):
    """The page of somebody who has just signed in."""
    page.goto(f"{site}/admin/login/?next=/admin/")
    assert violations(page, "tag", RULES) == []
    page.get_by_label("Username").fill("writer")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site}/admin/")
    return page


def suggest(page, site, *, slowly):
    page.goto(f"{site}/lessons/common-purpose/")
    page.get_by_role("link", name="Our council did this too").click()
    expect(page.get_by_label("Our council did this too")).to_be_checked()
    page.get_by_label("What should change, or what did your council do?").fill("We did the same in 2023.")
    page.get_by_label("Your council (optional)").fill("Wigann")
    time.sleep(slowly)
    page.get_by_role("button", name="Send to the editors").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert violations(page, "tag", RULES) == []
    page.get_by_role("link", name=re.compile("There is no council called")).click()
    page.get_by_label("Your council (optional)").fill("Wigan MBC")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_a_reader_suggests_a_change_and_gets_no_cookie(page, context, site):
    suggest(page, site, slowly=4)
    assert context.cookies() == []


def test_a_reader_suggests_a_change_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/suggest/NW-L01/")
    page.get_by_label("What should change, or what did your council do?").fill("Another year would be right.")
    time.sleep(4)
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    context.close()


def test_a_curator_sees_the_page_grow_and_links_to_a_record_by_keyboard(curating, site):
    page = curating
    page.goto(site + LESSON)
    box = page.get_by_label("Body:")
    editor = page.locator(".app-editor", has=page.locator("#id_body"))
    editor.get_by_role("button", name="Preview").press("Enter")
    preview = page.frame_locator("iframe[title='Preview: Body']")
    expect(preview.get_by_role("heading", name="What was learned")).to_be_visible()
    box.fill("### Something new\n\nIt holds because of ")
    expect(preview.get_by_role("heading", name="Something new")).to_be_visible()
    box.press("End")
    editor.get_by_role("button", name="Link to a record").press("Enter")
    expect(page.get_by_role("dialog", name="Link to a record")).to_be_visible()
    page.keyboard.type("NW-R01")
    expect(page.locator(".app-picker [role=status]")).to_have_text("1 record found")
    assert violations(page, "tag", RULES, ".app-picker") == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile(r"because of \[.+\]\(/recommendations/[a-z-]+/\)$"))
    expect(preview.get_by_role("link")).to_have_attribute("href", re.compile("^/recommendations/"))
    assert violations(page, "tag", RULES, ".app-editor") == []
    page.get_by_label("Summary:").fill("x" * 480)
    expect(page.get_by_text("480 of 500 characters").first).to_be_visible()


def test_escape_closes_the_search_and_leaves_the_text_alone(curating, site):
    page = curating
    page.goto(site + LESSON)
    box = page.get_by_label("Body:")
    before = box.input_value()
    page.locator(".app-editor", has=page.locator("#id_body")).get_by_role("button", name="Link to a record").click()
    page.keyboard.type("zzzzzz")
    expect(page.locator(".app-picker [role=status]")).to_have_text("No records found")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert box.input_value() == before


@pytest.mark.parametrize("address", ["/admin/second-step/", "/admin/login/"])
def test_the_pages_of_signing_in_are_accessible_at_any_size(curating, site, address):
    page = curating
    page.goto(site + address)
    assert violations(page, "tag", RULES) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)


def test_the_second_step_is_set_up_on_its_page(curating, site):
    page = curating
    page.goto(f"{site}/admin/second-step/")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_alt_text("QR code of the secret, which is written out below")).to_be_visible()
    assert violations(page, "tag", RULES) == []
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    assert violations(page, "tag", RULES) == []


def test_the_page_of_a_locked_account_is_accessible(page, site):
    for _ in range(5):
        page.goto(f"{site}/admin/login/")
        page.get_by_label("Username").fill("somebody")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Wait a little before you try again")).to_be_visible()
    assert violations(page, "tag", RULES) == []


def test_a_curator_starts_a_case_study_from_a_suggestion(curating, site):
    page = curating
    suggest(page, site, slowly=4)
    page.goto(f"{site}/admin/curation/suggestion/?type__exact=did-this")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_label("Status:").select_option(label="Accepted")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Start a case study from this").click()
    assert violations(page, "tag", RULES) == []
    page.get_by_label("Reference:").fill(f"TRY-C{os.getpid()}")
    page.get_by_label("Title:").fill("What Wigan did in 2023")
    page.get_by_role("button", name="Start the draft").click()
    expect(page.locator("#id_title")).to_have_value("What Wigan did in 2023")
    expect(page.locator(".field-councils")).to_contain_text("Wigan")

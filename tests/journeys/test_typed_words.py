"""What somebody typed into a form of the admin survives a step, a lost session and a page left by mistake."""

import re

import pytest

pytest.importorskip("playwright", reason="needs playwright: pip install -r requirements-browser.txt")
from playwright.sync_api import expect

from tests.journeys.accessibility import RULES, violations

LESSON = "/admin/lessons/lesson/NW-L03/change/"
WORDS = "Gooseberries were counted twice, and nobody noticed."


def sign_in(page):
    page.get_by_label("Username").fill("writer")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def opened(page, site):
    """The form of a record, just opened by somebody who signed in."""
    page.goto(f"{site}{LESSON}")
    sign_in(page)
    expect(page).to_have_url(f"{site}{LESSON}")
    return page


def test_words_typed_before_the_session_ended_are_offered_again_after_signing_in(opened, site, context):
    opened.get_by_label("Summary").fill(WORDS)
    context.clear_cookies()
    opened.locator("input[name=_save]").first.click()
    opened.goto(f"{site}/admin/login/?next={LESSON}")
    expect(opened.get_by_text("What you typed is kept in this browser")).to_be_visible()
    assert violations(opened, "tag", RULES) == []
    sign_in(opened)
    expect(opened.get_by_text("You typed something here that was not saved")).to_be_visible()
    assert opened.get_by_label("Summary").input_value() != WORDS
    opened.get_by_role("button", name="Put it back into the form").click()
    expect(opened.get_by_label("Summary")).to_have_value(WORDS)


def test_what_was_forgotten_is_not_offered_again(opened, site):
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.get_by_label("Summary").fill(WORDS)
    opened.reload()
    opened.get_by_role("button", name="Forget it").click()
    opened.reload()
    expect(opened.get_by_text("You typed something here that was not saved")).to_be_hidden()


def test_leaving_a_changed_form_warns_and_leaving_an_unchanged_one_does_not(opened, site):
    asked = []
    opened.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    opened.goto(f"{site}/admin/")
    assert asked == []
    opened.goto(f"{site}{LESSON}")
    opened.get_by_label("Summary").fill(WORDS)
    opened.goto(f"{site}/admin/")
    assert asked == ["beforeunload"]


def test_a_step_saves_what_was_typed_first_and_then_nothing_is_left_to_offer(opened, site):
    opened.get_by_label("Summary").fill(WORDS)
    opened.locator("input[name=_save]").first.click()
    expect(opened).to_have_url(f"{site}{LESSON}")
    opened.get_by_label("Summary").fill(f"{WORDS} Twice.")
    opened.get_by_role("link", name="Send for review").click()
    expect(opened).to_have_url(re.compile("/step/send/$"))
    expect(opened.get_by_text("saved.")).to_be_visible()
    opened.goto(f"{site}{LESSON}")
    expect(opened.get_by_label("Summary")).to_have_value(f"{WORDS} Twice.")
    expect(opened.get_by_text("You typed something here that was not saved")).to_be_hidden()

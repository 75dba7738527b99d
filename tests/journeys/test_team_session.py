"""A team session in a browser: accessible at any size, quicker with a script, and no words lost without a connection."""

import re

import pytest

from tests.journeys.accessibility import RULES, RULES_OF_A_PHONE, WIDER_THAN_THE_WINDOW, violations


@pytest.fixture
def people(browser, site):
    """Browsers of those who lead and take part, and the address of their session."""
    leader = browser.new_context().new_page()
    leader.goto(f"{site}/reflect/")
    leader.fill("[name=name]", "Discharge team")
    leader.click("text=Start the session")
    room = leader.locator(".session-address").nth(1).inner_text()
    leader.click("a:has-text('Lead the session')")
    somebody = browser.new_context().new_page()
    somebody.goto(room)
    somebody.click("button:has-text('Take part')")
    session = re.sub(r"lead/.*", "", leader.url)
    yield leader, somebody, session
    leader.context.close()
    somebody.context.close()


def check(page, address):
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.goto(address).status == 200
    assert violations(page, "tag", RULES) == [], address
    assert page.locator("h1").count() == 1
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("new Promise(requestAnimationFrame)")
    assert not page.evaluate(WIDER_THAN_THE_WINDOW), f"{address} at 320 pixels"
    assert violations(page, "rule", RULES_OF_A_PHONE) == [], f"{address} at 320 pixels"


def test_every_page_of_a_session_is_accessible_at_any_size(people):
    leader, somebody, session = people
    home = re.sub(r"sessions/.*", "", session)
    somebody.fill("textarea >> nth=0", "A thought")
    somebody.click("button:has-text('Send') >> nth=0")
    check(somebody, session)
    before = [f"{session}lead/?step={step}" for step in (1, 2, 4)]
    for address in [*before, f"{session}type-up/", f"{session}screen/?step=4"]:
        check(leader, address)
    leader.goto(f"{session}lead/?step=3")
    leader.click("text=Start the clock")
    leader.click("text=Reveal all notes")
    for address in (
        *(f"{session}lead/?step={step}" for step in (3, 4, 8, 9)),
        *(home + page for page in ("", "links/", "report/", "delete/")),
        f"{session}screen/?step=4",
    ):
        check(leader, address)
    check(somebody, session)


def test_an_answer_saves_itself_and_survives_a_lost_connection(people):
    leader, _, session = people
    leader.goto(f"{session}lead/?step=4&question=1")
    leader.fill("#answer textarea", "Typed by itself")
    leader.wait_for_selector("#answer [data-said]:has-text('Saved')")
    leader.context.set_offline(True)
    leader.fill("#answer textarea", "Typed without a connection")
    leader.wait_for_selector("#answer [data-said]:has-text('Not saved')")
    leader.context.set_offline(False)
    leader.reload()
    assert leader.input_value("#answer textarea") == "Typed without a connection"
    leader.click("text=Save as agreed")
    assert leader.inner_text("[data-state]") == "Agreed"

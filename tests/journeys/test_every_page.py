"""Every sort of page, with content and without: accessible, narrow, enlarged, and no complaint by the browser."""

import pytest

from config import errors
from tests.journeys.accessibility import RULES, RULES_OF_A_PHONE, WIDER_THAN_THE_WINDOW, violations
from tests.journeys.addresses import ADDED_TO_THE_ADMIN, EMPTY, FULL, REFUSALS


@pytest.fixture(scope="module")
def page(browser):
    """One window for all pages that are only looked at: opening another costs the browser more than a page does."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def visit(page, address, status=200):
    """Open a page; the browser must not complain of anything, such as a breach of the content security policy."""
    complaints = []

    def hear_message(message):
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    listeners = {
        "console": hear_message,
        "pageerror": lambda error: complaints.append(str(error)),
        "requestfailed": lambda request: complaints.append(f"{request.url} failed"),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    assert page.goto(address, wait_until="load").status == status
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    if status >= 400:
        complaints = [text for text in complaints if f"the server responded with a status of {status}" not in text]
    assert complaints == []


def check(page, address, status=200):
    """Everything that holds for any page."""
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, address, status)
    assert violations(page, "tag", RULES) == []
    assert page.locator("h1").count() == 1
    assert (
        page.evaluate('document.querySelectorAll(\'[tabindex]:not([tabindex="0"]):not([tabindex="-1"])\').length') == 0
    )
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(WIDER_THAN_THE_WINDOW), "with the text at 200 %"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 640})
    # The page's own script answers to the width before the next picture.
    page.evaluate("new Promise(requestAnimationFrame)")
    assert not page.evaluate(WIDER_THAN_THE_WINDOW), "at 320 pixels"
    assert violations(page, "rule", RULES_OF_A_PHONE) == [], "at 320 pixels"


@pytest.mark.parametrize("address", FULL)
def test_a_page_with_content_is_accessible_at_any_size(page, site, address):
    check(page, site + address)


@pytest.mark.parametrize("address", EMPTY)
def test_a_page_without_records_is_accessible_at_any_size(page, empty_site, address):
    check(page, empty_site + address)


@pytest.mark.parametrize(("address", "status"), REFUSALS.items())
def test_a_refusal_is_accessible_at_any_size(page, site, address, status):
    check(page, site + address, status)


def test_the_pages_people_curate_with_fit_a_narrow_screen(page, site):
    page.goto(f"{site}/admin/login/?next=/about/")
    page.fill("[name=username]", "writer")
    page.fill("[name=password]", "a long pass phrase")
    page.click("[type=submit]")
    page.wait_for_url("**/about/")
    page.set_viewport_size({"width": 320, "height": 640})
    lists = ["/admin/lessons/lesson/", "/admin/lessons/lesson/NW-L01/change/", "/admin/councils/council/WGN/change/"]
    for address in [*ADDED_TO_THE_ADMIN, *lists]:
        assert page.goto(site + address).status == 200
        assert not page.evaluate(WIDER_THAN_THE_WINDOW), address
    # What is to be done is read whole: its box needs no scrolling of its own.
    page.goto(f"{site}/admin/")
    boxes = "[...document.querySelectorAll('#content-main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto')"
    assert page.evaluate(f"{boxes}.map(e => e.className)") == []
    page.context.clear_cookies()


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_page_of_a_broken_site_is_accessible_at_any_size(page, site, name):
    html = errors.plain(name)
    page.route("**/broken/", lambda route: route.fulfill(status=200, content_type="text/html", body=html), times=1)
    check(page, f"{site}/broken/")

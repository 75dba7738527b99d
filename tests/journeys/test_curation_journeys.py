"""From a contributor's draft to the public page, and the next edit of what is public, in the browser."""

import re

import pytest

pytest.importorskip("playwright", reason="needs playwright: pip install -r requirements-browser.txt")
from playwright.sync_api import expect

from tests.journeys.accessibility import RULES, violations

PASS_PHRASE = "a long pass phrase"
MAKE_PEOPLE = f"""
from django.contrib.auth.models import Group, User
from curation import roles
from catalogue.models import Source
roles.set_up()
Source.objects.create(reference="our-report", type="report", title="Our own report")
for role in ("Contributor", "Editor", "Publisher"):
    user = User.objects.create_user(role.lower(), password="{PASS_PHRASE}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
"""
CHANGE = "/admin/lessons/lesson/TRY-L01/change/"


@pytest.fixture(scope="module")
def desk(sites):
    """The address of a site without records, with somebody in each role."""
    yield from sites.start("vocabulary", MAKE_PEOPLE)


@pytest.fixture
def somebody(browser, desk):
    """A way to open a window, for a visitor or signed in."""
    opened = []

    def open_window(name=""):
        context = browser.new_context(base_url=desk)
        opened.append(context)
        page = context.new_page()
        if name:
            page.goto("/admin/login/")
            page.fill("[name=username]", name)
            page.fill("[name=password]", PASS_PHRASE)
            page.click("[type=submit]")
            page.wait_for_url("**/admin/")
        return page

    yield open_window
    for context in opened:
        context.close()


def take(page, step, note=""):
    """Take a step from the record's own page; its page is accessible."""
    page.goto(CHANGE)
    page.get_by_role("link", name=step, exact=True).first.click()
    assert violations(page, "tag", RULES) == []
    page.fill("[name=note]", note)
    page.get_by_role("button", name=step, exact=True).click()
    page.wait_for_url(f"**{CHANGE}")


def save(page, **fields):
    """Fill fields in and save."""
    for name, words in fields.items():
        page.fill(f"[name={name}]", words)
    with page.expect_navigation(url=re.compile("/admin/lessons/lesson/(TRY-L01/change/)?(\\?.*)?$")):
        page.locator("[name=_save]").first.click()


def test_a_lesson_goes_from_its_contributor_to_its_visitors_and_is_edited_again(page, somebody):
    contributor, editor, publisher = (somebody(name) for name in ("contributor", "editor", "publisher"))
    visitor = somebody()

    contributor.goto("/admin/lessons/lesson/add/")
    contributor.locator("#citations-0 .field-source .select2-selection").click()
    contributor.locator(".select2-search__field").last.fill("own")
    contributor.locator(".select2-results__option", has_text="Our own report").click()
    save(contributor, reference="TRY-L01", title="Ask before you cut", summary="Ask families before a service is cut.")
    take(contributor, "Send for review", "Ready, I think.")
    expect(contributor.get_by_role("link", name="Publish", exact=True)).to_have_count(0)

    take(publisher, "Return", "Say who should ask.")
    contributor.goto(CHANGE)
    expect(contributor.get_by_text("Say who should ask.")).to_be_visible()
    save(contributor, summary="Councils ask families before a service is cut.")
    take(contributor, "Send for review")
    assert visitor.goto("/lessons/ask-before-you-cut/").status == 404

    take(publisher, "Publish")
    assert visitor.goto("/lessons/ask-before-you-cut/").status == 200
    expect(visitor.get_by_text("Councils ask families before a service is cut.").first).to_be_visible()

    editor.goto(CHANGE)
    save(editor, summary="Councils ask families and staff before a service is cut.")
    expect(editor.get_by_text("The form below shows the working copy")).to_be_visible()
    editor.get_by_role("link", name="Preview the working copy").click()
    expect(editor.get_by_text("Councils ask families and staff before a service is cut.").first).to_be_visible()
    take(editor, "Send for review")
    visitor.reload()
    expect(visitor.get_by_text("families and staff")).to_have_count(0)

    publisher.goto("/admin/lessons/lesson/TRY-L01/step/publish/")
    expect(publisher.get_by_text("What visitors will see differently")).to_be_visible()
    assert violations(publisher, "tag", RULES) == []
    take(publisher, "Publish")
    visitor.reload()
    expect(visitor.get_by_text("Councils ask families and staff before a service is cut.").first).to_be_visible()

"""The keeper of the vocabulary at work in a browser, from the front page of the admin on."""

import re
import urllib.error
import urllib.request

import pytest

from tests.journeys.accessibility import RULES, WIDER_THAN_THE_WINDOW, violations

# Somebody who may do everything; a tag beside one that means the same, on the site of these tests only.
PEOPLE = """
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from catalogue.models import Tag
from lessons.models import Lesson
User.objects.filter(username="keeper").exists() or User.objects.create_superuser("keeper", password="a long pass phrase")
call_command("setup_roles", verbosity=0)
contributor = User.objects.create_user("contributor", password="a long pass phrase", is_staff=True)
contributor.groups.add(Group.objects.get(name="Contributor"))
theme = Tag.objects.get(slug="care-and-support-settings")
made, is_new = Tag.objects.get_or_create(slug="care-home", defaults={"name": "Care home", "definition": "x", "broader": theme})
Lesson.objects.get(pk="NW-L01").tags.add(made)
Lesson.objects.create(reference="TRY-L02", title="Ask first", slug="ask-first", summary="It helped. Ask jo@example.org")
"""


def sign_in(page, site, name):
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in").click()
    seen(page.get_by_role("heading", name="What needs doing"))
    return page


@pytest.fixture
def keeper(page, curated_site):
    """A browser signed in on the site."""
    return sign_in(page, curated_site, "keeper")


def seen(locator):
    """Wait until something can be seen."""
    locator.first.wait_for(state="visible", timeout=60_000)


def check(page):
    """What holds for every page of curation of our own."""
    assert violations(page, "tag", RULES) == []
    assert page.locator("h1").count() >= 1
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)
    page.set_viewport_size({"width": 1280, "height": 900})


def answer(address):
    """Where an address leads to, without a browser."""
    with urllib.request.urlopen(address, timeout=20) as response:
        return response.url, response.read().decode()


def test_two_tags_that_mean_the_same_are_merged_and_the_merge_is_taken_back(keeper, curated_site):
    page = keeper
    check(page)
    page.get_by_role("link", name="Tags", exact=True).first.click()
    page.get_by_role("link", name="Tidy up").click()
    check(page)
    page.get_by_role("link", name="Merge “Care home” into “Care homes”").click()
    seen(page.get_by_text("1 lesson tagged “Care home” will be tagged “Care homes”."))
    check(page)
    page.get_by_role("button", name="Merge 1 record into “Care homes”").click()
    seen(page.get_by_text("“Care home” has been merged into “Care homes”."))
    assert answer(f"{curated_site}/tags/care-home/")[0] == f"{curated_site}/tags/care-homes/"
    found = answer(f"{curated_site}/lessons/?tag=care-home")[1]
    assert int(re.search(r"(\d+) lessons", found)[1]) == 5
    assert "/lessons/common-purpose/" in found

    page.goto(f"{curated_site}/admin/catalogue/tag/?merged_into__isempty=0")
    page.get_by_role("link", name="Care home", exact=True).click()
    page.get_by_role("button", name="Bring back").click()
    seen(page.get_by_text("“Care home” is a tag of its own again."))
    check(page)
    boxes = page.get_by_role("checkbox", name=re.compile(r": Care home$"))
    assert [box.is_checked() for box in boxes.all()].count(True) == 1
    page.get_by_role("checkbox", name="NW-L01: keep Care homes").uncheck()
    page.get_by_role("button", name=re.compile(r"^Save these \d+ records$")).click()
    seen(page.get_by_text("1 records changed"))
    assert answer(f"{curated_site}/tags/care-home/")[0] == f"{curated_site}/tags/care-home/"
    assert int(re.search(r"(\d+) lessons?", answer(f"{curated_site}/lessons/?tag=care-home")[1])[1]) == 1


def test_the_advice_on_a_record_is_read_where_it_is_edited_and_where_it_is_published(keeper, curated_site):
    page = keeper
    page.goto(f"{curated_site}/admin/lessons/lesson/TRY-L02/change/")
    seen(page.get_by_text("The summary starts with “It”."))
    seen(page.get_by_text("“Summary” seems to hold an e-mail address."))
    page.goto(f"{curated_site}/admin/lessons/lesson/TRY-L02/step/publish/")
    check(page)
    page.get_by_role("button", name="Publish").click()
    seen(page.get_by_text("This cannot be done now"))
    with pytest.raises(urllib.error.HTTPError):
        answer(f"{curated_site}/lessons/ask-first/")


@pytest.fixture(scope="module")
def curated_site(sites):
    """A site of these journeys' own, so that what they change shows nowhere else."""
    yield from sites.start("everything", PEOPLE)


def test_a_tag_that_somebody_asks_for_is_decided_on_from_the_front_page(browser, curated_site):
    asking = sign_in(browser.new_context().new_page(), curated_site, "contributor")
    asking.get_by_role("link", name="Tag proposals", exact=True).first.click()
    asking.get_by_role("link", name="Add tag proposal").first.click()
    asking.get_by_label("Tag you would like").fill("Night-time support")
    asking.get_by_label("Definition").fill("Support during the night, at home or elsewhere.")
    asking.get_by_label("Why it is needed").fill("People look for it.")
    asking.get_by_role("button", name="Save", exact=True).click()
    seen(asking.get_by_text("was added successfully"))
    asking.context.close()

    page = sign_in(browser.new_context().new_page(), curated_site, "keeper")
    page.get_by_role("link", name="1 tag proposal").click()
    page.get_by_role("link", name="Night-time support").first.click()
    page.get_by_role("link", name="Decide").click()
    check(page)
    page.get_by_label("Accept: make it a new tag").check()
    page.get_by_role("button", name="Save the decision").click()
    seen(page.get_by_text("Fill this in for that decision."))
    page.get_by_label("Theme:").select_option(label="Care and support settings")
    page.get_by_role("button", name="Save the decision").click()
    seen(page.get_by_text("“Night-time support” has been accepted."))
    page.goto(f"{curated_site}/admin/catalogue/tag/?q=night-time")
    seen(page.get_by_role("link", name="Night-time support"))
    page.context.close()

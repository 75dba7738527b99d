"""Addresses that lead to places and topics: a council by any spelling of its name, the lists of tags and regions."""

import pytest

from casestudies.models import CaseStudy
from catalogue.models import Tag
from councils.models import Council
from lessons.models import Lesson
from tests.cast import a_council, a_draft, a_tag, an_entry

pytestmark = pytest.mark.django_db


def leads_to(client, address):
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


@pytest.mark.parametrize(
    "name", ["Wigan", "WIGAN", "wigan-mbc", "Wigan Council", "wigan_council", "Wigan%20MBC", "WÍGAN"]
)
def test_any_spelling_of_a_councils_name_leads_to_its_page(client, name):
    a_council()
    assert leads_to(client, f"/councils/{name}/") == (301, "/councils/wigan/")


def test_the_address_of_a_council_stays_its_page(client):
    a_council()
    assert leads_to(client, "/councils/wigan/") == (200, None)


def test_every_spelling_in_the_register_leads_to_a_council_or_to_a_choice(client, content):
    councils = Council.objects.current().with_adult_social_care().prefetch_related("names")
    for council in councils:
        for name in council.names.all():
            _, address = leads_to(client, f"/councils/{name.spelling.replace('/', ' ')}/")
            # A spelling such as “bolton” is the address itself.
            assert address in {council.get_absolute_url(), None} or address.startswith("/search/"), name


def test_a_name_of_several_councils_leads_to_the_choice(client):
    a_council("ESX", "East Sussex")
    a_council("WSX", "West Sussex")
    assert leads_to(client, "/councils/Sussex/") == (302, "/search/?q=sussex")
    page = client.get("/search/?q=sussex").content.decode()
    assert 'href="/councils/east-sussex/"' in page
    assert 'href="/councils/west-sussex/"' in page


def test_the_beginning_of_one_name_leads_to_its_council(client):
    a_council("KEC", "Kensington and Chelsea")
    status, address = leads_to(client, "/councils/Kensington/")
    assert (status // 100, address) == (3, "/councils/kensington-and-chelsea/")


@pytest.mark.parametrize("name", ["nowhere", "council", "Wigan and friends", "💥", "-", "a" * 500])
def test_what_is_no_council_is_not_found(client, name):
    a_council()
    assert client.get(f"/councils/{name}/").status_code == 404


def test_all_tags_are_listed_with_their_theme_and_the_number_of_public_records(client):
    tag = a_tag("Home care")
    an_entry(Lesson, tags=[tag])
    an_entry(CaseStudy, tags=[tag])
    a_draft(Lesson, tags=[tag, a_tag("Day care")])
    Tag.objects.create(name="Old", slug="old", definition="x", broader=tag.broader, merged_into=tag)
    rows = {each.name: count for _, tags in client.get("/tags/").context["letters"] for each, count in tags}
    assert rows == {"Home care": 2, "Day care": 0}
    assert "Care market" in client.get("/tags/").content.decode()


def test_the_nine_regions_are_listed_with_the_number_of_councils_and_public_records(client):
    wigan = a_council()
    a_council("BOL", "Bolton")
    an_entry(Lesson, councils=[wigan])
    a_draft(Lesson, councils=[wigan])
    rows = {
        region.value: (councils, records) for region, councils, records in client.get("/regions/").context["regions"]
    }
    assert len(rows) == 9
    assert rows["north-west"] == (2, 1)
    assert rows["london"] == (0, 0)


@pytest.mark.parametrize(("page", "listed"), [("/themes/", "/tags/"), ("/councils/", "/regions/")])
def test_the_lists_are_linked_where_people_browse(client, page, listed):
    assert f'href="{listed}"' in client.get(page).content.decode()
    assert listed in client.get("/sitemap-pages.xml").content.decode()

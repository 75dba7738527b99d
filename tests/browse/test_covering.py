"""A record or report about a region, or a named area, is shown by the councils in it, and apart from what names them."""

import pytest

from catalogue.publication import Status
from councils.models import Area
from lessons.models import Lesson
from tests.cast import a_council, a_source, an_entry

pytestmark = pytest.mark.django_db

NOTHING = "Nothing has been published here yet"


def page(client, address):
    return client.get(address).content.decode()


def test_a_council_shows_what_covers_its_region_or_area_and_never_says_that_nothing_is_here(client):
    wigan = a_council()
    a_council("LDS", "Leeds", region="yorkshire-and-the-humber")
    region = Area.objects.create(slug="nw", name="The whole North West", region="north-west")
    area = Area.objects.create(slug="gm", name="Greater Manchester")
    area.councils.add(wigan)
    assert NOTHING in page(client, "/councils/wigan/")
    source = a_source()
    source.areas.add(region)
    record = an_entry(Lesson, title="Gooseberry", source=source)
    record.areas.add(area)
    for address in ("/councils/wigan/", "/regions/north-west/"):
        said = page(client, address)
        assert NOTHING not in said
        assert said.index('id="covering"') < said.index("Gooseberry")
        assert source.get_absolute_url() in said
    assert "Covers your region" in page(client, "/councils/wigan/")
    assert NOTHING in page(client, "/councils/leeds/")
    assert client.get("/lessons/?council=wigan").context["page"].paginator.count == 0


def test_what_is_not_public_covers_nothing(client):
    a_council()
    record = an_entry(Lesson, title="Gooseberry", status=Status.DRAFT)
    record.areas.add(Area.objects.create(slug="nw", name="North West", region="north-west"))
    assert NOTHING in page(client, "/councils/wigan/")
    assert NOTHING in page(client, "/regions/north-west/")

"""Councils like another, by the rule the page states."""

import pytest

from councils.alike import RULE, like
from tests.cast import a_council

pytestmark = pytest.mark.django_db


def test_the_same_type_and_a_population_within_a_quarter():
    wigan = a_council(population=300_000)
    near = a_council("BOL", "Bolton", population=374_000)
    a_council("BIG", "Big", population=376_000)
    a_council("CTY", "County", population=300_000, type="CTY")
    a_council("OLD", "Old", population=300_000, ended_on="2023-04-01")
    assert like(wigan) == [near]


def test_the_same_region_first_then_the_nearest_population_and_six_at_most():
    wigan = a_council(population=300_000)
    far = [a_council(f"F{n}", f"Far {n}", population=300_000 + n * 1000, region="london") for n in range(1, 7)]
    home = a_council("HOM", "Home", population=340_000)
    assert like(wigan) == [home, *far[:5]]


def test_none_where_the_population_is_unknown_or_the_council_is_no_more():
    a_council("BOL", "Bolton", population=300_000)
    assert like(a_council()) == []
    assert like(a_council("OLD", "Old", population=300_000, ended_on="2023-04-01")) == []


def test_the_page_states_the_rule_and_offers_to_compare(client):
    a_council(population=300_000)
    a_council("BOL", "Bolton", population=300_000)
    page = client.get("/councils/wigan/").content.decode()
    assert RULE in page
    assert "/compare/?council=wigan&amp;council=bolton" in page

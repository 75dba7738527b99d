"""The register of councils is right where the published one is wrong."""

import math

import pytest

from councils import register
from councils.models import Council, CouncilType, Region

FARTHEST = 30_000


@pytest.fixture(scope="module")
def councils():
    found, _ = register.councils()
    return found


def test_there_are_153_councils_with_adult_social_care(councils):
    assert sum(council.has_adult_social_care for council in councils.values()) == 153


def test_combined_authorities_and_the_greater_london_authority_are_left_out(councils):
    assert not {"GMCA", "GLA", "LIVR"} & set(councils)
    assert {council.type for council in councils.values()} == set(CouncilType.values)


def test_every_council_has_a_region_and_a_slug_of_its_own(councils):
    assert {council.region for council in councils.values()} == set(Region.values)
    assert len({council.slug for council in councils.values()}) == len(councils)


def test_no_county_lies_over_30_km_from_the_middle_of_its_districts(councils):
    rows = register.authorities()
    for code, county in councils.items():
        districts = [councils[other] for other, row in rows.items() if row["county-la"] == code]
        placed = [district for district in districts if district.easting]
        if county.type != CouncilType.COUNTY or not placed:
            continue
        easting = sum(district.easting for district in placed) / len(placed)
        northing = sum(district.northing for district in placed) / len(placed)
        assert math.dist((county.easting, county.northing), (easting, northing)) < FARTHEST, county.name


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("DBY", "east-midlands"),
        ("LIN", "east-midlands"),
        ("BKM", "south-east"),
        ("NTH", "east-midlands"),
        ("BMH", "south-west"),
    ],
)
def test_counties_and_abolished_councils_are_in_the_right_region(councils, code, region):
    assert councils[code].region == region


def test_lancashire_lies_in_lancashire(councils):
    # Preston, its county town, is at about 353900, 429400.
    assert math.dist((councils["LAN"].easting, councils["LAN"].northing), (353_900, 429_400)) < FARTHEST


def test_a_county_whose_districts_are_not_placed_lies_where_its_successors_do(councils):
    # Dorchester, the county town of Dorset, is at about 369200, 90700.
    assert math.dist((councils["DOR"].easting, councils["DOR"].northing), (369_200, 90_700)) < FARTHEST


def test_every_abolished_council_ends_when_its_successors_start(councils):
    _, successors = register.councils()
    assert {code for code, council in councils.items() if not council.is_current} == set(successors)
    for code, heirs in successors.items():
        assert councils[code].ended_on == max(councils[heir].started_on for heir in heirs), code


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("WGN", "wigan"),
        ("TWH", "tower-hamlets"),
        ("CMA", "cumbria-county-council"),
        ("SMT", "somerset"),
        ("BST", "bristol"),
    ],
)
def test_slugs_follow_the_contract(councils, code, slug):
    assert councils[code].slug == slug


def test_every_correction_changes_what_the_register_says():
    published = {row["local-authority-code"]: row for row in register.rows("authorities.csv")}
    for row in register.rows("corrections.csv"):
        assert published[row["code"]][row["column"]] != row["value"]
        assert row["reason"]


def test_cumbria_shows_its_successors_and_they_show_their_history(client, content, db):
    cumbria = Council.objects.get(code="CMA")
    assert {council.code for council in cumbria.successors.all()} == {"CBD", "WAF"}
    page = client.get("/councils/cumbria-county-council/").content.decode()
    assert "Cumberland Council" in page
    assert "Westmorland and Furness Council" in page
    assert "Cumbria County Council" in client.get("/councils/cumberland/").content.decode()


def test_somerset_counts_the_records_of_the_county_council_it_replaced(client, content, db):
    assert "Micro-enterprises and The Buzz, Somerset" in client.get("/case-studies/?council=somerset").content.decode()


def test_no_council_that_exists_has_the_word_in_its_short_name_and_its_page_stays_where_it_was():
    found, _ = register.councils()
    assert not [council.name for council in found.values() if council.is_current and council.name.endswith("Council")]
    assert (found["DST"].name, found["DST"].slug) == ("Dorset", "dorset-council")

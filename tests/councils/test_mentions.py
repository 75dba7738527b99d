"""Which councils, regions and areas a text names."""

import pytest

from councils.mentions import Gazetteer, name_of
from councils.models import Area, Council
from tests.cast import a_council

pytestmark = pytest.mark.django_db


def named(text):
    """The names of the places a text mentions, a list for each mention."""
    return [[name_of(place) for place in mention.places] for mention in Gazetteer().mentions(text)]


def told_apart(text):
    [mention] = Gazetteer().mentions(text)
    return [name_of(place) for place in mention.others]


def test_every_council_with_adult_social_care_is_named_by_each_of_its_names(content):
    gazetteer = Gazetteer()
    councils = Council.objects.current().with_adult_social_care().prefetch_related("names")
    assert len(councils) == 153
    for council in councils:
        for name in {council.name, council.official_name, council.name.lower()} - {"London"}:
            [mention] = gazetteer.mentions(name)
            assert mention.places == (council,), name


# Twenty spellings of councils that were reorganised, and who is meant: the council of that name, or what there was.
REORGANISED = {
    "Cumbria": "Cumbria County Council",
    "cumbria county council": "Cumbria County Council",
    "Northamptonshire": "Northamptonshire County Council",
    "NORTHAMPTONSHIRE CC": "Northamptonshire County Council",
    "Northampton": "Northampton Borough Council",
    "Kettering Borough Council": "Kettering Borough Council",
    "Bournemouth": "Bournemouth Borough Council",
    "Borough of Poole": "Borough of Poole",
    "Christchurch": "Christchurch Borough Council",
    "Somerset": "Somerset",
    "Somerset County Council": "Somerset County Council",
    "North Yorkshire": "North Yorkshire",
    "North Yorkshire County Council": "North Yorkshire County Council",
    "Dorset": "Dorset",
    "Buckinghamshire": "Buckinghamshire",
    "Taunton Deane": "Taunton Deane Borough Council",
    "Mendip": "Mendip District Council",
    "Harrogate": "Harrogate Borough Council",
    "Allerdale": "Allerdale Borough Council",
    "Suffolk Coastal": "Suffolk Coastal District Council",
}


@pytest.mark.parametrize(("name", "meant"), REORGANISED.items())
def test_a_reorganised_council_is_named_by_the_name_it_had(content, name, meant):
    assert named(name) == [[meant]]


@pytest.mark.parametrize(
    ("text", "meant"),
    {
        "Newcastle": "Newcastle upon Tyne",
        "St Helens": "St Helens",
        "st. helens": "St Helens",
        "Bradford": "Bradford",
        "Essex": "Essex",
        "Durham": "Durham",
        "Kensington": "Kensington and Chelsea",
        "Manchester": "Manchester",
        "Greater Manchester": "Greater Manchester",
        "the North West": "North West",
        "Yorkshire & the Humber": "Yorkshire and the Humber",
        "London": "London",
        "LB Tower Hamlets": "Tower Hamlets",
        "Hull": "Kingston upon Hull",
    }.items(),
)
def test_a_name_as_people_say_it_is_one_place(content, text, meant):
    assert named(text) == [[meant]]


def test_namesakes_are_told_apart(content):
    assert told_apart("Manchester") == ["Greater Manchester"]
    assert told_apart("Newcastle") == ["Newcastle-under-Lyme"]
    assert told_apart("Lincolnshire") == ["North East Lincolnshire", "North Lincolnshire"]


def test_a_part_of_several_names_offers_them(content):
    assert named("Sussex") == [["East Sussex", "West Sussex"]]
    assert named("Cheshire") == [["Cheshire East", "Cheshire West and Chester"]]


def test_a_name_that_several_councils_bear_offers_them():
    for code in ("ONE", "TWO"):
        a_council(code, "Newtown", official_name=f"Newtown {code} Council", slug=code.lower())
    assert named("Newtown") == [["Newtown", "Newtown"]]


@pytest.mark.parametrize("text", ["north", "council", "county council", "borough", "royal", "the", "of", "", "💥", '"'])
def test_a_part_of_very_many_names_names_nothing(content, text):
    assert named(text) == []


def test_places_are_named_beside_other_words_the_longest_name_first(content):
    assert named("Bolton volunteers") == [["Bolton"]]
    assert named("what did Wigan council and Bolton MBC do") == [["Wigan"], ["Bolton"]]
    assert named("volunteers in greater manchester") == [["Greater Manchester"]]
    assert named("easy reading formats") == []
    assert named("care homes in Reading") == [["Reading"]]


def test_part_of_a_name_beside_other_words_names_nothing(content):
    assert named("kensington volunteers") == []


def test_all_places_are_read_in_as_many_queries_among_a_hundred(django_assert_num_queries):
    a_council()
    Area.objects.create(slug="valley", name="The Valley")
    with django_assert_num_queries(3):
        assert len(Gazetteer().mentions("Wigan")) == 1
    for number in range(100):
        a_council(f"C{number}", f"Town {number}")
    with django_assert_num_queries(3):
        assert len(Gazetteer().mentions("Wigan")) == 1

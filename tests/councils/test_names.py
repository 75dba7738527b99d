"""A council is found by any name people write, and a name that is not one council says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils import names, spelling
from councils.models import Council
from tests.cast import a_council


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Tower Hamlets", "TWH"),
        ("LB Tower Hamlets", "TWH"),
        ("London Borough of Tower Hamlets", "TWH"),
        ("Telford and Wrekin", "TFW"),
        ("Telford & Wrekin Council", "TFW"),
        ("Wigan MBC", "WGN"),
        ("wigan", "WGN"),
        ("Wigan Metropolitan Borough Council", "WGN"),
        ("  WIGAN   council ", "WGN"),
        ("St. Helens", "SHN"),
        ("Hammersmith & Fulham", "HMF"),
        ("Bristol City Council", "BST"),
        ("City of York", "YOR"),
        ("Derby", "DER"),
        ("Derbyshire", "DBY"),
        ("Somerset", "SMT"),
        ("Somerset County Council", "SOM"),
        ("Somerset Council", "SMT"),
        ("North Yorkshire", "NYE"),
        ("Cumbria", "CMA"),
        ("Kent", "KEN"),
        ("Medway", "MDW"),
        ("City of London", "LND"),
        ("North Somerset  Council", "NSM"),
        ("Stockton", "STT"),
        ("Telford", "TFW"),
        ("KEN", "KEN"),
        ("E10000016", "KEN"),
    ],
)
def test_a_name_as_people_write_it_finds_its_council(content, db, written, code):
    assert names.find(written).code == code
    assert names.Directory().find(written).code == code


@pytest.mark.parametrize("find", [names.find, lambda written: names.Directory().find(written)])
def test_a_beginning_of_several_names_is_refused_with_the_choices(content, db, find):
    with pytest.raises(names.CouncilNotFound, match="begin so") as refused:
        find("North")
    assert "North Yorkshire Council" in refused.value.candidates


def test_a_part_of_a_word_or_of_a_code_is_no_beginning(content, db):
    for written in ("Stockt", "E1000001"):
        with pytest.raises(names.CouncilNotFound, match="There is no council"):
            names.find(written)


@pytest.mark.parametrize(
    "written", ["", "Atlantis", "London", "Council", "County Council", "the", "North", "x" * 500, "\x00"]
)
def test_a_name_of_no_council_says_so(content, db, written):
    with pytest.raises(names.CouncilNotFound, match="There is no council"):
        names.find(written)


def test_a_misspelt_name_is_answered_with_near_ones(content, db):
    with pytest.raises(names.CouncilNotFound) as refused:
        names.find("Wiggan")
    assert "Wigan Metropolitan Borough Council" in refused.value.candidates


def test_a_name_that_several_current_councils_bear_is_ambiguous(db):
    a_council("AAA", "Newtown", official_name="Newtown Borough Council", gss_code="E1", slug="newtown-1")
    a_council("BBB", "Newtown", official_name="Newtown District Council", gss_code="E2", slug="newtown-2")
    with pytest.raises(names.CouncilNotFound, match="2 councils") as refused:
        names.find("Newtown")
    assert refused.value.candidates == ["Newtown Borough Council", "Newtown District Council"]
    assert names.find("Newtown District Council").code == "BBB"


def test_a_bare_name_means_the_current_council(db):
    a_council(
        "OLD", "Newtown", official_name="Newtown County Council", gss_code="E1", slug="newtown-1", ended_on="2023-04-01"
    )
    a_council("NEW", "Newtown", official_name="Newtown Council", gss_code="E2", slug="newtown-2")
    assert names.find("Newtown").code == "NEW"
    assert names.find("Newtown County Council").code == "OLD"


def test_every_council_is_found_by_its_official_name(content, db):
    for council in Council.objects.all():
        assert names.find(council.official_name) == council


@given(st.text(max_size=80))
def test_keys_of_any_text_are_plain_words(text):
    for key in (spelling.key(text), spelling.bare_key(text)):
        assert key == " ".join(key.split())
        assert all(character.isascii() and (character.isalnum() or character == " ") for character in key)
        assert spelling.key(key) == key

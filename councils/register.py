"""The register of English councils, read from data/ and put right.

The files are mySociety's “uk_local_authority_names_and_codes” (CC BY 4.0), cut down to England and to the
columns used here, otherwise as published: authorities.csv and spellings.csv. What the register has wrong is
put right in two ways, both here and nowhere else:

- by rule, below: a county's region and position come from its districts, weighted by population (the
  register has some counties in the wrong region and up to 187 km away); what an abolished council lacks comes
  from its successors, and it ends on the day they start; combined authorities and the Greater London
  Authority are left out, having no adult social care and being made of councils already here;
- one by one, in data/corrections.csv, each with its reason.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.serializers.base import DeserializedObject
from django.utils.text import slugify

from councils.models import Council, CouncilName, CouncilType, Region
from councils.spelling import key

DATA = Path(__file__).parent / "data"
_REGIONS = {region.label.lower(): region for region in Region}


def rows(file: str) -> list[dict[str, str]]:
    """The rows of one file of data/."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def authorities() -> dict[str, dict[str, str]]:
    """The register's rows for councils, by code, after the corrections of data/corrections.csv."""
    councils = {
        row["local-authority-code"]: row
        for row in rows("authorities.csv")
        if row["local-authority-type"] in CouncilType.values
    }
    for correction in rows("corrections.csv"):
        councils[correction["code"]][correction["column"]] = correction["value"]
    return councils


def middle(members: list[Council]) -> tuple[int, int] | None:
    """The middle of some councils, weighted by population, as easting and northing in metres."""
    placed = [c for c in members if c.easting and c.northing]
    people = sum(c.population or 1 for c in placed)
    if not placed:
        return None
    return (
        round(sum((c.easting or 0) * (c.population or 1) for c in placed) / people),
        round(sum((c.northing or 0) * (c.population or 1) for c in placed) / people),
    )


def councils() -> tuple[dict[str, Council], dict[str, list[str]]]:
    """Every council, not saved, by code; and the codes of the successors of each abolished one."""
    register = authorities()
    successors = {code: row["replaced-by"].split(",") for code, row in register.items() if row["replaced-by"]}
    found = {code: _council(row) for code, row in register.items()}
    for code, council in found.items():
        districts = [found[other] for other, row in register.items() if row["county-la"] == code]
        if council.type == CouncilType.COUNTY:
            # Its own row is never believed; where the districts are not placed either, its successors place it below.
            council.region, council.easting, council.northing = "", None, None
            _take(council, [district for district in districts if district.is_current] or districts)
    # A successor may itself be abolished later, so the newest are settled first.
    for code in sorted(successors, key=lambda code: register[code]["end-date"], reverse=True):
        heirs = [found[heir] for heir in successors[code]]
        if not (found[code].region and found[code].easting):
            _take(found[code], heirs)
        found[code].ended_on = max(heir.started_on for heir in heirs if heir.started_on)
    return found, successors


def records() -> Iterator[DeserializedObject]:
    """Every council and every spelling of its name, ready to be loaded, successors before predecessors."""
    found, successors = councils()
    spellings = {code: {council.official_name, council.name} for code, council in found.items()}
    for row in rows("spellings.csv"):
        if row["local-authority-code"] in spellings:
            spellings[row["local-authority-code"]].add(row["la-name"])
    for council in sorted(found.values(), key=lambda c: (-(c.ended_on or date.max).toordinal(), c.code)):
        yield DeserializedObject(council, m2m_data={"successors": successors.get(council.code, [])})
    for code, written in sorted(spellings.items()):
        # One row per key, whatever the case: the spelling with most capitals reads best.
        by_key = {key(each): each for each in sorted(written, key=lambda s: (_capitals(s), s))}
        for spelling in by_key.values():
            name = CouncilName(council=found[code], spelling=spelling)
            name.clean()
            yield DeserializedObject(name, m2m_data={})


def _council(row: dict[str, str]) -> Council:
    short, official = (" ".join(row[column].split()) for column in ("nice-name", "official-name"))
    slug = slugify(official) if row["end-date"] else row["gov-uk-slug"] or slugify(short)
    return Council(
        code=row["local-authority-code"],
        gss_code=row["gss-code"],
        official_name=official,
        name=short,
        slug=slug,
        type=row["local-authority-type"],
        region=_REGIONS.get(row["region"].lower(), ""),
        easting=round(float(row["x"])) if row["x"] else None,
        northing=round(float(row["y"])) if row["y"] else None,
        population=round(float(row["pop-2020"])) if row["pop-2020"] else None,
        started_on=date.fromisoformat(row["start-date"]) if row["start-date"] else None,
        ended_on=date.fromisoformat(row["end-date"]) if row["end-date"] else None,
    )


def _take(council: Council, members: list[Council]) -> None:
    """Give a council the commonest region and the middle of others, where they have them."""
    regions = Counter(member.region for member in members if member.region)
    if regions:
        council.region = regions.most_common(1)[0][0]
    place = middle(members)
    if place:
        council.easting, council.northing = place


def _capitals(spelling: str) -> int:
    return sum(character.isupper() for character in spelling)

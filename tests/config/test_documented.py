"""What the README says of settings is what the code reads, and the guide names no other."""

import re

from tests.sites import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
TABLE = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
# Read by the code and set by nobody who runs a site: PostgreSQL's own, and make's.
NOT_SETTINGS = {"PGOPTIONS", "DJANGO_SETTINGS_MODULE"}


def read_by_the_code():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "config").glob("*.py"))
    return set(re.findall(r'environment\.[a-z_]+\(\s*"([A-Z_]+)"', code)) - NOT_SETTINGS


def test_the_table_of_settings_names_every_variable_the_code_reads_and_no_other():
    read = {name for name in read_by_the_code() if not name.startswith("SSO_")}
    assert read == TABLE
    assert "`SSO_…`" in README


def test_the_guide_names_only_settings_there_are():
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`|^(?:Environment=)?([A-Z][A-Z_]{3,})=", GUIDE, re.MULTILINE))
    assert {name for pair in named for name in pair if name} <= TABLE


def test_the_guide_names_only_commands_there_are():
    from django.core.management import get_commands

    assert set(re.findall(r"manage\.py ([a-z_]+)", GUIDE)) <= set(get_commands())

"""The accessibility statement says what the regulations ask of it."""

import re

import pytest

pytestmark = pytest.mark.django_db


def test_the_statement_commits_to_the_regulations_and_names_the_criteria_that_are_not_met(client):
    html = " ".join(client.get("/accessibility/").content.decode().split())
    for words in (
        "Technical information about this website’s accessibility",
        "committed to making its website accessible, in accordance with the Public Sector Bodies "
        "(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
        "partially compliant",
        "version 2.2</a> AA standard",
    ):
        assert words in html
    not_met = html.partition("Non-accessible content</h3>")[2].partition("<h2")[0]
    assert re.findall(r"\d\.\d\.\d", not_met)

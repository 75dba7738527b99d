"""The people at the desk."""

import pytest

from tests.curation.desk import a_person, browser_of


@pytest.fixture
def contributor(db):
    return browser_of(a_person("Contributor"))


@pytest.fixture
def editor(db):
    return browser_of(a_person("Editor"))


@pytest.fixture
def publisher(db):
    return browser_of(a_person("Publisher"))

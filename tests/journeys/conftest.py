"""The sites that the journeys only look at, and a browser in front of them."""

import shutil
from pathlib import Path

import pytest

from make import CHROMIUMS

CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), None)
HAS_PLAYWRIGHT = True
try:
    from playwright.sync_api import expect
except ImportError:
    HAS_PLAYWRIGHT = False
else:
    # As long as the browser itself waits for a page: what a page says does not depend on how busy the machine is.
    expect.set_options(timeout=30_000)

# Shows what a page that was once public answers; its record is withdrawn on the site of the tests only.
WITHDRAW = """
from recommendations.models import Recommendation
Recommendation.objects.filter(pk="NW-R02").update(status="withdrawn", withdrawn_on="2026-12-01", replaced_by="NW-R01")
"""


# Somebody who may do everything, for the journeys of those who write.
CURATOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("writer", password="a long pass phrase")
"""


def pytest_collection_modifyitems(items):
    """Say plainly why the tests in a browser cannot run here."""
    for item in items:
        # Elsewhere a page or a context may be what a test is tried with.
        if Path(__file__).parent in item.path.parents and {"page", "context"} & set(item.fixturenames):
            if not HAS_PLAYWRIGHT:
                item.add_marker(pytest.mark.skip(reason="needs playwright: pip install -r requirements-browser.txt"))
            elif not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="needs a browser: apt-get install chromium-headless-shell"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The system's chromium, without whatever calls home."""
    quiet = (
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    )
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", *(f"--{flag}" for flag in quiet)]}


@pytest.fixture(scope="session")
def site(sites):
    """The address of a site with the project's content and hashed, compressed static files, as in production."""
    yield from sites.start("everything", WITHDRAW + CURATOR)


@pytest.fixture(scope="session")
def empty_site(sites):
    """The address of a site with councils, themes and tags but without any record."""
    yield from sites.start("vocabulary")

"""The environment of a test run, set before Django reads its settings (a pytest plugin named in pyproject.toml)."""

import gc
import os
import tempfile

from _pytest import main

os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hindsight-tests-")
os.environ["BASE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost"
# The browser of the journeys keeps an event loop in the thread of the tests, which Django would take for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# What the tests commit need not outlast a power cut; waiting for the disk took PostgreSQL ten times as long.
os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")


def pytest_collection_finish():
    """Look for garbage seldom: what has been loaded is none, and going through all of it cost a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def pytest_runtestloop(session):
    """Run the tests in a frame with room for all frames within it.

    Python keeps frames in pieces of 16 kB. Where a test happens to be as deep as a piece ends, each call in a loop asks
    the system for another one and gives it back: with pytest around it, the crawl of all links took half as long again.
    A frame that needs more gets a piece of its own size, the rest of which is there for whatever it calls.
    """

    def roomy():
        return main.pytest_runtestloop(session)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=40_000)
    return roomy()

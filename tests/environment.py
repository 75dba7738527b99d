"""The environment of a test run, set before Django reads its settings (a pytest plugin named in pyproject.toml).

With `-n 2` pytest-xdist runs the tests in two processes. Each of them reads this, so it has a data folder of its own, and
pytest-django gives it a database of its own.
"""

import gc
import os
import shutil
import sys
import tempfile

import pytest

os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
# In memory where there is a folder for that: hundreds of tests make a search index, which waits for the disk.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hindsight-tests-", dir=MEMORY)
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


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Run the tests in a frame with room for all frames within it.

    Python keeps frames in pieces of 16 kB. Where a test happens to be as deep as a piece ends, each call in a loop asks
    the system for another one and gives it back: with pytest around it, the crawl of all links took half as long again.
    A frame that needs more gets a piece of its own size, the rest of which is there for whatever it calls.
    """
    loop = session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", [sys.modules[__name__]])

    def roomy():
        return loop(session=session)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=40_000)
    return roomy()


def pytest_unconfigure():
    """Take away what the tests left in the data folder."""
    shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)

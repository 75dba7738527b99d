"""The environment of a test run, set before Django reads its settings (a pytest plugin named in pyproject.toml)."""

import gc
import os
import tempfile

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

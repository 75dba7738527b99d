"""The visitors of the tests, and the content for those that read it."""

from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client

from exports import package
from history import acts
from search import answers, following
from search.index import Unavailable
from tests.sites import Sites

LONGEST = "test_every_internal_link_answers"


@pytest.fixture(autouse=True)
def index_of_its_own(settings, monkeypatch):
    """Every test starts without a search index; nothing is indexed behind its back."""
    monkeypatch.setattr(following, "update_in_background", lambda: None)
    monkeypatch.setattr(package, "build_in_background", lambda: None)
    with TemporaryDirectory(dir=settings.DATA_DIR, ignore_cleanup_errors=True) as folder:
        settings.INDEX_DIR = Path(folder) / "index"
        yield


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    """No test meets the rate limit, or a page, because of the tests before it."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def _nothing_was_written_before(monkeypatch):
    """No revision is dated after one of a test before it that had moved the clock."""
    monkeypatch.setattr(acts, "_latest", datetime.min)


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """The safe way to keep a password takes long on purpose; the tests keep theirs in a quick one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _static_files_when_asked_for(settings):
    """A client of each test would otherwise look through all of them before its first request."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True, scope="session")
def _rows_are_deleted_and_tables_stay():
    """A test that commits is cleared up after: PostgreSQL would make the files of every table anew, which takes seconds."""

    def delete(self, style, tables, **_):
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete)
        yield


@pytest.fixture
def curator(django_user_model):
    """Somebody who may do everything in the admin."""
    return django_user_model.objects.create_superuser("curator", password="a long pass phrase")


@pytest.fixture
def curating(curator) -> Client:
    """The curator's browser."""
    client = Client()
    client.force_login(curator)
    return client


@pytest.fixture(params=["index", "database"])
def answering(request, monkeypatch):
    """Lists answered by the index, and by the database where there is no index."""
    if request.param == "database":

        def find(asked):
            raise Unavailable

        monkeypatch.setattr(answers.engine, "find", find)
    return request.param


@pytest.fixture(scope="session")
def content(django_db_setup, django_db_blocker):
    """The project's own content, loaded once for the tests that read it; it stays until the session ends."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "update_in_background", lambda: None)
        call_command("load_content", stdout=StringIO())


@pytest.fixture(scope="session")
def sites(tmp_path_factory):
    """Makes sites in processes of their own."""
    made = Sites(tmp_path_factory.mktemp)
    yield made
    made.clear()


def pytest_collection_modifyitems(items):
    """Run the tests that need the whole content after the others, which start with an empty database; browsers last.

    A browser keeps an event loop in this thread, in which Django would open a second connection and never close it.
    Where two processes share the tests, each runs those it gets in this order; the longest with the content begins early,
    so that neither waits for the other at the end.
    """

    def place(item):
        needs = getattr(item, "fixturenames", ())
        return "browser" in needs, "content" in needs, item.name != LONGEST

    items.sort(key=place)

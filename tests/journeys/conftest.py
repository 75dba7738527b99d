"""A real site in a process of its own, on the engine under test, and a browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HAS_PLAYWRIGHT = True
try:
    import playwright  # noqa: F401
except ImportError:
    HAS_PLAYWRIGHT = False

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
        if "page" in getattr(item, "fixturenames", ()) or "context" in getattr(item, "fixturenames", ()):
            if not HAS_PLAYWRIGHT:
                item.add_marker(pytest.mark.skip(reason="needs playwright: pip install -r requirements-browser.txt"))
            elif not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="needs a browser: apt-get install chromium"))


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
def site(tmp_path_factory):
    """The address of a site with the project's content and hashed, compressed static files, as in production."""
    yield from serve(tmp_path_factory.mktemp("site"), ROOT / "fixtures", WITHDRAW + CURATOR)


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory):
    """The address of a site with councils, themes and tags but without any record."""
    folder = tmp_path_factory.mktemp("empty")
    fixtures = folder / "fixtures"
    fixtures.mkdir()
    shutil.copy(ROOT / "fixtures" / "01-vocabulary.yaml", fixtures)
    yield from serve(folder, fixtures, "")


@contextmanager
def database_of_its_own(name):
    """The address of a new, empty database on the PostgreSQL under test; nothing where SQLite is under test."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            connection.close()


def serve(folder, fixtures, after):
    """Make a site in a folder and serve it until the tests are done."""
    with database_of_its_own(f"journeys_{os.getpid()}_{folder.name}") as database:
        yield from serve_from(database, folder, fixtures, after)


def serve_from(database, folder, fixtures, after):
    """Make a site in a folder, with its content in this database, and serve it until the tests are done."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "BASE_URL": address,
        "DATABASE_URL": database,
        "ALLOWED_HOSTS": "",
    }

    def manage(*command):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    manage("migrate", "--no-input", "--verbosity=0")
    manage("load_content", "--from", str(fixtures))
    manage("collectstatic", "--no-input", "--verbosity=0")
    if after:
        manage("shell", "-v0", "-c", after)
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            port,
            "--log-level",
            "error",
            "config.wsgi:application",
        ],
        cwd=ROOT,
        env=environment,
    )
    try:
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address, server):
    """Wait until the site answers; stop at once if its process has ended."""
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"The site ended with status {server.returncode} before it answered.")
        try:
            urllib.request.urlopen(f"{address}/about/", timeout=10)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The site did not answer.")

"""Real sites, each in a process and with a database of its own, on the engine under test.

Making the tables and loading the content takes far longer than copying them, so each is done once in a run of the
tests and every site starts from a copy.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("DATABASE_URL", "") if os.environ.get("DATABASE_URL", "").startswith("postgres") else ""


@dataclass(frozen=True)
class Place:
    """The data folder of a site, and the name of its database on the PostgreSQL under test, if it is not SQLite's."""

    folder: Path
    database: str = ""

    @property
    def url(self):
        """Where its database is on the PostgreSQL under test; nothing if it is SQLite's."""
        return f"{SERVER.rpartition('/')[0]}/{self.database}" if self.database else ""

    def environment(self, **more):
        """What a process of this site is told."""
        return {**os.environ, "DATA_DIR": str(self.folder), "DATABASE_URL": self.url, "ALLOWED_HOSTS": "", **more}

    def manage(self, *command, **more):
        """Run one of the project's commands; fail with its own words if it does."""
        arguments = [sys.executable, "manage.py", *command]
        done = subprocess.run(arguments, cwd=ROOT, env=self.environment(**more), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]


class Sites:
    """Makes sites, and takes their databases away at the end."""

    def __init__(self, make_folder):
        self.make_folder = make_folder
        self.prepared = {}
        self.places = {}
        self.databases = []

    def start(self, holding, after="", **more):
        """Yield the address of a new site that holds the "vocabulary" or "everything", until the tests are done.

        `after` is Python to run in it first; `more` is what else its processes are told (names of the environment).
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        address = f"http://localhost:{port}"
        more["BASE_URL"] = address
        place = self.places[address] = self.copy(self.prepare(holding))
        if after:
            place.manage("shell", "-v0", "-c", after, **more)
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "error"]
        granian += [
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            "5",
        ]  # where a browser holds on to a connection
        arguments = [*granian, "--port", port, "config.wsgi:application"]
        server = subprocess.Popen(arguments, cwd=ROOT, env=place.environment(**more))
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)

    def prepare(self, holding):
        """The place to copy, made when it is first asked for."""
        if holding not in self.prepared:
            if holding == "nothing":
                place = Place(self.make_folder("prepared"), self.new_database() if SERVER else "")
                place.manage("migrate", "--no-input", "--verbosity=0")
                place.manage("collectstatic", "--no-input", "--verbosity=0")
            else:
                place = self.copy(self.prepare("nothing"))
                place.manage("load_content", "--from", str(self.fixtures(holding)))
                place.manage("rebuild_index")
            self.prepared[holding] = place
        return self.prepared[holding]

    def fixtures(self, holding):
        """The folder with what such a site holds."""
        if holding == "everything":
            return ROOT / "fixtures"
        folder = self.make_folder("fixtures")
        shutil.copy(ROOT / "fixtures" / "01-vocabulary.yaml", folder)
        return folder

    def copy(self, place):
        """Another place that holds the same."""
        folder = self.make_folder("site")
        shutil.copytree(place.folder, folder, dirs_exist_ok=True)
        return Place(folder, place.database and self.new_database(place.database))

    def new_database(self, like=""):
        """The name of a new database on the PostgreSQL under test, empty or like another one."""
        name = f"journeys_{os.getpid()}_{len(self.databases)}"
        run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
        self.databases.append(name)
        return name

    def clear(self):
        """Drop every database made here."""
        for name in self.databases:
            run(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(statement):
    """Run a statement about whole databases on the PostgreSQL under test."""
    with closing(psycopg2.connect(SERVER)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


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

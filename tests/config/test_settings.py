"""Settings that make no sense stop the start with a sentence; the defaults are safe."""

import socket
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from tests.config.starting import KEY, ROOT, start


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": KEY, "DEBUG": "maybe"}, "DEBUG must be true or false, not 'maybe'"),
        ({"SECRET_KEY": KEY, "BASE_URL": "example.org"}, "BASE_URL must look like https://"),
        ({"SECRET_KEY": KEY, "BASE_URL": "https://example.org/path"}, "BASE_URL must look like https://"),
        (
            {"SECRET_KEY": KEY, "DATABASE_URL": "mysql://u@h/d"},
            "DATABASE_URL must start with sqlite:/// or postgres://",
        ),
        ({"SECRET_KEY": KEY, "DATABASE_URL": "postgres://u@h"}, "DATABASE_URL names no database"),
        ({"SECRET_KEY": KEY, "CACHE_URL": "memcached://h"}, "CACHE_URL must look like redis://"),
        ({"SECRET_KEY": KEY, "GRANIAN_WORKERS": "0"}, "GRANIAN_WORKERS must be a whole number from 1"),
        ({"SECRET_KEY": KEY, "DATABASE_LOCK_SECONDS": "soon"}, "DATABASE_LOCK_SECONDS must be a whole number"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "https://example.org"}, "ALLOWED_HOSTS must be names"),
        ({"SECRET_KEY": KEY, "DATA_DIR": "README.md"}, "DATA_DIR must be a folder"),
        ({"SECRET_KEY": KEY, "DATA_DIR": "README.md/var"}, "DATA_DIR must be a folder"),
    ],
)
def test_nonsense_stops_the_start_with_a_sentence(tmp_path, variables, said):
    done = start(tmp_path, **variables)
    assert done.returncode != 0
    assert said in done.stderr


@pytest.mark.parametrize(
    ("read", "name", "values"),
    [
        (
            lambda: environment.address("BASE_URL", ""),
            "BASE_URL",
            "https://* https://exa_mple.org https://u:p@example.org https://a,b https://a;b https://a:0 https://a:99999",
        ),
        (
            lambda: environment.database("DATABASE_URL", ""),
            "DATABASE_URL",
            "sqlite:/// sqlite:// sqlite://:memory: postgres://u@h:abc/db postgres://u@h:99999/db",
        ),
        (lambda: environment.rate("API_RATE", ""), "API_RATE", "banana -5/m 0/m 5 5/m/m 5/week"),
        (lambda: environment.email("CONTACT"), "CONTACT", "banana a@b https://example.org"),
        (lambda: environment.hosts("ALLOWED_HOSTS", []), "ALLOWED_HOSTS", "a;b a:80 http://a .*"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_variable(monkeypatch, read, name, values):
    for value in [*values.split(), "exa mple.org"]:
        monkeypatch.setenv(name, value)
        with pytest.raises(ImproperlyConfigured, match=f"^{name} "):
            read()


def test_what_can_be_is_taken_as_it_is(monkeypatch):
    for value in ("https://example.org", "http://localhost:8000", "http://[::1]:8000", "http://127.0.0.1"):
        monkeypatch.setenv("BASE_URL", value)
        assert environment.address("BASE_URL", "") == value
    monkeypatch.setenv("ALLOWED_HOSTS", "example.org, .example.org,[::1],*")
    assert environment.hosts("ALLOWED_HOSTS", []) == ["example.org", ".example.org", "[::1]", "*"]
    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/some.sqlite3")
    assert environment.database("DATABASE_URL", "")["NAME"] == "/tmp/some.sqlite3"
    monkeypatch.setenv("API_RATE", "1000000/m")
    assert environment.rate("API_RATE", "") == "1000000/m"


def test_a_port_that_is_in_use_stops_the_start_with_a_sentence(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    import make

    monkeypatch.setattr(make, "install", lambda lock: pytest.fail("It went on."))
    with socket.socket() as other:
        # As the site itself listens, so that two of them would share the visitors.
        if hasattr(socket, "SO_REUSEPORT"):
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        with pytest.raises(SystemExit, match=f"Port {port} cannot be used"):
            make.run()
    make.check_port(int(port))


def test_a_folder_that_cannot_be_made_stops_make_run_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    import make

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(SystemExit, match="DATA_DIR must be a folder"):
        make.keep_a_secret_key()


def test_the_documented_production_environment_passes_the_deployment_check(tmp_path):
    done = start(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=KEY, BASE_URL="https://hindsight.example"
    )
    assert done.returncode == 0, done.stderr


def test_debug_is_off_unless_asked_for(tmp_path):
    print_it = ["shell", "-v0", "-c", "from django.conf import settings; print(settings.DEBUG, settings.ALLOWED_HOSTS)"]
    said = start(tmp_path, *print_it, SECRET_KEY=KEY, BASE_URL="https://hindsight.example").stdout
    assert said.strip() == "False ['hindsight.example']"
    assert start(tmp_path, *print_it, SECRET_KEY=KEY, DEBUG="yes").stdout.startswith("True")


def test_the_key_of_a_copy_is_made_once_and_readable_by_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    import make

    make.keep_a_secret_key()
    path = tmp_path / "data" / "secret_key"
    first = path.read_text()
    make.keep_a_secret_key()
    assert path.read_text() == first
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert start(tmp_path / "data").returncode == 0


def test_an_environment_without_ensurepip_still_gets_its_virtual_environment(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    import make

    made = []

    def create(path, *, with_pip, clear):
        if with_pip:
            raise ImportError("ensurepip is not available")
        made.append(path)

    monkeypatch.setattr(make.venv, "create", create)
    make.make_virtual_environment()
    assert made == [make.VENV]


@pytest.mark.parametrize("value", ["true", "TRUE", "1", "yes", "on"])
def test_a_yes_is_a_yes(monkeypatch, value):
    monkeypatch.setenv("SOME_FLAG", value)
    assert environment.flag("SOME_FLAG", default=False) is True


def test_an_empty_variable_means_the_default(monkeypatch):
    monkeypatch.setenv("SOME_FLAG", " ")
    assert environment.flag("SOME_FLAG", default=True) is True
    monkeypatch.setenv("SOME_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured):
        environment.flag("SOME_FLAG", default=True)


def test_every_page_carries_the_strict_content_security_policy(client, db):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "'unsafe-inline'" in client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in client.get("/admin/login/").headers["Content-Security-Policy"] + ";"


def test_sqlite_waits_its_turn_and_writes_ahead(db):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("This is about SQLite.")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connection.settings_dict["OPTIONS"]["timeout"] >= 5
    assert "journal_mode=WAL" in connection.settings_dict["OPTIONS"]["init_command"]

"""A database that is busy, gone or hung: a page says so soon, and nobody is told that they were logged out."""

import socket

import psycopg2
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from psycopg2 import extensions

from foundation import patience
from people.sessions import SessionStore


@pytest.fixture
def patient(monkeypatch):
    """The driver waits as it does on a site with PostgreSQL, and gives up sooner."""
    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    monkeypatch.setattr(patience, "_silent_at", float("-inf"))
    before = extensions.get_wait_callback()
    extensions.set_wait_callback(patience.wait)
    yield
    extensions.set_wait_callback(before)


@pytest.fixture
def silent_server():
    """The port of a server that lets everybody in and never says a word, as one that is stopped does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_never_answers_is_given_up(patient, silent_server, settings):
    settings.DATABASE_CONNECT_SECONDS = 1
    with pytest.raises(psycopg2.OperationalError, match="does not answer"):
        psycopg2.connect(host="127.0.0.1", port=silent_server, user="nobody", dbname="nothing")


@pytest.mark.parametrize(("answer", "is_there"), [(b"N", True), (b"", False)])
def test_whether_a_server_is_there_is_asked_of_the_server(answer, is_there):
    here, there = socket.socketpair()
    with here, there:
        here.settimeout(0.2)
        there.sendall(answer)
        try:
            assert patience._is_answered(here) is is_there
        except TimeoutError:
            assert not is_there


@pytest.mark.django_db
def test_a_slow_statement_of_a_server_that_is_there_is_waited_for(patient):
    if connection.vendor != "postgresql":
        pytest.skip("This is about PostgreSQL.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    ["database is locked", "database table is locked", "canceling statement due to lock timeout", "deadlock detected"],
)
def test_who_works_while_the_database_is_busy_is_told_so_and_stays_signed_in(curator, monkeypatch, words):
    client = Client(raise_request_exception=False)
    client.force_login(curator)

    def fail(*args, **kwargs):
        raise OperationalError(words)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "save", fail)
        response = client.get("/admin/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert b"The site is busy" in response.content
    assert b"logged out" not in response.content
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_a_session_that_was_ended_meanwhile_is_still_told_from_a_busy_database():
    session = SessionStore()
    session.create()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()

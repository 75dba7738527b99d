"""Probes learn whether the process is alive and whether it can serve visitors."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from catalogue.models import Change
from lessons.models import Lesson
from search import following
from tests.cast import an_entry


def test_a_living_process_says_so_without_the_database_whatever_it_is_called():
    # No database is allowed in this test.
    response = Client().get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert not response.cookies


def test_probes_are_not_led_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_a_site_with_its_database_and_index_is_ready(client):
    following.rebuild()
    response = client.get("/readyz", headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert "ETag" not in response


@pytest.mark.parametrize("problem", [OperationalError("gone"), InterfaceError("closed")])
def test_a_site_without_its_database_is_not_ready_and_says_why(monkeypatch, problem):
    def fail(recorder):
        raise problem

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_database_of_an_older_release_is_not_ready_and_says_why(client):
    following.rebuild()
    MigrationRecorder.Migration.objects.filter(app="search").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"older release" in response.content


@pytest.mark.django_db
def test_a_site_without_its_index_is_not_ready_and_has_it_built(client, monkeypatch):
    asked = []
    monkeypatch.setattr(following, "update_in_background", lambda: asked.append("built"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"The search index cannot be used: There is no index yet." in response.content
    assert asked


@pytest.mark.django_db
def test_an_index_of_another_past_is_not_ready_and_has_it_built_anew(client, monkeypatch):
    an_entry(Lesson, title="Gooseberry")
    following.rebuild()
    asked = []
    monkeypatch.setattr(following, "update_in_background", lambda: asked.append("built"))
    Change.objects.update(changed_at=timezone.now() - timedelta(hours=1))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"of another past" in response.content
    assert asked

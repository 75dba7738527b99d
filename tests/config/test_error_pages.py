"""What visitors see when something is wrong with the site itself."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client


@pytest.mark.parametrize("problem", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_does_not_answer_is_503_without_asking_it_again(monkeypatch, problem):
    def fail(*args, **kwargs):
        raise problem

    # No database is allowed in this test: the page of the refusal must not need one.
    monkeypatch.setattr("config.page_cache.present_version", fail)
    monkeypatch.setattr("catalogue.models.Entry.kinds", classmethod(fail))
    response = Client().get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert b"not available just now" in response.content
    assert b"Hindsight</a>" in response.content
    assert b'rel="icon"' in response.content


def test_programs_are_told_in_json_that_the_database_does_not_answer(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("config.page_cache.present_version", fail)
    monkeypatch.setattr("api.views.present_version", fail)
    told = Client().get("/api/v1/kinds")
    assert (told.status_code, told["Retry-After"], told["Cache-Control"]) == (503, "60", "no-store")
    assert told.json() == {"problems": ["The records cannot be reached at the moment. Try again in a minute."]}


def test_a_broken_page_is_500_without_asking_the_database(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("config.page_cache.version_if_known", lambda: None)
    monkeypatch.setattr("catalogue.models.Entry.kinds", classmethod(fail))
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"
    assert b"Something went wrong on our side" in response.content
    assert b"RuntimeError" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/lessons/", "/admin/login/"])
def test_a_form_without_its_token_is_refused_in_the_hand_of_the_site(address):
    response = Client(enforce_csrf_checks=True).post(address)
    assert response.status_code == 403
    assert b"The form could not be sent" in response.content
    assert b"Hindsight" in response.content
    assert b"CSRF" not in response.content

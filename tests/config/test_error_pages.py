"""What visitors see when something is wrong with the site itself."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client


@pytest.mark.parametrize("problem", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_does_not_answer_is_503_without_asking_it_again(monkeypatch, problem):
    def fail(*args, **kwargs):
        raise problem

    # No database is allowed in this test: the page of the refusal must not need one.
    monkeypatch.setattr("config.kept.present_version", fail)
    monkeypatch.setattr("catalogue.models.Entry.kinds", classmethod(fail))
    response = Client().get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert b"not available just now" in response.content


def test_a_broken_page_is_500_without_asking_the_database(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("config.kept.version_if_known", lambda: None)
    monkeypatch.setattr("catalogue.models.Entry.kinds", classmethod(fail))
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert b"Something went wrong on our side" in response.content
    assert b"RuntimeError" not in response.content

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


@pytest.mark.parametrize("address", ["/feeds/lessons.atom", "/sitemap.xml", "/vocabulary.ttl"])
def test_programs_that_want_no_json_are_told_in_plain_text_that_the_database_does_not_answer(monkeypatch, address):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("config.page_cache.present_version", fail)
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", fail)
    told = Client().get(address)
    assert (told.status_code, told["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert b"cannot be reached" in told.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/nothing.json", "application/json"),
        ("/oembed/?url=http://elsewhere.example/", "application/json"),
        ("/vocabulary.nothing.jsonld", "application/json"),
        ("/feeds/nothing.atom", "text/plain; charset=utf-8"),
        ("/sitemap-nothing.xml", "text/plain; charset=utf-8"),
        ("/data/nothing.csv", "text/plain; charset=utf-8"),
        ("/nothing/", "text/html; charset=utf-8"),
    ],
)
def test_an_address_for_programs_has_its_errors_in_kind(client, address, kind):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, kind)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/lessons/", "/about/", "/feeds/lessons.atom", "/sitemap.xml", "/data/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_form_sent_to_a_page_that_takes_none_is_405(address, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "ETag" not in response


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
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/"])
def test_a_form_without_its_token_is_refused_in_the_hand_of_the_site(address):
    response = Client(enforce_csrf_checks=True).post(address)
    assert response.status_code == 403
    assert b"The form could not be sent" in response.content
    assert b"Hindsight" in response.content
    assert b"CSRF" not in response.content

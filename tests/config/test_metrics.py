"""Operators who know the token see how the site is doing; nobody sees who visits it, or for what."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from catalogue.publication import Status
from lessons.models import Lesson
from search import following
from tests.cast import an_entry

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-tests-0123456789"


@pytest.fixture(autouse=True)
def _a_token(settings):
    settings.METRICS_TOKEN = TOKEN


def metrics(**headers):
    return Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}", "host": "10.0.0.7:8000"} | headers)


def value(name, **labels):
    """The sum of what all series of a name with these labels say."""
    found = 0.0
    for series, number in re.findall(
        rf"^{name}(?:_total)?(\{{.*\}})? (\S+)$", metrics().content.decode(), re.MULTILINE
    ):
        if all(f'{label}="{said}"' in series for label, said in labels.items()):
            found += float(number)
    return found


def test_a_prometheus_with_the_token_is_answered_whatever_the_site_is_called():
    response = metrics()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response["Content-Type"].startswith("text/plain")
    assert b"# TYPE hindsight_requests_total counter" in response.content


@pytest.mark.parametrize(
    "sent", ["", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ", f"Basic {TOKEN}", "Bearer é"]
)
def test_without_the_token_there_is_nothing_at_the_address(client, sent):
    response = client.get("/metrics", headers={"authorization": sent})
    assert response.status_code == 404
    assert b"hindsight_requests" not in response.content


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer None"])
def test_where_no_token_is_set_none_opens_it(client, settings, sent):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": sent}).status_code == 404


@pytest.mark.parametrize(
    ("address", "page", "status"),
    [
        ("/", "/", "2xx"),
        ("/lessons/", "/lessons", "2xx"),
        ("/lessons/none-of-this-name/", "/lessons/…", "4xx"),
        ("/admin/", "/admin", "3xx"),
        ("/healthz", "/healthz", "2xx"),
        ("/wp-login.php", "other", "4xx"),
    ],
)
def test_requests_are_counted_and_timed_by_kind_of_page_and_status(client, address, page, status):
    counted, timed = (
        value("hindsight_requests", page=page, status=status),
        value("hindsight_request_seconds_count", page=page),
    )
    client.get(address)
    assert value("hindsight_requests", page=page, status=status) == counted + 1
    assert value("hindsight_request_seconds_count", page=page) == timed + 1


def test_hits_and_misses_of_the_page_cache_are_counted(client):
    an_entry(Lesson)
    following.rebuild()
    hits, misses = (value("hindsight_page_cache", result=result) for result in ("hit", "miss"))
    client.get("/lessons/")
    assert value("hindsight_page_cache", result="miss") == misses + 1
    client.get("/lessons/")
    client.get("/lessons/")
    assert value("hindsight_page_cache", result="hit") == hits + 2


def test_it_says_by_how_many_changes_the_index_is_behind():
    following.rebuild()
    assert value("hindsight_index_changes_behind") == 0
    an_entry(Lesson)
    assert value("hindsight_index_changes_behind") > 0


def test_without_an_index_it_does_not_say_that_none_is_behind():
    assert b"hindsight_index_changes_behind NaN" in metrics().content


def test_it_counts_the_records_that_wait_for_a_publisher():
    an_entry(Lesson, slug="a", status=Status.IN_REVIEW)
    an_entry(Lesson, slug="b", status=Status.DRAFT)
    an_entry(Lesson, slug="c")
    assert value("hindsight_records_waiting", kind="lessons") == 1


def test_it_answers_while_the_database_does_not(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", fail)
    response = metrics()
    assert response.status_code == 200
    assert b"hindsight_requests_total{" in response.content


def test_a_broken_page_is_counted_as_a_failure(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    def counted():
        failures = value("hindsight_failures", logger="django.request")
        return failures, value("hindsight_requests", page="/", status="5xx")

    before = counted()
    with monkeypatch.context() as patch:
        patch.setattr("config.page_cache.version_if_known", lambda: None)
        patch.setattr("catalogue.models.Entry.kinds", classmethod(fail))
        Client(raise_request_exception=False).get("/")
    assert counted() == (before[0] + 1, before[1] + 1)


def test_it_tells_nothing_of_visitors_their_words_or_their_keys(client):
    an_entry(Lesson)
    client.get("/search/", {"q": "quincewords"}, REMOTE_ADDR="203.0.113.77")
    client.get("/lessons/", {"q": "quincewords"})
    client.get("/w/quince-session-key/")
    client.get("/w/open/quince-link-key/")
    client.get("/quince-made-up/", headers={"user-agent": "quince"})
    client.get("/metrics", headers={"authorization": "Bearer quince-wrong-token"})
    client.post("/admin/login/", {"username": "quince", "password": "quince"})
    told = metrics().content.decode()
    assert 'page="/w/…"' in told
    assert not re.search(rf"quince|203\.0\.113|{TOKEN}", told)

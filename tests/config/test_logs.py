"""A line of the log, the answer and the page of an error share one id; none of them holds what is private."""

import io
import json
import logging
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client

from config import environment
from config.logs import JsonLines, ReportFailures, WithRequestId
from reflection.private import WithoutPrivateAddresses
from tests.config.starting import KEY, start

ID = "proxy-made-0123.abc_DEF"


@pytest.fixture
def lines():
    """What is logged as JSON, line by line; called at the end."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    handler.addFilter(WithoutPrivateAddresses())
    handler.addFilter(WithRequestId())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)


def break_pages(monkeypatch, problem):
    def fail(*args, **kwargs):
        raise problem

    monkeypatch.setattr("config.page_cache.version_if_known", lambda: None)
    monkeypatch.setattr("catalogue.models.Entry.kinds", classmethod(fail))
    return Client(raise_request_exception=False)


def test_a_sane_id_of_the_proxy_is_kept():
    assert Client().get("/healthz", headers={"x-request-id": ID})["X-Request-ID"] == ID


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "<script>alert(1)</script>", "a b c d e f", "line\nbreak-0123", "é" * 10]
)
def test_any_other_is_replaced_by_one_of_our_own(sent):
    given = [Client().get("/healthz", headers={"x-request-id": sent})["X-Request-ID"] for _ in range(2)]
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in given)
    assert given[0] != given[1]


@pytest.mark.django_db
def test_a_page_from_the_cache_has_the_id_of_its_own_request(client):
    given = {client.get("/about/")["X-Request-ID"] for _ in range(4)}
    assert len(given) == 4


@pytest.mark.parametrize(("problem", "status"), [(RuntimeError("broken"), 500), (OperationalError("gone"), 503)])
def test_the_page_of_an_error_its_header_and_every_line_of_the_log_say_one_id(monkeypatch, lines, problem, status):
    response = break_pages(monkeypatch, problem).get("/", headers={"x-request-id": ID})
    assert (response.status_code, response["X-Request-ID"]) == (status, ID)
    assert f"<code>{ID}</code>" in response.content.decode()
    assert lines()
    assert {line["request_id"] for line in lines()} == {ID}
    assert any(str(problem) in line.get("exception", "") for line in lines())
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines())


def test_programs_have_the_id_of_a_failure_in_the_header(monkeypatch):
    response = break_pages(monkeypatch, RuntimeError("broken")).get("/api/v1/kinds", headers={"x-request-id": ID})
    assert (response.status_code, response["X-Request-ID"]) == (500, ID)


@pytest.mark.django_db
def test_the_log_holds_no_visitor_no_words_and_no_key(lines, settings):
    settings.METRICS_TOKEN = "quince-token-0123456789"
    client = Client(REMOTE_ADDR="203.0.113.77", raise_request_exception=False)
    client.get("/search/", {"q": "quincewords"})
    client.get("/lessons/", {"q": "quincewords", "no-such-filter": "quince"})
    client.get("/w/quince-session-key/")
    client.get("/w/open/quince-link-key/")
    client.get("/metrics", headers={"authorization": "Bearer quince-token-0123456789x"})
    client.post("/admin/login/", {"username": "quince", "password": "quince"})
    told = json.dumps(lines())
    assert "Not Found: /w/" in told
    assert "A sign-in failed" in told
    assert not re.search(r"quince|203\.0\.113", told)


def test_a_traceback_holds_no_key_either(lines):
    try:
        raise RuntimeError("no such page: /w/quince-session-key/notes/")
    except RuntimeError:
        logging.getLogger("tests").exception("It failed.")
    (line,) = lines()
    assert "no such page: /w/…" in line["exception"]
    assert "quince" not in json.dumps(line)


def reporting(report):
    handler = ReportFailures(report)
    handler.addFilter(WithoutPrivateAddresses())
    log = logging.Logger("tests")
    log.addHandler(handler)
    return log


def test_the_operators_function_is_told_of_errors_and_of_nothing_else():
    told = []
    log = reporting(lambda *what: told.append(what))
    problem = RuntimeError("broken")
    log.warning("Only a warning.")
    log.error("It failed at /w/quince-session-key/", exc_info=problem)
    ((message, exception, request_id),) = told
    assert (message, exception) == ("It failed at /w/…", problem)
    assert isinstance(request_id, str)


def test_a_function_that_fails_or_logs_an_error_holds_nobody_up(capsys):
    def report(message, exception, request_id):
        log.error("The service is away.")
        raise OSError("away")

    log = reporting(report)
    log.error("It failed.")
    assert "OSError: away" in capsys.readouterr().err


def test_both_ways_to_write_a_log_start_and_what_makes_no_sense_does_not(tmp_path):
    assert start(tmp_path, SECRET_KEY=KEY, LOG_FORMAT="json", ERROR_REPORTER="json.dumps").returncode == 0
    for name, value in {"LOG_FORMAT": "xml", "METRICS_TOKEN": "short", "ERROR_REPORTER": "no.such.function"}.items():
        done = start(tmp_path, SECRET_KEY=KEY, **{name: value})
        assert done.returncode != 0
        assert f"{name} must" in done.stderr


@pytest.mark.parametrize("value", ["short", "with a space in between them", "é" * 30])
def test_a_token_that_could_be_guessed_or_not_be_sent_is_refused_and_not_repeated(monkeypatch, value):
    monkeypatch.setenv("METRICS_TOKEN", value)
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN must be") as refused:
        environment.token("METRICS_TOKEN")
    assert value not in str(refused.value)


@pytest.mark.parametrize("value", ["report", "no.such.module", "json.nothing", "json.__name__"])
def test_what_is_no_function_is_refused(monkeypatch, value):
    monkeypatch.setenv("ERROR_REPORTER", value)
    with pytest.raises(ImproperlyConfigured, match="ERROR_REPORTER must name a function"):
        environment.function("ERROR_REPORTER")

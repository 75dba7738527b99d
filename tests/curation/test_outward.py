"""Links to other sites: found, tried without being led astray, and called broken only after two bad days."""

import io
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casestudies.models import CaseStudy, Finding
from curation import fetching, outward
from curation.fetching import Answer
from curation.models import OutwardLink
from curation.models.outward import BROKEN
from lessons.models import Lesson
from tests.cast import a_draft, a_section, a_source, an_entry

THERE = Answer(True, "200 OK", True)
GONE = Answer(False, "404 Not Found", True)
UNREACHED = Answer(False, "The connection failed.", False)


def tried(answers, seconds=20):
    """Check with a pretended internet."""
    return outward.check(seconds, ask=lambda url: answers[url])


def another_day():
    OutwardLink.objects.update(checked_on=timezone.localdate() - timedelta(days=1))


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch):
    monkeypatch.setattr(outward, "PAUSE", 0.0)
    monkeypatch.setattr(fetching, "TIMEOUT", 0.5)


# --- What is collected


@pytest.mark.django_db
def test_links_are_found_in_every_text_and_source_with_where_they_stand():
    source = a_source(url="https://example.org/report")
    lesson = a_draft(
        Lesson,
        body="See [it](https://example.org/a) and <https://example.org/b>.",
        context="[x](https://example.org/a)",
    )
    case = an_entry(CaseStudy)
    Finding.objects.create(
        reference="F",
        case_study=case,
        section=a_section(source),
        number=1,
        title="x",
        body="[y](https://example.org/f)",
    )
    assert outward.collect() == {
        "https://example.org/report": [["catalogue.source", source.pk]],
        "https://example.org/a": [["lessons.lesson", lesson.pk]],
        "https://example.org/b": [["lessons.lesson", lesson.pk]],
        "https://example.org/f": [["casestudies.finding", "F"]],
    }


@pytest.mark.django_db
def test_what_is_no_web_address_or_too_long_is_left_out():
    an_entry(
        Lesson,
        body=f"[a](mailto:http@example.org) [b](ftp://http.org/) http://typed.org [c](https://x.org/{'x' * 700})",
    )
    assert outward.collect() == {}


# --- What a check keeps


@pytest.mark.django_db
def test_a_link_is_broken_after_two_failures_on_different_days_and_well_after_one_success():
    an_entry(Lesson, body="[a](https://a.org/) [b](https://b.org/)")
    answers = {"https://a.org/": GONE, "https://b.org/": THERE}
    for _ in range(3):
        assert tried(answers) == outward.Outcome(2, 2, 1, True)
    assert not OutwardLink.objects.filter(BROKEN)
    another_day()
    tried(answers)
    assert [link.url for link in OutwardLink.objects.filter(BROKEN)] == ["https://a.org/"]
    tried(answers | {"https://a.org/": THERE})
    assert not OutwardLink.objects.filter(BROKEN)


@pytest.mark.django_db
def test_where_nothing_can_be_reached_nothing_is_noted_and_the_command_says_so(monkeypatch):
    an_entry(Lesson, body="[a](https://a.org/)")
    OutwardLink.objects.create(url="https://a.org/", failures=1, result="404 Not Found")
    assert not tried({"https://a.org/": UNREACHED}).is_online
    link = OutwardLink.objects.get()
    assert (link.failures, link.result, link.checked_on) == (1, "404 Not Found", None)
    monkeypatch.setattr(fetching, "_request", lambda *_: (_ for _ in ()).throw(OSError()))
    with pytest.raises(CommandError, match="No site could be reached, so nothing has been noted"):
        call_command("check_links", stdout=io.StringIO())


@pytest.mark.django_db
def test_a_site_that_is_gone_counts_where_others_answer():
    an_entry(Lesson, body="[a](https://a.org/) [b](https://b.org/)")
    tried({"https://a.org/": UNREACHED, "https://b.org/": THERE})
    assert OutwardLink.objects.get(url="https://a.org/").failures == 1


@pytest.mark.django_db
def test_links_that_nobody_names_any_more_are_forgotten():
    lesson = an_entry(Lesson, body="[a](https://a.org/)")
    tried({"https://a.org/": THERE})
    Lesson.objects.filter(pk=lesson.pk).update(body="[b](https://b.org/)")
    tried({"https://b.org/": THERE})
    assert [link.url for link in OutwardLink.objects.all()] == ["https://b.org/"]
    Lesson.objects.filter(pk=lesson.pk).update(body="")
    assert outward.check(5).links == 0
    call_command("check_links", stdout=io.StringIO())


@pytest.mark.django_db
def test_a_site_that_never_ends_its_answer_holds_nobody_up_and_the_others_are_kept():
    an_entry(Lesson, body="[a](https://a.org/) [b](https://b.org/)")
    ever = threading.Event()

    def ask(url):
        if url == "https://a.org/":
            ever.wait(30)
        return THERE

    began = time.monotonic()
    outcome = outward.check(1, ask=ask)
    ever.set()
    assert time.monotonic() - began < 10
    assert (outcome.links, outcome.tried) == (2, 1)
    assert OutwardLink.objects.get(url="https://b.org/").checked_on
    assert OutwardLink.objects.get(url="https://a.org/").checked_on is None


@pytest.mark.django_db
def test_a_site_is_asked_for_one_page_at_a_time():
    an_entry(Lesson, body=" ".join(f"[a](https://a.org/{n})" for n in range(6)))
    present, most = [], []

    def ask(url):
        present.append(url)
        most.append(len(present))
        time.sleep(0.01)
        present.remove(url)
        return THERE

    assert outward.check(20, ask=ask).tried == 6
    assert max(most) == 1


@pytest.mark.django_db
def test_the_list_says_where_a_link_stands(curating):
    an_entry(Lesson, reference="L-1", body="[a](https://a.org/)")
    tried({"https://a.org/": GONE})
    page = curating.get("/admin/curation/outwardlink/").content.decode()
    assert "/admin/lessons/lesson/L-1/change/" in page
    assert "404 Not Found" in page
    assert curating.get("/admin/curation/outwardlink/add/").status_code == 403


@pytest.mark.parametrize("seconds", ["0", "-1", "99999999"])
def test_a_time_that_makes_no_sense_is_refused(seconds):
    with pytest.raises(CommandError, match="from 1 to 86400"):
        call_command("check_links", "--seconds", seconds)


# --- Fetching


class Pages(BaseHTTPRequestHandler):
    """A site with a page of every sort."""

    asked = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        status = {"/gone": 404, "/teapot": 403, "/broken": 500, "/head": 405}.get(self.path, 200)
        if self.path == "/slow":
            time.sleep(2)
        if self.path in {"/on", "/loop", "/private", "/elsewhere"}:
            self.send_response(302)
            to = {"/on": "/there", "/loop": "/loop", "/private": "http://10.0.0.1/", "/elsewhere": "file:///etc/passwd"}
            self.send_header("Location", to[self.path])
        else:
            self.send_response(200 if self.command == "GET" and self.path == "/head" else status)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the names http.server calls

    def log_message(self, *arguments):
        pass


@pytest.fixture
def pages(monkeypatch):
    """A real site on this machine, which for once counts as public under one name."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks that often whether to stop
    honest = fetching.public_address
    monkeypatch.setattr(
        fetching, "public_address", lambda host, port: "127.0.0.1" if host == "site.test" else honest(host, port)
    )
    monkeypatch.setitem(fetching.PORTS, "http", server.server_port)
    Pages.asked.clear()
    yield "http://site.test"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "is_there", "words"),
    [
        ("/there", True, "200 OK"),
        ("/a page?x=ä", True, "200 OK"),
        ("/on", True, "200 OK"),
        ("/head", True, "200 OK"),
        ("/teapot", True, "keeps programs out"),
        ("/gone", False, "404 Not Found"),
        ("/broken", False, "500"),
        ("/loop", False, "on and on"),
        ("/slow", False, "No answer within"),
        ("/private", False, "private network"),
        ("/elsewhere", False, "no web address"),
    ],
)
def test_what_a_page_answers_is_told_apart(pages, path, is_there, words):
    answer = fetching.ask(pages + path)
    assert answer.is_there == is_there
    assert words in answer.result


def test_only_the_head_is_asked_for_where_that_is_enough_and_the_site_is_told_who_asks(pages):
    fetching.ask(f"{pages}/there")
    ((method, _, agent),) = Pages.asked
    assert method == "HEAD"
    assert "link check" in agent


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://0/",
        "http://2130706433/", "http://0x7f.1/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/",
        "http://example.org:8080/", "http://me@example.org/", "ftp://example.org/", "file:///etc/passwd", "http://", "nonsense",
        "http://[", "http://example.org:99999999/", "http://" + "a" * 300 + ".org/", "http://exa\nmple.org/",
    ],
)  # fmt: skip
def test_what_is_not_open_to_everybody_is_never_asked(url, monkeypatch):
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_: pytest.fail("It was asked."))
    answer = fetching.ask(url)
    assert not answer.is_there
    assert not answer.was_reached


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are(address):
    assert fetching.is_public(address)

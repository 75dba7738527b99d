"""Pages are made once for each version of the site; nobody gets an old one, or one that was not made for them."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path
from django.utils import timezone

from casestudies.models import CaseStudy, Finding
from catalogue import changes
from catalogue.models import Change, Event, Statistic
from catalogue.version import content_version
from config import page_cache, urls
from lessons.models import KeyLineOfEnquiry, Lesson, SystemComponent
from tests.cast import a_council, a_draft, a_scheduled, a_section, a_source, a_tag, an_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    """A public record with a figure, an event, a tag, a council and a section of a source."""
    source = a_source()
    found = an_entry(
        Lesson, title="Gooseberry", tags=[a_tag()], councils=[a_council()], source=source, section=a_section(source)
    )
    found.statistics.add(Statistic.objects.create(reference="figure", title="Beds", value="7", source=source))
    found.events.add(Event.objects.create(reference="event", title="Start", date="2020", source=source))
    return found


def warm(client, address):
    """Ask until the page is kept, and show that it is."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert len(captured) == 1, address
    return response


def renamed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def without_times(response):
    """What was sent, without the time at which an empty feed was made."""
    return re.sub(rb"T[\d:.+]+", b"", response.content)


CHANGES = {
    "a published record": lambda e: an_entry(Lesson, title="Raspberry"),
    "a record's words": lambda e: renamed(e, title="Raspberry"),
    "a withdrawal": lambda e: Lesson.objects.filter(pk=e.pk).update(status="withdrawn", withdrawn_on=timezone.localdate()),
    "a tag's name": lambda e: renamed(e.tags.get(), name="Raspberry"),
    "a council's name": lambda e: renamed(e.councils.get(), name="Raspberry"),
    "a council's population": lambda e: renamed(e.councils.get(), population=123_457),
    "a figure": lambda e: renamed(e.statistics.get(), value="8"),
    "a figure, in bulk": lambda e: Statistic.objects.update(value="8"),
    "an event": lambda e: renamed(e.events.get(), title="Raspberry"),
    "a source": lambda e: renamed(e.citations.get().source, title="Raspberry"),
    "a section": lambda e: renamed(e.citations.get().section, title="Raspberry"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows_at_once(client, lesson, change):
    addresses = [
        "/", "/lessons/", "/lessons/?q=gooseberry", lesson.get_absolute_url(), "/themes/care-market/", "/councils/wigan/",
        "/sources/report/", "/figures/", "/timeline/", "/feeds/lessons.atom", "/search/suggest.json?q=goose",
    ]  # fmt: skip
    had = {address: warm(client, address)["ETag"] for address in addresses}
    CHANGES[change](lesson)
    for address in addresses:
        asked = client.get(address, headers={"if-none-match": had[address]})
        assert asked.status_code != 304, address
        caches["pages"].clear()
        assert without_times(client.get(address)) == without_times(asked), address


def test_a_scheduled_record_shows_at_once_when_its_time_has_come(client, lesson, monkeypatch):
    coming = a_scheduled(Lesson, title="Raspberry")
    had = warm(client, "/lessons/")
    assert b"Raspberry" not in had.content
    later = coming.published_at + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    asked = client.get("/lessons/", headers={"if-none-match": had["ETag"]})
    assert b"Raspberry" in asked.content


def test_a_draft_makes_no_page_old(client, lesson):
    had = warm(client, "/lessons/")
    before = content_version()
    draft = a_draft(Lesson, source=lesson.citations.get().source)
    draft.title = "Raspberry"
    draft.save()
    assert content_version() == before
    assert client.get("/lessons/", headers={"if-none-match": had["ETag"]}).status_code == 304


def test_a_page_that_shows_the_day_is_made_anew_the_next_day(client, lesson, monkeypatch):
    had = warm(client, "/lessons/")
    monkeypatch.setattr(timezone, "localdate", lambda: timezone.now().date() + timedelta(days=1))
    assert client.get("/lessons/", headers={"if-none-match": had["ETag"]}).status_code == 200


def test_a_new_release_makes_every_page_anew(client, lesson, monkeypatch):
    had = warm(client, "/lessons/")
    monkeypatch.setattr(page_cache, "release", lambda: "another")
    assert client.get("/lessons/", headers={"if-none-match": had["ETag"]}).status_code == 200


def test_a_restored_database_has_another_version_though_its_ids_come_again(client, lesson):
    before = content_version()
    last = Change.objects.last()
    Change.objects.filter(pk=last.pk).update(changed_at=last.changed_at - timedelta(days=1))
    assert content_version() != before


def test_a_page_is_sent_once_and_made_once_at_the_price_of_one_query(client, lesson):
    first = warm(client, "/lessons/")
    with CaptureQueriesContext(connection) as captured:
        again = client.get("/lessons/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(captured) == 1
    assert client.head("/lessons/")["ETag"] == first["ETag"]


def test_kept_pages_are_those_that_were_made(client, lesson):
    for address in ("/lessons/", lesson.get_absolute_url(), "/vocabulary.ttl", "/feeds/lessons.atom"):
        made = client.get(address)
        same = warm(client, address)
        assert same.content == made.content
        assert same["X-Request-ID"] != made["X-Request-ID"]
        del same["X-Request-ID"], made["X-Request-ID"]
        assert dict(same.items()) == dict(made.items())


def test_addresses_and_encodings_are_not_mixed_up(client, lesson):
    plain = warm(client, "/lessons/").content
    packed = client.get("/lessons/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert client.get("/lessons/").content == plain
    assert warm(client, "/lessons/?sort=title").content != plain
    assert client.get("/lessons/", headers={"host": "elsewhere.example"}).status_code == 400


def test_caches_on_the_way_have_to_ask_each_time(client, lesson):
    for response in (client.get("/lessons/"), warm(client, "/lessons/"), client.get("/lessons/nothing/")):
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert {"Cookie", "Accept-Encoding"} <= set(response["Vary"].split(", "))
    asked = client.get("/lessons/", headers={"if-none-match": client.get("/lessons/")["ETag"]})
    assert asked["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert asked["Vary"] == "Cookie, Accept-Encoding"


def test_whoever_is_signed_in_neither_gets_nor_leaves_a_kept_page(client, curating, lesson):
    mine = curating.get("/lessons/")
    assert "ETag" not in mine
    assert mine["Cache-Control"] == "private, no-cache"
    assert "Cookie" in mine["Vary"]
    assert not len(caches["pages"]._cache)
    tag = warm(client, "/lessons/")["ETag"]
    with CaptureQueriesContext(connection) as captured:
        assert curating.get("/lessons/", headers={"if-none-match": tag}).status_code == 200
    assert len(captured) > 1


def test_a_preview_is_stored_nowhere(client, curating, lesson):
    draft = a_draft(Lesson, title="Raspberry")
    assert "no-store" in curating.get(draft.get_absolute_url())["Cache-Control"]
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_only_whole_good_pages_are_kept(client, lesson):
    for address, status in (
        ("/nothing/", 404), ("/lessons/?theme=nonsense", 400), ("/lessons/?format=csv", 200), ("/api/v1/lessons", 200),
        ("/lessons/?q=zzzzzz", 200), ("/data/", 200), ("/admin/login/", 200),
    ):  # fmt: skip
        assert client.get(address).status_code == status
    assert not kept()


def kept():
    """What the cache holds, without the pages that it only knows to be there."""
    return [key for key in caches["pages"]._cache if caches["pages"].get(key.rpartition(":")[2])[0] is not None]


def test_large_pages_are_not_kept(client, lesson, monkeypatch):
    monkeypatch.setattr(page_cache, "LARGEST", 100)
    client.get("/lessons/")
    assert not kept()


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nothing/", 404), ("/lessons/nothing/", 404), ("/lessons/?theme=nonsense", 400), ("/suggest/nothing/", 404)],
)
def test_what_is_not_there_is_not_unchanged_either(client, lesson, address, status):
    tag = client.get("/lessons/")["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == status


def test_a_foreign_host_and_plain_http_are_not_told_that_nothing_changed(client, lesson, settings):
    tag = warm(client, "/lessons/")["ETag"]
    foreign = client.get("/lessons/", headers={"if-none-match": tag, "host": "elsewhere.example"})
    assert foreign.status_code == 400
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/lessons/", secure=True).status_code == 200
    assert client.get("/lessons/", secure=True, headers={"if-none-match": tag}).status_code == 304
    assert client.get("/recommendations/", headers={"if-none-match": tag}).status_code == 301


@pytest.mark.parametrize("address", ["/lessons/", "/lessons/?format=csv", "/api/v1/lessons"])
def test_a_page_that_this_process_has_not_made_yet_is_made_once_to_know_that_it_is_there(client, lesson, address):
    tag = client.get(address)["ETag"]
    caches["pages"].clear()
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert len(captured) == 1


def not_declared(request):
    return HttpResponse("For one person.")


def test_a_page_of_a_new_app_is_private_until_it_says_otherwise(client, lesson, settings, monkeypatch):
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("new/", not_declared)])
    clear_url_caches()
    tag = client.get("/lessons/")["ETag"]
    response = client.get("/new/", headers={"if-none-match": tag})
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")
    assert "ETag" not in response
    assert len(kept()) == 1
    clear_url_caches()


def test_a_page_made_from_an_old_index_is_not_kept(client, lesson, monkeypatch):
    client.get("/lessons/")
    monkeypatch.setattr("search.following._apply", lambda writer, applied: None)
    monkeypatch.setattr("search.following.MAX_WAIT", 0.0)
    an_entry(Lesson, title="Raspberry")
    monkeypatch.setattr(page_cache.following, "is_up_to_date", lambda last: False)
    assert "ETag" not in client.get("/lessons/")


def test_without_the_database_pages_that_need_none_are_still_there(client, monkeypatch):
    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(page_cache, "present_version", fail)
    assert client.get("/about/").status_code == 200
    assert "ETag" not in client.get("/about/")


def test_everything_pages_show_is_followed(lesson):
    shown = set(changes.tracked_models())
    for model in (Lesson, Finding, SystemComponent, Statistic, Event, *(type(row) for row in (a_source(), a_tag()))):
        assert model in shown


def test_the_questions_of_a_finding_are_followed(lesson):
    study, question = an_entry(CaseStudy), an_entry(KeyLineOfEnquiry)
    finding = Finding.objects.create(
        reference="f", case_study=study, section=a_section(a_source()), number=1, title="Found", body="x"
    )
    for change in (lambda: finding.questions.add(question), lambda: question.findings.remove(finding)):
        before = content_version()
        change()
        assert content_version() != before


def test_two_visitors_get_the_same_page(lesson):
    assert warm(Client(), "/lessons/").content == Client().get("/lessons/").content

"""Readers suggest changes without an account or a cookie; what is refused comes back with the words kept."""

import re
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from curation import daily, suggesting
from curation.models import Suggestion
from lessons.models import Lesson
from tests.cast import a_council, a_draft, an_entry

WORDS = "The second figure is out of date."
HERE = {"sec-fetch-site": "same-origin"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return an_entry(Lesson, title="Ask first")


@pytest.fixture
def clock(monkeypatch):
    """The time of the signatures, which a test moves on."""
    now = [time.time()]
    monkeypatch.setattr(signing.time, "time", lambda: now[0])
    return now


def opened(client, lesson):
    page = client.get(f"/suggest/{lesson.pk}/").content.decode()
    return re.search(r'name="opened" value="([^"]+)"', page)[1]


def send(client, lesson, clock, wait=10, headers=HERE, address="10.0.0.1", stamp=None, **said):
    stamp = stamp or opened(client, lesson)
    clock[0] += wait
    data = {"opened": stamp, "type": "change", "text": WORDS, "website": ""} | said
    return client.post(f"/suggest/{lesson.pk}/", data, headers=headers, REMOTE_ADDR=address)


def test_a_suggestion_reaches_the_queue_and_thanks_are_said(client, lesson, clock):
    council = a_council()
    response = send(client, lesson, clock, type="did-this", council="Wigan MBC", name="Jo", email="jo@wigan.example")
    assert client.get(response.headers["Location"]).status_code == 200
    kept = Suggestion.objects.get()
    assert (kept.kind, kept.reference, kept.type, kept.text) == ("lessons", lesson.pk, "did-this", WORDS)
    assert (kept.council, kept.name, kept.email, kept.status) == (council, "Jo", "jo@wigan.example", "new")
    assert kept.entry == lesson


def test_the_page_of_a_record_leads_to_the_form_and_its_preview_does_not(client, curating, lesson):
    assert f'href="/suggest/{lesson.pk}/"' in client.get(lesson.get_absolute_url()).content.decode()
    assert "/suggest/" not in curating.get(a_draft(Lesson).get_absolute_url()).content.decode()
    page = client.get(f"/suggest/{lesson.pk}/?did-this").content.decode()
    assert re.search(r'value="did-this"[^>]*checked', page)


def test_no_cookie_is_set_and_nothing_is_kept_by_caches(client, lesson, clock):
    page = client.get(f"/suggest/{lesson.pk}/")
    assert "no-store" in page.headers["Cache-Control"]
    send(client, lesson, clock)
    send(client, lesson, clock, text="")
    assert not client.cookies


def refused(response, status=400):
    page = response.content.decode()
    assert response.status_code == status
    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert not Suggestion.objects.exists()
    return page


@pytest.mark.parametrize(("wait", "said"), [(1, "very quick"), (25 * 3600, "more than a day")])
def test_what_comes_too_fast_or_too_late_is_refused_with_the_words_kept_and_can_be_sent_again(
    client, lesson, clock, wait, said
):
    page = refused(send(client, lesson, clock, wait=wait))
    assert said in page
    assert WORDS in page
    stamp = re.search(r'name="opened" value="([^"]+)"', page)[1]
    assert send(client, lesson, clock, wait=4, stamp=stamp).status_code == 302


@pytest.mark.parametrize("name", ["origin", "referer"])
def test_a_sender_whose_address_cannot_be_read_is_refused_with_the_words_kept(client, lesson, clock, name):
    assert WORDS in refused(send(client, lesson, clock, headers={name: "http://["}), 403)


@pytest.mark.parametrize("stamp", ["x", "NW-L01:1:forged", "\x00", "x" * 10_000])
def test_a_forged_stamp_is_refused(client, lesson, clock, stamp):
    assert WORDS in refused(send(client, lesson, clock, stamp=stamp))


def test_a_stamp_of_another_record_is_refused(client, lesson, clock):
    stamp = opened(client, an_entry(Lesson))
    assert "another page" in refused(send(client, lesson, clock, stamp=stamp))


@pytest.mark.parametrize(
    ("headers", "welcome"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": "http://testserver"}, True),
        ({"referer": "http://testserver/suggest/x/"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://testserver.evil.example"}, False),
        ({"referer": "http://evil.example/testserver"}, False),
        ({}, False),
    ],
)
def test_only_the_form_on_this_site_is_accepted(client, lesson, clock, headers, welcome):
    response = send(client, lesson, clock, headers=headers)
    if welcome:
        assert response.status_code == 302
    else:
        assert WORDS in refused(response, 403)


def test_what_only_a_program_fills_in_is_refused_kindly(client, lesson, clock):
    page = refused(send(client, lesson, clock, website="http://spam.example"))
    assert WORDS in page
    assert "spam.example" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Write what should change"),
        ({"text": "https://spam.example https://more.example www.third.example"}, "words of your own"),
        ({"text": "Look at these " + "https://a.example " * 6}, "at most 5 web addresses"),
        ({"text": "x y z " + "w" * 5_000}, "at most 5000 characters"),
        ({"text": "Some words with NUL \x00 inside."}, "Null characters are not allowed"),
        ({"type": "banana"}, "banana is not one of the available choices"),
        ({"type": ""}, "Choose what you want to tell us"),
        ({"council": "Atlantis"}, "There is no council called “Atlantis”"),
        ({"council": "Wigann"}, "Did you mean Wigan Metropolitan Borough Council?"),
        ({"council": "W\x00"}, "Null characters"),
        ({"council": "x" * 500}, "at most 120 characters"),
        ({"name": "x" * 500}, "at most 120 characters"),
        ({"email": "jo at wigan"}, "Write an e-mail address like"),
        ({"email": "x" * 300 + "@wigan.example"}, "at most 254 characters"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_box_and_the_rest_is_kept(client, lesson, clock, change, said):
    a_council()
    page = refused(send(client, lesson, clock, **({"name": "Jo Bloggs"} | change)))
    assert said in page
    assert page.count(said) == 2, "in the summary and beside the box"
    assert "\x00" not in page
    for value in ({"text": WORDS, "name": "Jo Bloggs"} | change).values():
        if value and value != "banana":
            assert value.replace("\x00", "").strip()[:500] in page


def test_words_are_shown_again_as_words(client, lesson, clock):
    page = refused(send(client, lesson, clock, text="<script>alert(1)</script>", council='"><b>'))
    assert "<script>alert" not in page
    assert '"><b>' not in page


def test_line_ends_count_as_the_browser_counts_them(client, lesson, clock):
    text = "a b c " + "line\r\n" * 900
    assert len(text) > 5_000 > len(text.replace("\r\n", "\n"))
    assert send(client, lesson, clock, text=text).status_code == 302
    assert "\r" not in Suggestion.objects.get().text


def test_a_button_pressed_twice_sends_once(client, lesson, clock):
    assert send(client, lesson, clock).status_code == 302
    assert send(client, lesson, clock).status_code == 302
    assert Suggestion.objects.count() == 1


def test_one_address_may_send_ten_an_hour_and_no_header_makes_it_another(client, lesson, clock):
    for number in range(10):
        assert send(client, lesson, clock, text=f"{WORDS} {number}").status_code == 302
    late = send(client, lesson, clock, headers=HERE | {"x-forwarded-for": "10.9.9.9"}, text="One more of these.")
    assert (late.status_code, late.headers["Retry-After"]) == (429, "3600")
    assert "One more of these." in late.content.decode()
    assert send(client, lesson, clock, address="10.0.0.2", text="From somewhere else.").status_code == 302
    Suggestion.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    assert send(client, lesson, clock, text="One more of these.").status_code == 302


def test_there_is_a_limit_for_everybody_together(client, lesson, clock, monkeypatch):
    monkeypatch.setattr(suggesting, "MOST_AN_HOUR", 3)
    said = [send(client, lesson, clock, address=f"10.0.0.{n}", text=f"{WORDS} {n}").status_code for n in range(4)]
    assert said == [302, 302, 302, 429]


def test_who_sent_it_is_kept_for_an_hour_as_a_word_that_says_nothing(client, lesson, clock):
    send(client, lesson, clock)
    first = Suggestion.objects.get()
    assert "10.0.0.1" not in first.sender
    Suggestion.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    send(client, lesson, clock, address="10.0.0.2", text="Something else entirely.")
    first.refresh_from_db()
    assert first.sender == ""


def test_names_and_addresses_are_forgotten_when_the_form_says(client, lesson, clock, settings):
    settings.SUGGESTION_CONTACT_DAYS = 30
    assert "deleted after 30 days" in client.get(f"/suggest/{lesson.pk}/").content.decode()
    for days in (29, 31):
        send(client, lesson, clock, text=f"{WORDS} {days}", name="Jo", email="jo@wigan.example")
        Suggestion.objects.filter(text__endswith=f" {days}").update(made_at=timezone.now() - timedelta(days=days))
    assert "1 suggestions" in daily.forget_suggesters()
    assert dict(Suggestion.objects.values_list("name", "email")) == {"Jo": "jo@wigan.example", "": ""}
    assert Suggestion.objects.get(name="").text


def test_what_cannot_be_is_refused_by_the_database_too():
    for wrong in ({"status": "banana"}, {"type": "banana"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.create(**({"kind": "lessons", "reference": "X", "text": WORDS} | wrong))


@pytest.mark.parametrize("reference", ["no-such-record", "..", "%00", "x" * 3000, "é"])
def test_an_address_of_nothing_is_not_found(client, reference):
    assert client.get(f"/suggest/{reference}/").status_code in {400, 404}
    assert client.post(f"/suggest/{reference}/", {}).status_code in {400, 404}


def test_other_methods_are_refused(client, lesson):
    assert client.put(f"/suggest/{lesson.pk}/").status_code == 405
    assert client.post(f"/suggest/{lesson.pk}/thanks/").status_code == 405


def test_nothing_suggested_is_ever_shown_to_visitors(client, lesson, clock):
    before = client.get(lesson.get_absolute_url()).content
    send(client, lesson, clock, text="A secret word: xyzzyqux.", name="xyzzyqux", email="xyzzyqux@example.org")
    assert client.get(lesson.get_absolute_url()).content == before
    assert b"xyzzyqux" not in client.get(f"/suggest/{lesson.pk}/thanks/").content
    assert b"xyzzyqux" not in Client().get(f"/suggest/{lesson.pk}/").content

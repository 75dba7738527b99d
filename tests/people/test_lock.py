"""After five wrong passwords nobody signs in to that account from there for fifteen minutes, whatever else they change."""

import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import middleware

RIGHT = "a long pass phrase"
pytestmark = pytest.mark.django_db


def sign_in(client, password, username="curator", **headers):
    address = reverse("admin:login")
    return client.post(address, {"username": username, "password": password, "next": "/admin/"}, **headers)


def fail(times, **headers):
    return [sign_in(Client(), f"wrong {number}", **headers).status_code for number in range(times)]


def test_the_right_password_lets_in(curator, client):
    assert sign_in(client, RIGHT).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_four_failures_do_not_lock_and_success_forgets_them(curator):
    assert fail(4) == [200] * 4
    assert sign_in(Client(), RIGHT).status_code == 302
    assert fail(4) == [200] * 4


def test_the_fifth_failure_locks_and_the_right_password_is_refused(curator):
    assert fail(5) == [200, 200, 200, 200, 429]
    refused = sign_in(Client(), RIGHT)
    assert refused.status_code == 429
    words = refused.content.decode()
    assert "Wait a little before you try again" in words
    assert "curator" not in words


@pytest.mark.parametrize(
    "change",
    [
        lambda number: {"headers": {"user-agent": f"browser {number}"}},
        lambda number: {"headers": {"x-forwarded-for": f"10.0.0.{number}"}},
        lambda number: {"headers": {"forwarded": f"for=10.0.0.{number}", "x-real-ip": f"10.0.0.{number}"}},
        lambda number: {"headers": {"x-requested-with": "XMLHttpRequest", "accept": f"text/{number}"}},
    ],
    ids=["browsers", "X-Forwarded-For", "other headers", "scripts"],
)
def test_no_change_of_header_gives_more_guesses(curator, change):
    said = [sign_in(Client(), "wrong", **change(number)).status_code for number in range(5)]
    assert said[-1] == 429
    assert sign_in(Client(), RIGHT, **change(99)).status_code == 429


def test_a_name_that_is_guessed_at_elsewhere_stays_open_to_its_owner(curator):
    """Five wrong guesses from anywhere locked out every curator whose name was known."""
    for number in range(60):
        sign_in(Client(), "wrong", REMOTE_ADDR=f"10.0.{number}.1")
    assert sign_in(Client(), RIGHT).status_code == 302


def test_a_name_under_attack_leaves_each_address_two_tries(curator):
    for number in range(20):
        sign_in(Client(), "wrong", REMOTE_ADDR=f"10.0.{number}.1")
    said = [sign_in(Client(), "wrong", REMOTE_ADDR="10.9.9.9").status_code for _ in range(3)]
    assert said == [200, 429, 429]
    assert sign_in(Client(), RIGHT, REMOTE_ADDR="10.9.9.9").status_code == 429
    assert fail(1) == [200]
    assert sign_in(Client(), RIGHT).status_code == 302


def test_thirty_failures_from_one_address_lock_it_for_every_name_and_no_other_address(curator):
    for number in range(30):
        sign_in(Client(), "wrong", username=f"name {number}", REMOTE_ADDR="10.9.9.9")
    assert sign_in(Client(), RIGHT, REMOTE_ADDR="10.9.9.9").status_code == 429
    assert sign_in(Client(), RIGHT).status_code == 302


def test_a_failure_is_logged_by_a_digest_that_tells_addresses_apart(curator, caplog):
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        sign_in(Client(), "wrong", REMOTE_ADDR=address)
    said = [record.getMessage() for record in caplog.records if record.name == "people.lock"]
    assert len(said) == 3
    assert said[0] == said[1] != said[2]
    assert not [line for line in said if "10.0.0." in line]


def test_another_way_to_write_the_same_name_is_the_same_account(curator):
    for name in ("curator", " curator ", "ｃurator", "curator", "curatoｒ"):
        sign_in(Client(), "wrong", username=name)
    assert sign_in(Client(), RIGHT).status_code == 429


def test_one_locked_account_leaves_the_others_alone(curator, django_user_model):
    django_user_model.objects.create_superuser("colleague", password=RIGHT)
    fail(5)
    assert sign_in(Client(), RIGHT, username="colleague").status_code == 302


def test_the_lock_ends_after_fifteen_minutes_and_trying_on_does_not_make_it_longer(curator):
    fail(5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert fail(3) == [429] * 3
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.first().attempt_time - timedelta(minutes=1, seconds=1)
    )
    assert sign_in(Client(), RIGHT).status_code == 302


def test_an_administrator_can_end_it_at_once(curator, curating):
    fail(5)
    data = {"action": "end_lock", "_selected_action": [curator.pk]}
    curating.post(reverse("admin:auth_user_changelist"), data)
    assert sign_in(Client(), RIGHT).status_code == 302


@pytest.mark.parametrize("username", ["nobody", "", "x" * 5_000, "cur\x00ator", "☃"])
def test_names_of_nobody_break_nothing(curator, username):
    for _ in range(6):
        assert sign_in(Client(), "wrong\x00", username=username).status_code in {200, 429}
    assert sign_in(Client(), RIGHT).status_code == 302


def test_neither_what_is_kept_nor_what_is_logged_names_a_person_or_a_password(curator, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in(Client(), "my secret", REMOTE_ADDR="10.9.8.7")
        fail(5)
    # The database's own log of its questions is never on where the site runs.
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for word in ("my secret", "curator", "10.9.8.7"):
        assert word not in said
    kept = " ".join(
        str(value)
        for row in AccessAttempt.objects.values("get_data", "post_data", "path_info")
        for value in row.values()
    )
    assert "my secret" not in kept
    assert "curator" not in kept


def test_what_is_kept_of_a_failure_goes_with_the_next_one_after_the_lock(curator):
    fail(2)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    sign_in(Client(), "wrong", username="somebody else")
    assert not AccessAttempt.objects.filter(username="curator").exists()


def test_behind_a_proxy_the_visitor_is_whom_the_proxy_names(settings):
    seen = []
    through = middleware.know_the_visitor(lambda request: seen.append(request.META["REMOTE_ADDR"]))

    def ask(forwarded):
        through(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded}))
        return seen[-1]

    settings.BEHIND_PROXY = False
    assert ask("1.2.3.4") == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert ask("6.6.6.6, 1.2.3.4") == "1.2.3.4"
    assert ask("2001:DB8::1") == "2001:db8::1"
    assert ask("1.2.3.4, <script>") == "10.0.0.1"
    assert ask("") == "10.0.0.1"


@pytest.mark.parametrize("password", ["short1!", "elevenchars", "password1234", "928374658291", "curator-1234"])
def test_a_weak_password_is_refused(curator, password):
    with pytest.raises(ValidationError):
        validate_password(password, curator)
    validate_password("three plain words", curator)


def test_the_cookies_of_those_signed_in_are_strict(curator, client):
    sign_in(client, RIGHT)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_a_session_ends_eight_hours_after_the_last_page_not_the_first(curator, client, monkeypatch):
    sign_in(client, RIGHT)
    client.get("/admin/")
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    session = client.session
    session["worked_at"] -= 3600
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    client.get("/admin/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=7, minutes=59)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/admin/").status_code == 302


def test_a_page_that_only_shows_something_writes_no_session(curating):
    curating.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        curating.get("/admin/")
    assert not [query for query in captured if query["sql"].split()[0] in {"UPDATE", "INSERT", "DELETE"}]


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_in_production_the_cookies_travel_encrypted_only(curator, client):
    sign_in(client, RIGHT, secure=True)
    assert client.cookies["sessionid"]["secure"]


def test_a_user_name_that_is_too_long_is_refused_with_words_and_kept_nowhere(curator, client):
    answer = sign_in(client, "wrong", username="x" * 300)
    assert (answer.status_code, "at most 150 characters" in answer.content.decode()) == (200, True)
    assert not AccessAttempt.objects.exists()


def test_the_page_of_those_locked_out_is_headed_by_the_site(curator):
    fail(5)
    page = sign_in(Client(), RIGHT).content.decode()
    assert "Wait a little" in page
    assert "Django administration" not in page

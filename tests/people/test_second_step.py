"""Who set up the second step gives a code; nobody else has to, unless everybody does."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lessons.models import Lesson
from people import second_step
from tests.cast import a_draft

PAGE = "/admin/second-step/"
RIGHT = "a long pass phrase"
pytestmark = pytest.mark.django_db


def code_of(device, step=0):
    device.refresh_from_db()
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + step * device.step
    return f"{totp.token():06d}"


def sign_in(client, code=""):
    said = {"username": "curator", "password": RIGHT, "code": code, "next": "/admin/"}
    return client.post(reverse("admin:login"), said)


def set_up(client):
    """Set it up on its page; the device and the recovery codes."""
    client.post(PAGE, {"step": "begin"})
    device = TOTPDevice.objects.get(confirmed=False)
    page = client.post(PAGE, {"step": "confirm", "code": code_of(device, -1)})
    return device, re.findall(r"<li><code>(\w+)</code>", page.content.decode())


def test_setting_it_up_shows_a_picture_made_here_and_ten_recovery_codes_once(curating):
    assert "It is off" in curating.get(PAGE).content.decode()
    curating.post(PAGE, {"step": "begin"})
    page = curating.get(PAGE).content.decode()
    assert 'src="data:image/svg+xml' in page
    _, codes = set_up(curating)
    assert len(set(codes)) == 10
    after = curating.get(PAGE).content.decode()
    assert "It is on" in after
    assert not any(code in after for code in codes)
    assert "data:image" not in after


def test_a_wrong_code_does_not_turn_it_on(curating, curator):
    curating.post(PAGE, {"step": "begin"})
    assert curating.post(PAGE, {"step": "confirm", "code": "000000"}).status_code == 400
    assert not second_step.is_set_up(curator)
    assert sign_in(Client()).status_code == 302


def test_who_set_it_up_must_give_a_code(curating, client):
    device, _ = set_up(curating)
    assert "the code too" in sign_in(client).content.decode()
    assert client.get("/admin/").status_code == 302
    assert "not right" in sign_in(client, "000000").content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert sign_in(client, code_of(device)).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_code_lets_in_once(curating):
    device, recovery = set_up(curating)
    code = code_of(device)
    assert sign_in(Client(), code).status_code == 302
    assert sign_in(Client(), code).status_code == 200
    assert sign_in(Client(), recovery[0].upper()).status_code == 302
    assert sign_in(Client(), recovery[0]).status_code == 200
    assert StaticToken.objects.count() == 9


def test_guessing_codes_makes_the_guesser_wait(curating):
    device, _ = set_up(curating)
    for _ in range(4):
        sign_in(Client(), "000000")
    assert sign_in(Client(), code_of(device)).status_code == 200


def test_somebody_elses_code_is_of_no_use(curating, django_user_model):
    set_up(curating)
    other = django_user_model.objects.create_superuser("colleague", password=RIGHT)
    theirs = TOTPDevice.objects.create(user=other, name="app", confirmed=True)
    assert sign_in(Client(), code_of(theirs)).status_code == 200


def test_a_session_from_before_counts_no_more(curator, curating, client):
    sign_in(client)
    draft = a_draft(Lesson)
    assert client.get(draft.get_absolute_url()).status_code == 200
    set_up(curating)
    assert curating.get("/admin/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("step", ["begin", "codes", "off"])
def test_what_weakens_it_asks_for_a_code_first(curating, curator, step):
    _, recovery = set_up(curating)
    assert curating.post(PAGE, {"step": step}).status_code == 400
    assert curating.post(PAGE, {"step": step, "code": "000000"}).status_code == 400
    assert second_step.is_set_up(curator)
    assert curating.post(PAGE, {"step": step, "code": recovery[0]}).status_code in {200, 302}
    assert second_step.is_set_up(curator) == (step != "off")


def test_an_administrator_can_turn_it_off_for_who_lost_the_phone(curating, curator):
    set_up(curating)
    data = {"action": "turn_second_step_off", "_selected_action": [curator.pk]}
    curating.post(reverse("admin:auth_user_changelist"), data)
    assert sign_in(Client()).status_code == 302


def test_nobody_can_look_at_anybodys_secret_in_the_admin(curating):
    for address in ("/admin/otp_totp/totpdevice/", "/admin/otp_static/staticdevice/"):
        assert curating.get(address).status_code == 404


def test_where_everybody_must_have_it_a_password_leads_to_setting_it_up_and_nowhere_else(curator, client, settings):
    settings.SECOND_STEP_REQUIRED = True
    sign_in(client)
    for address in ("/admin/", "/admin/lessons/lesson/", "/admin/autocomplete/", "/admin/password_change/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert client.get(a_draft(Lesson).get_absolute_url()).status_code == 404
    assert client.get(PAGE).status_code == 200
    set_up(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("data", [{}, {"step": "banana"}, {"step": "__class__"}, {"step": "\x00"}])
def test_a_forged_form_is_refused(curating, data):
    assert curating.post(PAGE, data).status_code == 400


@pytest.mark.parametrize("code", ["", "\x00", "x" * 5_000, "١٢٣٤٥٦", "-1", "²²²²²²"])
def test_codes_that_are_none_are_refused(curating, code):
    set_up(curating)
    assert curating.post(PAGE, {"step": "off", "code": code}).status_code == 400
    assert sign_in(Client(), code).status_code == 200


def test_the_page_is_closed_to_visitors_and_needs_its_token(client, curator):
    assert client.get(PAGE).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(curator)
    assert strict.post(PAGE, {"step": "begin"}).status_code == 403


def test_public_pages_ask_nothing_about_who_is_signed_in(curating):
    with CaptureQueriesContext(connection) as captured:
        assert curating.get("/about/").status_code == 200
    assert not [query for query in captured if "session" in query["sql"] or "auth_user" in query["sql"]]

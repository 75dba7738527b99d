"""Whoever holds no link learns nothing, not even that there is something; and no public page holds a private word."""

import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import caches
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import timezone

from catalogue.models import Change
from config import page_cache
from reflection import limits
from reflection.checks import private_rows_stay_private
from reflection.models import AccessLink, Attempt, Note, TeamSession, Workspace
from reflection.private import WithoutPrivateAddresses, keep_private
from tests.reflection.sessions import HERE, Person, started
from tests.visitors import MARKER

pytestmark = pytest.mark.django_db
NOBODYS = "/w/AAAAAAAAAAAAAAAAAAAAAA/"


@pytest.fixture
def team():
    return started()


def is_private(response):
    return response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"


def places(team):
    return [
        team.home, f"{team.home}links/", f"{team.home}report/", f"{team.home}report/?format=docx", f"{team.home}delete/",
        team.place, f"{team.place}lead/", f"{team.place}notes/", f"{team.place}screen/", f"{team.place}nowhere/",
    ]  # fmt: skip


def test_without_a_link_every_address_is_the_404_of_a_random_key(team):
    visitor = Client()
    front = visitor.get("/")
    for address in places(team):
        random = address.replace(team.home, NOBODYS)
        asked = [{}] * 5 + [{"if-none-match": "*"}] * 5 + [{"if-none-match": front.get("ETag", "")}] * 5
        for headers in asked:
            headers = {"x-request-id": "the-same-for-both"} | headers
            found, other = visitor.get(address, headers=headers), visitor.get(random, headers=headers)
            assert (found.status_code, found.content) == (404, other.content), address
            assert dict(found.items()) == dict(other.items())
            assert is_private(found)
            assert not found.cookies
        assert visitor.post(address, headers=HERE).content == visitor.post(random, headers=HERE).content


def test_a_link_to_one_workspace_opens_no_other(team):
    other = started()
    for address in places(other):
        assert team.leader.get(address).status_code == 404
        assert team.leader.post(address).status_code == 404
    assert team.leader.post(f"{other.place}answer/", {"question": 1}).status_code == 404


def test_every_answer_is_private_whatever_its_status(team):
    somebody = team.somebody()
    answers = [
        team.leader.get(team.home),
        team.leader.get(f"{team.home}report/?format=csv"),
        team.leader.get(f"{team.home}report/?format=exe"),
        team.leader.get(f"{team.place}notes/"),
        team.leader.put(team.home),
        somebody.get(team.home),
        somebody.get(team.place),
        team.notes(somebody, "Words"),
        team.notes(somebody, ""),
        Client().get(f"/w/open/{team.tokens[0]}/"),
        Client().get("/w/open/wrong/"),
        Client().get("/w/"),
        Client().get("/w/x/y/z/"),
        Client().get(team.home.rstrip("/")),
        Client().get(f"/w/{'x' * 3000}/?q=%00"),
    ]
    assert {answer.status_code for answer in answers} >= {200, 303, 400, 403, 404, 405}
    for answer in answers:
        assert is_private(answer), answer
    assert started().leader.get("/")["Cache-Control"] != "no-store"


def careless(request):
    """A view somebody adds without a thought for caches."""
    return HttpResponse("Private words")


urlpatterns = [path("w/careless/", careless)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_added_without_a_thought_is_not_kept():
    for _ in range(2):
        assert is_private(Client().get("/w/careless/"))
    assert not caches["pages"]._cache


def test_each_guard_is_enough(monkeypatch):
    request = RequestFactory().get("/w/careless/")
    page_cache.keep_pages(careless)(request)
    monkeypatch.setattr(page_cache, "NOT_PAGES", ())
    page_cache.keep_pages(careless)(request)
    monkeypatch.setattr(page_cache, "is_for_everybody", lambda path: True)
    page_cache.keep_pages(keep_private(careless))(request)
    assert not caches["pages"]._cache


def test_opening_a_link_by_get_does_nothing(team):
    visitor = Client(headers=HERE)
    before = list(AccessLink.objects.values())
    for _ in range(2):
        page = visitor.get(f"/w/open/{team.tokens[1]}/")
        assert page.status_code == 200
        assert not page.cookies
        assert page["Referrer-Policy"] == "no-referrer"
    assert list(AccessLink.objects.values()) == before
    opened = visitor.post(f"/w/open/{team.tokens[1]}/")
    assert opened.status_code == 303
    assert team.tokens[1] not in opened["Location"]
    cookie = opened.cookies["workspace-contribute"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (team.home, True, "Lax")


def test_a_link_opened_from_another_site_lets_nobody_in(team):
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {}):
        refused = Client(headers=headers).post(f"/w/open/{team.tokens[0]}/")
        assert refused.status_code == 403
        assert not refused.cookies


def test_a_form_from_another_site_changes_nothing_and_gives_the_words_back(team):
    pk = team.questions[0].pk
    said = {f"text-{pk}": "Words to keep"}
    refused = team.leader.post(team.place, said, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    assert "Words to keep" in refused.content.decode()
    assert not Note.objects.exists()


def ended(team):
    AccessLink.objects.update(ends_on=timezone.localdate() - timedelta(days=1))


def revoked(team):
    AccessLink.objects.update(revoked_at=timezone.now())


def past_its_time(team):
    Workspace.objects.update(last_used_on=timezone.localdate() - timedelta(days=400))


def deleted(team):
    Workspace.objects.all().delete()


@pytest.mark.parametrize("ends", [ended, revoked, past_its_time, deleted])
def test_a_link_that_works_no_more_is_as_one_that_never_was(team, ends):
    somebody = team.somebody()
    never = Client().get("/w/open/never-made/")
    ends(team)
    assert Client().get(f"/w/open/{team.tokens[1]}/").content == never.content
    for person, address in ((somebody, team.place), (team.leader, team.home)):
        assert person.get(address).status_code == 404


def test_twenty_wrong_links_an_hour_are_enough_and_keep_nobody_else_out(team):
    visitor = Client(headers=HERE)
    for number in range(limits.WRONG_LINKS_AN_HOUR):
        assert visitor.get(f"/w/open/wrong-{number}/").status_code == 404
    assert visitor.get("/w/open/wrong-again/").status_code == 429
    assert visitor.post(f"/w/open/{team.tokens[1]}/").status_code == 303
    Attempt.objects.update(at=timezone.now() - timedelta(hours=2))
    assert visitor.get("/w/open/wrong-again/").status_code == 404
    assert set(Attempt.objects.filter(at__lt=timezone.now() - timedelta(hours=1)).values_list("sender", flat=True)) == {
        ""
    }


def test_only_so_many_sessions_are_started_from_one_address():
    for _ in range(limits.STARTS_AN_HOUR):
        started()
    refused = Person().post("/reflect/start/", {"name": "Words to keep"})
    assert refused.status_code == 429
    assert "Words to keep" in refused.content.decode()
    assert refused["Cache-Control"] == "no-store"
    elsewhere = Client(headers=HERE, REMOTE_ADDR="10.0.0.9").post("/reflect/start/", {"name": "Ours"})
    assert elsewhere.status_code == 200


def test_a_site_without_sessions_starts_none(settings):
    started()
    settings.WORKSPACES = "off"
    assert "switched off" in Client().get("/reflect/").content.decode()
    assert Person().post("/reflect/start/", {}).status_code == 403


def test_a_start_from_elsewhere_is_refused_with_the_words_kept():
    refused = Client(headers={"sec-fetch-site": "cross-site"}).post("/reflect/start/", {"name": "Words to keep"})
    assert refused.status_code == 403
    assert "Words to keep" in refused.content.decode()
    assert not Workspace.objects.exists()


def test_no_private_model_is_in_the_admin_or_has_a_history_or_permission(django_user_model):
    ours = set(apps.get_app_config("reflection").get_models())
    assert not ours & set(admin.site._registry)
    assert private_rows_stay_private() == []
    assert not any(model._meta.default_permissions for model in ours)


def test_the_check_finds_a_private_model_on_a_public_base(monkeypatch):
    monkeypatch.setattr("reflection.checks.PUBLIC_BASES", (Note,))
    assert [error.obj for error in private_rows_stay_private()] == [Note]


def test_no_private_word_is_on_any_public_page(team, client, curating):
    """Every field of words holds the marker; so do the addresses."""
    # The word searched for is its beginning, which pages repeat.
    secret = f"{MARKER}secret"
    team.notes(team.somebody(), secret)
    team.does("reveal")
    team.saves(team.leader, secret, 0)
    team.saves(team.leader, f"{secret} again", 1)
    team.leader.post(f"{team.place}actions/", {"what": secret, "role": secret})
    Workspace.objects.update(name=secret, contact=f"{secret}@example.com")
    AccessLink.objects.update(label=secret)
    call_command("rebuild_index")
    addresses = [
        "/", "/reflect/", "/privacy/", "/key-lines-of-enquiry/", f"/search/?q={MARKER}", "/sitemap-pages.xml", "/robots.txt",
        "/feeds/key-lines-of-enquiry.atom", "/key-lines-of-enquiry/?format=csv", "/key-lines-of-enquiry/?format=json",
        f"/search/suggest.json?q={MARKER}", "/api/v1/key-lines-of-enquiry", f"/api/v1/search?q={MARKER}",
        team.questions[0].question.get_absolute_url(),
    ]  # fmt: skip
    for person in (client, team.leader):
        for address in addresses:
            body = person.get(address).getvalue().decode()
            assert secret not in body, address
            assert team.workspace.key not in body, address
    for address in (
        "/admin/",
        "/admin/queue/",
        "/admin/lessons/keylineofenquiry/",
        f"/admin/lessons/keylineofenquiry/{team.questions[0].question_id}/delete/",
    ):
        assert secret not in curating.get(address, follow=True).content.decode(), address
    assert not any(secret in str(page) for page in caches["pages"]._cache.values())


def test_no_address_of_a_session_is_public(team, client):
    for address in ("/sitemap.xml", "/sitemap-pages.xml", "/api/v1/openapi.json"):
        assert "/w/" not in client.get(address).content.decode()
    assert "Disallow: /w/" in client.get("/robots.txt").content.decode()


def test_no_log_names_a_key_or_a_link(team, caplog):
    caplog.handler.addFilter(WithoutPrivateAddresses())
    with caplog.at_level(logging.INFO):
        Client().get(f"/w/open/{team.tokens[0]}x/")
        Client().get(team.home)
        team.leader.get(f"{team.home}report/?format=exe")
    assert "/w/…" in caplog.text
    assert team.tokens[0] not in caplog.text
    assert team.workspace.key not in caplog.text


def test_no_token_is_kept(team):
    for token in team.tokens:
        for model in apps.get_app_config("reflection").get_models():
            assert token not in str(list(model.objects.values()))


def test_a_thousand_notes_move_no_version_of_the_site(team):
    before = Change.objects.count()
    session = TeamSession.objects.get()
    for _ in range(10):
        Note.objects.bulk_create(
            [Note(session=session, question=team.questions[0], text="x", size=1) for _ in range(99)]
        )
        team.notes(team.leader, "One by the form")
    assert Change.objects.count() == before


def test_no_cookie_of_a_session_follows_to_public_pages(team, client):
    assert {cookie["path"] for cookie in team.leader.cookies.values()} == {team.home}

"""Single sign-on says who somebody is and nothing else: against a small provider that answers as a real one does."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("mozilla_django_oidc", reason="needs the extra: pip install '.[sso]'")
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import User
from django.test import Client
from django.urls import include, path

from config import urls as site_urls
from tests.config.starting import KEY, start

ISSUER = "https://accounts.example"
pytestmark = pytest.mark.django_db


class Provider(HTTPServer):
    """A provider with one person; a test changes what it says of them."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims, self.person, self.broken, self.nonce = {}, {}, False, ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self, said):
        self.send_response(500 if self.server.broken else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        claims = {"iss": ISSUER, "aud": "hindsight", "sub": "7", "nonce": self.server.nonce, "exp": time.time() + 60}
        token = jwt.encode(claims | self.server.claims, self.server.key, algorithm="RS256", headers={"kid": "k"})
        self.answer({"access_token": "a", "id_token": token})

    def do_GET(self):
        if self.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self.answer({"keys": [public | {"kid": "k", "alg": "RS256"}]})
        else:
            self.answer({"sub": "7", "email": "officer@council.example"} | self.server.person)


@pytest.fixture
def provider(settings, monkeypatch):
    server = Provider()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks that often whether to stop
    settings.SSO = True
    settings.SSO_NAME = "your council account"
    settings.SSO_ISSUER = ISSUER
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = "hindsight", "secret"
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{server.url}/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{server.url}/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{server.url}/person"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{server.url}/keys"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "people.sso.Accounts"]
    import importlib

    from people import urls

    importlib.reload(urls)
    monkeypatch.setattr(site_urls, "urlpatterns", [path("admin/", include(urls.urlpatterns)), *site_urls.urlpatterns])
    settings.ROOT_URLCONF = "config.urls"
    from django.urls import clear_url_caches

    clear_url_caches()
    yield server
    server.shutdown()
    server.server_close()
    settings.SSO = False
    importlib.reload(urls)
    monkeypatch.undo()
    clear_url_caches()


def come_in(client, provider):
    """Go to the provider and back, as a browser does."""
    sent = client.get("/admin/sso/", {"next": "/admin/"})
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    provider.nonce = provider.nonce or asked["nonce"][0]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/admin/sso/callback/", {"code": "c", "state": asked["state"][0]})


@pytest.fixture
def officer(db):
    return User.objects.create_user("officer", "Officer@council.example", is_staff=True)


def test_an_account_with_the_same_address_is_signed_in_with_the_roles_it_has_here(client, provider, officer):
    assert "your council account" in client.get("/admin/login/").content.decode()
    assert come_in(client, provider).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    officer.refresh_from_db()
    assert (officer.is_superuser, officer.groups.count()) == (False, 0)


def test_nobody_gets_an_account_by_signing_in(client, provider):
    refused = come_in(client, provider)
    assert "could not be signed in" in client.get(refused.headers["Location"]).content.decode()
    assert not User.objects.exists()


def test_an_account_that_is_not_staff_gets_nowhere(client, provider, officer):
    User.objects.update(is_staff=False)
    come_in(client, provider)
    assert client.get("/admin/").status_code == 302


def test_a_closed_account_is_refused_and_its_session_ends(client, provider, officer):
    come_in(client, provider)
    User.objects.update(is_active=False)
    assert client.get("/admin/").status_code == 302
    assert "/login/" in come_in(Client(), provider).headers["Location"]


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://somebody.else"}, {"aud": "another"}, {"nonce": "old"}, {"exp": 1}, {"sub": "8"}],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_not_meant_for_this_visit_is_refused(client, provider, officer, claims):
    provider.claims = claims
    assert "/login/" in come_in(client, provider).headers["Location"]
    assert client.get("/admin/").status_code == 302


def test_a_token_signed_by_somebody_else_is_refused(client, provider, officer, monkeypatch):
    forged = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    sign = jwt.encode
    monkeypatch.setattr(jwt, "encode", lambda claims, key, **rest: sign(claims, forged, **rest))
    assert "/login/" in come_in(client, provider).headers["Location"]


@pytest.mark.parametrize("person", [{"email_verified": False}, {"email": ""}, {"email": "other@council.example"}])
def test_an_address_that_proves_nothing_is_refused(client, provider, officer, person):
    provider.person = person
    assert "/login/" in come_in(client, provider).headers["Location"]


def test_two_accounts_with_one_address_let_nobody_in(client, provider, officer):
    User.objects.create_user("other", officer.email, is_staff=True)
    assert "/login/" in come_in(client, provider).headers["Location"]


def test_a_provider_that_does_not_answer_is_said_kindly(client, provider, officer):
    provider.broken = True
    assert "/login/" in come_in(client, provider).headers["Location"]


def test_a_forged_way_back_is_refused(client, provider, officer):
    assert "/login/" in client.get("/admin/sso/callback/", {"code": "c", "state": "made up"}).headers["Location"]
    assert "/login/" in client.get("/admin/sso/callback/").headers["Location"]
    assert client.get("/admin/sso/", {"next": "https://evil.example/"}).status_code == 302


def test_it_is_off_unless_it_is_set_up(client):
    assert client.get("/admin/sso/").status_code in {302, 404}
    assert "Sign in with" not in client.get("/admin/login/").content.decode()


SSO = {
    "SSO_ISSUER": ISSUER, "SSO_CLIENT_ID": "hindsight", "SSO_CLIENT_SECRET": "secret",
    "SSO_AUTHORIZE_URL": f"{ISSUER}/a", "SSO_TOKEN_URL": f"{ISSUER}/t", "SSO_USERINFO_URL": f"{ISSUER}/u",
    "SSO_KEYS_URL": f"{ISSUER}/k",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SSO_KEYS_URL": ""}, "missing: SSO_KEYS_URL"),
        ({"SSO_TOKEN_URL": "accounts.example/t"}, "SSO_TOKEN_URL must look like https://"),
        ({"SSO_TOKEN_URL": "http://accounts.example/t"}, "SSO_TOKEN_URL must start with https://"),
        ({"SESSION_HOURS": "forever"}, "SESSION_HOURS must be a whole number from 1 to 24"),
        ({"SECOND_STEP_REQUIRED": "perhaps"}, "SECOND_STEP_REQUIRED must be true or false"),
        ({}, "no issues"),
    ],
)
def test_settings_that_make_no_sense_stop_the_start(tmp_path, change, said):
    said_to_it = {"SECRET_KEY": KEY, "BASE_URL": "https://hindsight.example"} | SSO | change
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **said_to_it)
    assert said in done.stderr + done.stdout

"""The settings of signing in: passwords, lock-out, sessions, the second step, single sign-on.

config/settings.py takes all of them over. docs/decisions/047-how-people-sign-in.md says why they are what they are.
"""

from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import environment

# --- Passwords, and the lock after too many wrong ones

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
_validators = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict] = [
    {"NAME": f"{_validators}UserAttributeSimilarityValidator"},
    {"NAME": f"{_validators}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validators}CommonPasswordValidator"},
    {"NAME": f"{_validators}NumericPasswordValidator"},
]
AXES_HANDLER = "people.lock.Handler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# What failures are counted of, in the order in which people/lock.py expects it.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
# axes.W006 warns of an address that a header gives; ours is settled in config.middleware.know_the_visitor.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
# Trying on does not make the lock last longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/people/locked_out.html"
# Only failures are kept, until the next one after the lock has ended; never what was typed as password or code.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Sessions: until the browser closes, or so many hours without work (people/middleware.py)

SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_AGE = 3600 * environment.whole_number("SESSION_HOURS", 8, least=1, most=24)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# --- The second step

SECOND_STEP_REQUIRED = environment.flag("SECOND_STEP_REQUIRED", default=False)

# --- Single sign-on (OpenID Connect), where all of it is given

SSO_NAME = environment.text("SSO_NAME", "your organisation’s account")
SSO_ISSUER = environment.web_page("SSO_ISSUER")
OIDC_RP_CLIENT_ID = environment.text("SSO_CLIENT_ID")
OIDC_RP_CLIENT_SECRET = environment.text("SSO_CLIENT_SECRET")
OIDC_OP_AUTHORIZATION_ENDPOINT = environment.web_page("SSO_AUTHORIZE_URL")
OIDC_OP_TOKEN_ENDPOINT = environment.web_page("SSO_TOKEN_URL")
OIDC_OP_USER_ENDPOINT = environment.web_page("SSO_USERINFO_URL")
OIDC_OP_JWKS_ENDPOINT = environment.web_page("SSO_KEYS_URL")
_sso = {
    "SSO_ISSUER": SSO_ISSUER,
    "SSO_CLIENT_ID": OIDC_RP_CLIENT_ID,
    "SSO_CLIENT_SECRET": OIDC_RP_CLIENT_SECRET,
    "SSO_AUTHORIZE_URL": OIDC_OP_AUTHORIZATION_ENDPOINT,
    "SSO_TOKEN_URL": OIDC_OP_TOKEN_ENDPOINT,
    "SSO_USERINFO_URL": OIDC_OP_USER_ENDPOINT,
    "SSO_KEYS_URL": OIDC_OP_JWKS_ENDPOINT,
}
SSO = any(_sso.values())
if SSO:
    if missing := [name for name, value in _sso.items() if not value]:
        raise ImproperlyConfigured(f"Single sign-on needs all of its settings; missing: {', '.join(missing)}.")
    for name, value in _sso.items():
        parts = urlsplit(value)
        if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1"}:
            raise ImproperlyConfigured(f"{name} must start with https://.")
    if not find_spec("mozilla_django_oidc"):
        raise ImproperlyConfigured("Single sign-on needs a library more. Install it with: pip install '.[sso]'")
    AUTHENTICATION_BACKENDS.append("people.sso.Accounts")
OIDC_RP_SCOPES = "openid email"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
# Nobody gets an account by signing in; an administrator makes it and gives it its roles.
OIDC_CREATE_USER = False
LOGIN_REDIRECT_URL_FAILURE = "/admin/login/"

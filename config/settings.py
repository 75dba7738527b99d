"""Every setting of the site, read from the environment once.

The README lists the variables. The defaults are safe for production; a value that makes no sense stops
the start with a sentence (config/environment.py).
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.sign_in import *  # noqa: F403 - they are settings, all of them

ROOT = Path(__file__).resolve().parent.parent
# Whether this process does one of the commands of manage.py and serves nobody.
is_command = Path(sys.argv[0]).name == "manage.py" and "runserver" not in sys.argv
DATA_DIR = environment.folder("DATA_DIR", ROOT / "var")

SITE_NAME = environment.text("SITE_NAME", "Hindsight")
# What an authenticator app calls it.
OTP_TOTP_ISSUER = SITE_NAME
# Whom visitors may write to; the accessibility statement gives it.
CONTACT = environment.email("CONTACT")
BASE_URL = environment.address("BASE_URL", "http://localhost:8000")
DEBUG = environment.flag("DEBUG", default=False)
# Whether nobody may publish a record they made, edited last or sent for review.
FOUR_EYES = environment.flag("FOUR_EYES", default=False)


def secret_key() -> str:
    """The key from the environment, or the one `make run` keeps in DATA_DIR; without one the site does not start."""
    kept = DATA_DIR / "secret_key"
    key = environment.text("SECRET_KEY") or (kept.read_text().strip() if kept.exists() else "")
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured(
            "SECRET_KEY must be set to at least 50 random characters. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return key


SECRET_KEY = secret_key()

# --- Addresses and transport

_host = urlsplit(BASE_URL).hostname or ""
_local = _host in {"localhost", "127.0.0.1", "::1"}
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if _local else [_host])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

_secure = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
# Only true where one proxy in front sets X-Forwarded-Proto and adds to X-Forwarded-For: otherwise a visitor could.
BEHIND_PROXY = environment.flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Who is asking is settled once for everything, in config.middleware.know_the_visitor; the API looks at no header.
NINJA_NUM_PROXIES = 0
API_RATE = environment.rate("API_RATE", "300/m")
# Where processes do not count together, each lets through its share; granian reads this variable itself.
CACHE_URL = environment.cache("CACHE_URL")
_processes = 1 if CACHE_URL else environment.whole_number("GRANIAN_WORKERS", 1, least=1, most=64)
_number, _, _period = API_RATE.partition("/")
API_RATE_OF_A_PROCESS = f"{max(int(_number) // _processes, 1)}/{_period}"
# The form of a review with a hundred findings sends over a thousand fields; Django would refuse it, words and all.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

_self_only = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _self_only}

# --- What the site is made of

INSTALLED_APPS = [
    "people",
    "operations",
    "api",
    "reflection",
    "recommendations",
    "casestudies",
    "lessons",
    "importing",
    "curation",
    "browse",
    "search",
    "exports",
    "history",
    "catalogue",
    "councils",
    "foundation",
    "taggit",
    "simple_history",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "config.logs.name_the_request",
    "config.metrics.count_requests",
    "config.health.answer_probes",
    "config.middleware.know_the_visitor",
    "api.policy.open_to_programs",
    # What it answers by itself reaches none of those below.
    "config.page_cache.keep_pages",
    "reflection.private.keep_private",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.allow_inline_style_in_admin",
    "config.middleware.refuse_unreadable_input",
    "config.middleware.refuse_forms_where_there_are_none",
    "config.middleware.answer_without_database",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "people.middleware.ask_for_second_step",
    "people.middleware.stay_signed_in_while_working",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ]
        },
    }
]

# --- Database

DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'hindsight.sqlite3'}")}
DATABASES["default"].update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue from the start of their transaction instead of failing in the middle of it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
# How many seconds each may take (PostgreSQL). Commands of manage.py, such as migrate, may take as long as they need.
DATABASE_CONNECT_SECONDS = environment.whole_number("DATABASE_CONNECT_SECONDS", 3, least=1, most=60)
_statement = environment.whole_number("DATABASE_STATEMENT_SECONDS", 30, least=1, most=3600)
_lock = environment.whole_number("DATABASE_LOCK_SECONDS", 4, least=1, most=600)
if DATABASES["default"]["ENGINE"].endswith("postgresql") and not is_command:
    _options = [environment.text("PGOPTIONS"), f"-c statement_timeout={_statement}s -c lock_timeout={_lock}s"]
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = " ".join(_options).strip()
# The search index: files on this machine, made again from the database whenever they are missing.
INDEX_DIR = DATA_DIR / "index"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Pages kept for visitors (config/page_cache.py), in the memory of each process: at most 500 of at most 100 kB.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Static files, language, logging

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT.mkdir(exist_ok=True)
# Served straight from the source folders until `collectstatic` has been run, which itself makes the hashed names.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists() and "collectstatic" not in sys.argv
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "config.static_files.HashedFiles"
    },
}

# How long the name and e-mail address of somebody who suggested a change are kept, in days.
SUGGESTION_CONTACT_DAYS = environment.whole_number("SUGGESTION_CONTACT_DAYS", 180, least=1, most=3650)

# Team sessions: who may start one, and after how many months without use what was written is deleted.
WORKSPACES = environment.one_of("WORKSPACES", ["anyone", "off"])
WORKSPACE_MONTHS = environment.whole_number("WORKSPACE_MONTHS", 12, least=1, most=120)
# Who runs the site and answers for personal data, and whom to write to about it; /privacy/ says so.
OPERATOR = environment.text("OPERATOR")
PRIVACY_CONTACT = environment.email("PRIVACY_CONTACT")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
FIXTURES = ROOT / "fixtures"

TAGGIT_CASE_INSENSITIVE = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# What a Prometheus sends to read /metrics; without it there is nothing at that address.
METRICS_TOKEN = environment.token("METRICS_TOKEN")
# The operator's own function that is told of every error.
ERROR_REPORTER = environment.function("ERROR_REPORTER")
_filters = ["private", "request_id"]
_handlers = {
    "console": {
        "class": "logging.StreamHandler",
        "formatter": environment.one_of("LOG_FORMAT", ["plain", "json"]),
        "filters": _filters,
    },
    "count": {"class": "config.logs.CountFailures", "level": "ERROR"},
}
if ERROR_REPORTER:
    _handlers["report"] = {"class": "config.logs.ReportFailures", "report": ERROR_REPORTER, "filters": _filters}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "filters": {
        "private": {"()": "reflection.private.WithoutPrivateAddresses"},
        "request_id": {"()": "config.logs.WithRequestId"},
    },
    "handlers": _handlers,
    "root": {"handlers": list(_handlers), "level": "WARNING"},
}

"""Reading settings from the environment, refusing what makes no sense.

Every function names the variable and says what it expected, so that a wrong value stops the site
at the start with a sentence instead of surprising somebody later.
"""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def text(name: str, default: str = "") -> str:
    """The value of a variable without surrounding spaces; the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """A yes or no; anything that is neither is refused."""
    value = text(name, str(default)).lower()
    if value not in FLAGS:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return FLAGS[value]


def whole_number(name: str, default: int, least: int, most: int) -> int:
    """A whole number within limits."""
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def words(name: str, default: list[str]) -> list[str]:
    """A list of words separated by commas."""
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    for word in found:
        if any(character in word for character in " /"):
            raise ImproperlyConfigured(
                f"{name} must be names separated by commas, without spaces or slashes: {word!r}."
            )
    return found or default


def address(name: str, default: str) -> str:
    """The address of a site, http(s)://host[:port], without a path or a closing slash."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        sensible = (
            parts.scheme in {"http", "https"} and parts.hostname and not (parts.path or parts.query or parts.fragment)
        )
        _ = parts.port
    except ValueError:
        sensible = False
    if not sensible:
        raise ImproperlyConfigured(f"{name} must look like https://lessons.example.gov.uk, not {value!r}.")
    return value


def web_page(name: str) -> str:
    """The address of a page on another site, with its path; empty where the variable is."""
    value = text(name)
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in value):
        raise ImproperlyConfigured(f"{name} must look like https://accounts.example.gov.uk/token, not {value!r}.")
    return value


def database(name: str, default: str) -> dict:
    """The connection settings of a SQLite or PostgreSQL address such as postgres://user@host/name."""
    import environ

    value = text(name, default)
    scheme = value.partition("://")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"} or "://" not in value:
        raise ImproperlyConfigured(f"{name} must start with sqlite:/// or postgres://; it starts with {scheme!r}.")
    settings = environ.Env.db_url_config(value)
    if not settings.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database; write it like postgres://user@host/hindsight.")
    return settings

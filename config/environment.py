"""Reading settings from the environment, refusing what makes no sense.

Every function names the variable and says what it expected, so that a wrong value stops the site
at the start with a sentence instead of surprising somebody later.
"""

import os
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils.module_loading import import_string

# A name or an address of a machine, as Django takes it from a request.
HOST = r"([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])"
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


def one_of(name: str, choices: list[str]) -> str:
    """One of a few words, the first unless it is set."""
    value = text(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def hosts(name: str, default: list[str]) -> list[str]:
    """Names of machines separated by commas; one that begins with a dot stands for all below it, * for any."""
    names = [word.strip() for word in text(name).split(",") if word.strip()]
    for word in names:
        if word != "*" and not re.fullmatch(rf"\.?{HOST}", word):
            raise ImproperlyConfigured(
                f"{name} must be names such as lessons.example.gov.uk, separated by commas, not {word!r}."
            )
    return names or default


def folder(name: str, default: Path) -> Path:
    """A folder the site can write to, made where it is not there."""
    path = Path(text(name, str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(f"{name} must be a folder: {str(path)!r} is none and cannot be made.") from problem
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} must be a folder the site can write to; it cannot write to {str(path)!r}.")
    return path


def email(name: str) -> str:
    """An e-mail address; empty where the variable is."""
    value = text(name)
    try:
        if value:
            validate_email(value)
    except ValidationError as problem:
        raise ImproperlyConfigured(f"{name} must be an e-mail address, not {value!r}.") from problem
    return value


def rate(name: str, default: str) -> str:
    """So many requests in a second, a minute, an hour or a day."""
    value = text(name, default)
    if not re.fullmatch(r"[1-9][0-9]{0,8}/[smhd]", value):
        raise ImproperlyConfigured(f"{name} must look like 300/m (s, m, h or d: a second to a day), not {value!r}.")
    return value


def address(name: str, default: str) -> str:
    """The address of a site, http(s)://host[:port], without a path or a closing slash."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        sensible = (
            parts.scheme in {"http", "https"}
            and re.fullmatch(rf"{HOST}(:[0-9]+)?", parts.netloc)
            and parts.port != 0
            and not (parts.path or parts.query or parts.fragment)
        )
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


def token(name: str) -> str:
    """A secret that programs send in a header; empty where the variable is. The value is not repeated."""
    value = text(name)
    if value and not re.fullmatch(r"[!-~]{20,}", value):
        raise ImproperlyConfigured(f"{name} must be at least 20 letters, digits and signs, without spaces.")
    return value


def function(name: str) -> Callable | None:
    """A function in a module on the Python path, such as reporting.report; None where the variable is empty."""
    value = text(name)
    if not value:
        return None
    try:
        found = import_string(value)
    except ImportError as problem:
        raise ImproperlyConfigured(f"{name} must name a function such as reporting.report: {problem}.") from problem
    if not callable(found):
        raise ImproperlyConfigured(f"{name} must name a function such as reporting.report; {value!r} is none.")
    return found


def cache(name: str) -> str:
    """The address of a Redis, such as redis://host:6379/0; empty where the variable is."""
    value = text(name)
    if value and not re.match(r"(rediss?|unix)://[^\s]+$", value):
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0, not {value!r}.")
    if value and not find_spec("redis"):
        raise ImproperlyConfigured(f"{name} needs a library more. Install it with: pip install '.[redis]'")
    return value


def database(name: str, default: str) -> dict:
    """The connection settings of a SQLite or PostgreSQL address such as postgres://user@host/name."""
    import environ

    value = text(name, default)
    scheme = value.partition("://")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"} or "://" not in value:
        raise ImproperlyConfigured(f"{name} must start with sqlite:/// or postgres://; it starts with {scheme!r}.")
    try:
        _ = urlsplit(value).port
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} has a host or a port that cannot be: {problem}.") from problem
    settings = environ.Env.db_url_config(value)
    if settings.get("NAME") in {None, "", ":memory:"}:
        raise ImproperlyConfigured(
            f"{name} names no database; write it like postgres://user@host/hindsight or sqlite:////path/to/file."
        )
    return settings

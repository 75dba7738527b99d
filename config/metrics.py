"""What /metrics tells a Prometheus that knows the token; for anybody else there is nothing at the address."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from math import nan

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from catalogue.models import Entry
from catalogue.version import last_change
from config.measures import INDEX_LAG, REGISTRY, REQUESTS, SECONDS, WAITING, this_process
from curation.queue import is_in_review
from search import index
from search.index import Unavailable

ADDRESS = "/metrics"


def count_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count and time every request, and answer /metrics to whoever sends the token."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == ADDRESS and may_read(request):
            return _metrics()
        begun = time.perf_counter()
        response = get_response(request)
        page = page_of(request.path)
        REQUESTS.labels(page, f"{response.status_code // 100}xx", this_process()).inc()
        SECONDS.labels(page, this_process()).observe(time.perf_counter() - begun)
        return response

    return middleware


def may_read(request: HttpRequest) -> bool:
    """Whether a request carries the token; without METRICS_TOKEN none does."""
    token = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def page_of(path: str) -> str:
    """The kind of page at an address: the first word of it where the site has such pages, and whether more follows.

    Nothing else of the address is told: it may hold a key.
    """
    word, _, rest = path[1:].partition("/")
    if not word:
        return "/"
    if word not in _first_words():
        return "other"
    return f"/{word}/…" if rest else f"/{word}"


@cache
def _first_words() -> frozenset[str]:
    """The words that addresses of the site begin with."""
    return frozenset({"healthz", "readyz", settings.STATIC_URL.strip("/"), *_words_of(get_resolver().url_patterns)})


def _words_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        word = str(pattern.pattern).partition("/")[0]
        if re.fullmatch(r"[a-z0-9._-]+", word):
            yield word
        elif not word and isinstance(pattern, URLResolver):
            yield from _words_of(pattern.url_patterns)


def _metrics() -> HttpResponse:
    INDEX_LAG.set(_changes_behind())
    for kind in Entry.kinds():
        WAITING.labels(kind.kind).set(_waiting(kind))
    response = HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _changes_behind() -> float:
    """By how many ids the index is behind; not a number where it or the database cannot be read (see /readyz)."""
    try:
        build = index.current()
        return last_change() - build.holds(build.searcher()).last
    except (Unavailable, ValueError, OSError, OperationalError, InterfaceError):
        return nan


def _waiting(kind: type[Entry]) -> float:
    try:
        return kind.objects.filter(is_in_review(kind, None)).count()
    except (OperationalError, InterfaceError):
        return nan

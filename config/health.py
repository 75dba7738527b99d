"""What load balancers and watchdogs are told: whether this process is alive, and whether it can serve visitors.

Answered before everything else: a probe knows no host name, speaks no https, and wants no page from a cache.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from search import following, index
from search.index import Unavailable


def answer_probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer /healthz while the process runs, and /readyz with 200 or with 503 and the reason in a sentence."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _plain_text("")
        if request.path == "/readyz":
            return _plain_text(reason_to_wait())
        return get_response(request)

    return middleware


def reason_to_wait() -> str:
    """Why visitors should not be sent here now; nothing where they may come."""
    try:
        missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    except (OperationalError, InterfaceError):
        return "The database does not answer."
    if missing:
        return f"The database is of an older release: migrations to be applied: {len(missing)}."
    try:
        build = index.current()
        following.check_history(build.holds(build.searcher()))
    except (Unavailable, ValueError, OSError) as problem:
        # Nobody searches where nobody is sent, so it has to be asked for here.
        following.update_in_background()
        return f"The search index cannot be used: {problem} It is being built."
    return ""


@cache
def _migrations() -> set[tuple[str, str]]:
    """Every migration of this release, by app and name."""
    return set(MigrationLoader(None).disk_migrations)


def _plain_text(reason: str) -> HttpResponse:
    response = HttpResponse(f"{reason or 'ok'}\n", status=503 if reason else 200, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response

"""What happens to every request: who asks is settled, and what no page could use is refused before it gets there."""

import logging
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from config import errors
from config.page_cache import is_for_everybody

log = logging.getLogger(__name__)

LONGEST_QUERY_VALUE = 2_000


def know_the_visitor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Behind a proxy, take the visitor's address from what the proxy itself added, the last in X-Forwarded-For.

    Whatever stands before it came from the visitor and is worth nothing. Without a proxy the header is not read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY:
            added = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            try:
                request.META["REMOTE_ADDR"] = str(ip_address(added))
            except ValueError:
                log.warning("BEHIND_PROXY is true, but the proxy named no visitor in X-Forwarded-For.")
        return get_response(request)

    return middleware


def refuse_unreadable_input(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to a NUL character anywhere (PostgreSQL cannot hold one) and to an over-long query value."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise BadRequest("The address contains a character that cannot be read (NUL).")
        for name, values in request.GET.lists():
            for value in values:
                if "\x00" in name or "\x00" in value:
                    raise BadRequest("The address contains a character that cannot be read (NUL).")
                # Words to search for may be as long as they like: the site's search cuts them and says so.
                cut = name == "q" and not request.path.startswith("/admin/")
                if len(value) > LONGEST_QUERY_VALUE and not cut:
                    raise BadRequest(f"The value of “{name[:60]}” is longer than {LONGEST_QUERY_VALUE:,} characters.")
        return get_response(request)

    return middleware


def refuse_forms_where_there_are_none(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 405 to a POST, or another method that would change something, at an address that only shows something.

    A page that is the same for every visitor carries no token against forged forms; a view that takes its form all the
    same is exempt from that check, and looks at the method itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.method in {"GET", "HEAD", "OPTIONS"} or getattr(view, "csrf_exempt", False):
            return None
        return errors.not_allowed(request) if is_for_everybody(request.path_info) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def allow_inline_style_in_admin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Loosen the content security policy for style under /admin/ only: pages of the admin's libraries use it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = {"style-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
        return response

    return middleware


def answer_without_database(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 where a page failed because the database cannot be reached or is busy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        log.error("The database did not answer for %s", request.path, exc_info=exception)
        return errors.unavailable(request, exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware

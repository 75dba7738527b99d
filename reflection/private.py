"""What holds for every answer under /w/, errors included: no cache keeps it, nobody indexes it, no log names it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

ADDRESSES = "/w/"
OPENING = "/w/open/"
_TRACEBACKS = logging.Formatter()
_IN_A_LINE = re.compile(r"/w/[^\s\"'?]+")


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send the headers that keep an answer private, and one and the same page for whatever is not there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(ADDRESSES):
            return response
        if response.status_code == 404:
            response = HttpResponse(render_to_string("reflection/not_found.html", request=request), status=404)
        return private(response, has_token=request.path.startswith(OPENING))

    return middleware


def private(response: HttpResponse, has_token: bool = False) -> HttpResponse:
    """The response with the headers of what only its reader may keep; `has_token` where its address is a secret."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if has_token:
        response["Referrer-Policy"] = "no-referrer"
    return response


def see_other(address: str) -> HttpResponse:
    """Send a browser to another page after a form was taken, to ask for it with GET."""
    return HttpResponseRedirect(address, status=303)


def _without_keys(text: str) -> str:
    return _IN_A_LINE.sub(f"{ADDRESSES}…", text)


class WithoutPrivateAddresses(logging.Filter):
    """Takes the keys and links in addresses out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line, without them."""
        said = record.getMessage()
        if ADDRESSES in said:
            record.msg, record.args = _without_keys(said), ()
        if record.exc_info:
            # Every formatter takes this text where it is there.
            record.exc_text = _without_keys(_TRACEBACKS.formatException(record.exc_info))
        return True

"""What visitors see when something is wrong, in the hand of the rest of the site; programs get it as JSON."""

import re
import sys

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from config.logs import request_id

# What programs read: as JSON, and as something else than a page.
JSON = re.compile(r"/api/|/oembed/|.*\.json(ld)?$")
OTHER_FILES = re.compile(r"/feeds/|/data/.|.*\.(xml|txt|ttl)$")


def for_programs(request: HttpRequest, message: str, status: int) -> HttpResponse | None:
    """The message as JSON for addresses of JSON, and as plain text for feeds and other files; None for pages."""
    if JSON.match(request.path):
        return JsonResponse({"problems": [message]}, status=status)
    if OTHER_FILES.match(request.path):
        return HttpResponse(f"{message}\n", status=status, content_type="text/plain; charset=utf-8")
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the words of the exception where they were written for visitors."""
    message = (
        str(exception) if isinstance(exception, BadRequest) else "The address or the form could not be understood."
    )
    page = for_programs(request, message, 400)
    return page or render(request, "400.html", {"problems": [message]}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the page that says that one may not do this."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the page that says that nothing is at the address."""
    page = for_programs(request, "There is nothing at this address.", 404)
    return page or render(request, "404.html", status=404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: a form was sent to a page that takes none."""
    message = "This address can only be read: ask with GET or HEAD."
    page = for_programs(request, message, 405) or render(request, "405.html", status=405)
    page["Allow"] = "GET, HEAD"
    return page


def broken(request: HttpRequest) -> HttpResponse:
    """500, without asking the database for anything; 503 where it was the database that failed, outside of any page."""
    problem = sys.exc_info()[1]
    if isinstance(problem, (OperationalError, InterfaceError)):
        return unavailable(request, problem)
    page = for_programs(request, "Something went wrong on our side.", 500)
    return _never_cached(page or HttpResponse(plain("500.html"), status=500))


# How both databases say that somebody else was writing for too long.
BUSY = re.compile("database (table )?is locked|lock timeout|could not obtain lock|deadlock detected")


def unavailable(request: HttpRequest, problem: Exception) -> HttpResponse:
    """503: the database does not answer, or is busy for too long. Asks the database for nothing."""
    is_busy = bool(BUSY.search(str(problem)))
    message = (
        "The site is busy. Try again in a few seconds."
        if is_busy
        else "The records cannot be reached at the moment. Try again in a minute."
    )
    page = for_programs(request, message, 503) or HttpResponse(plain("503.html", is_busy=is_busy), status=503)
    response = _never_cached(page)
    response["Retry-After"] = "5" if is_busy else "60"
    return response


def plain(name: str, **more: object) -> str:
    """A page for when something is broken, made without the database."""
    return render_to_string(name, {"site_name": settings.SITE_NAME, "request_id": request_id(), **more})


def _never_cached(response: HttpResponse) -> HttpResponse:
    """The response with a header that lets nobody cache it: the next try may go well."""
    response["Cache-Control"] = "no-store"
    return response

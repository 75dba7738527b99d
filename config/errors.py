"""What visitors see when something is wrong, in the hand of the rest of the site; programs get it as JSON."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def for_programs(request: HttpRequest, said: str, status: int) -> HttpResponse | None:
    """The answer of the API, for an address of the API."""
    return JsonResponse({"problems": [said]}, status=status) if request.path.startswith("/api/") else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the words of the exception where they were written for visitors."""
    said = str(exception) if isinstance(exception, BadRequest) else "The address or the form could not be understood."
    page = for_programs(request, said, 400)
    return page or render(request, "400.html", {"problems": [said]}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    page = for_programs(request, "There is nothing at this address.", 404)
    return page or render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without asking the database for anything."""
    page = for_programs(request, "Something went wrong on our side.", 500)
    return page or HttpResponse(render_to_string("500.html"), status=500)


def unavailable() -> HttpResponse:
    """503: the database does not answer, or is busy for too long. Asks the database for nothing."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})

"""How the API and other data for programs answer: to pages of any site."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

API = "/api/"
OPEN = (API, "/feeds/", "/data/", "/oembed/", "/vocabulary.")
A_DAY = "86400"
METHODS = "GET, HEAD"


def open_to_programs(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let scripts of other sites read what is meant for programs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OPEN):
            return get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
            response["Access-Control-Max-Age"] = A_DAY
        elif request.path.startswith(API):
            response = _of_api(request, get_response)
        else:
            response = get_response(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-ID"
        return response

    return middleware


def _of_api(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The answer of the API: to HEAD as to GET, without its content; to other methods in its own words."""
    asked = request.method
    if asked == "HEAD":
        request.method = "GET"
    response = get_response(request)
    request.method = asked
    if response.status_code == 405:
        return JsonResponse(
            {"problems": ["The API can only be read: ask with GET or HEAD."]}, status=405, headers={"Allow": METHODS}
        )
    return response

"""The whole content as open data, and the vocabulary behind it."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from exports import package, skos


@cache_control(no_cache=True)
def data(request: HttpRequest) -> HttpResponse:
    """What open data there is. The package may be built at any time, so this page says of itself not to be kept."""
    said = package.current()
    if not said:
        package.build_in_background()
    return render(request, "browse/data.html", {"package": said, "archive": package.ARCHIVE})


def data_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the data package; 404 for any other; 503 while the package is made anew for newer content."""
    if name not in package.file_names():
        raise Http404
    if not package.current():
        package.build_in_background()
        said = "The open data is being made anew, because the content changed. Ask again in a few seconds.\n"
        headers = {"Retry-After": "10", "Cache-Control": "no-store"}
        return HttpResponse(said, status=503, content_type="text/plain; charset=utf-8", headers=headers)
    return FileResponse((package.folder() / name).open("rb"), as_attachment=not name.endswith(".json"))


def turtle(request: HttpRequest) -> HttpResponse:
    """The vocabulary as SKOS in Turtle."""
    return HttpResponse(skos.as_turtle(), content_type="text/turtle; charset=utf-8")


def jsonld(request: HttpRequest) -> HttpResponse:
    """The vocabulary as SKOS in JSON-LD."""
    return HttpResponse(skos.as_jsonld(), content_type="application/ld+json")

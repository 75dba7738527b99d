"""The pictures there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def pictures(request: HttpRequest) -> HttpResponse:
    """One page that leads to every picture."""
    return render(request, "browse/pictures/index.html")

"""A picture as a page, or what it shows as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from exports import csv

# What a picture shows, as a table: its headings and then its rows.
Table = Iterable[Iterable[object]]


def answer(request: HttpRequest, template: str, context: dict, table: Table) -> HttpResponseBase:
    """The page, or with `format=csv` its data in a file named after the address; 400 for other formats."""
    wanted = request.GET.get("format", "").strip()
    if not wanted:
        parameters = request.GET.copy()
        parameters["format"] = "csv"
        return render(request, template, {**context, "download": f"{request.path}?{parameters.urlencode()}"})
    if wanted != "csv":
        raise BadRequest(f"There is no download format “{wanted[:40]}” here. Choose csv.")
    lines = csv.lines(table)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = "-".join(part for part in request.path.split("/") if part)
    response["Content-Disposition"] = f'attachment; filename="hindsight-{name}-{timezone.localdate().isoformat()}.csv"'
    return response

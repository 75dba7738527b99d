"""The page on which people read what the API answers, made of its own description, without script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from api.views import api

# So many values of a parameter are named; the description for programs has all of them.
MOST_VALUES = 12


@dataclass(frozen=True)
class Parameter:
    """A parameter as people read it: where it has many values, the first of them and how many more there are."""

    name: str
    description: str
    values: list[str]
    more: int
    is_required: bool


@dataclass(frozen=True)
class Operation:
    """One address: what it is for, what it takes, and the statuses it answers with."""

    name: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter]
    statuses: list[int]


def reference(request: HttpRequest) -> HttpResponse:
    """Every address of the API by topic."""
    schema = api.get_openapi_schema()
    topics: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        described = methods["get"]
        topics.setdefault(described["tags"][0], []).append(_operation(path, described, schema["components"]["schemas"]))
    context = {"description": schema["info"]["description"], "topics": topics}
    return render(request, "api/reference.html", context)


def _operation(path: str, described: dict[str, Any], shapes: dict[str, Any]) -> Operation:
    return Operation(
        name=described["operationId"],
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        parameters=[_parameter(each, shapes) for each in described["parameters"]],
        statuses=sorted(described["responses"]),
    )


def _parameter(described: dict[str, Any], shapes: dict[str, Any]) -> Parameter:
    """A parameter; its values stand in the shape itself, or in one it refers to."""
    shape = described["schema"]
    items = shape.get("items", shape)
    items = shapes.get(items.get("$ref", "").rpartition("/")[2], items)
    values = [value for value in items.get("enum", []) if value != ""]
    return Parameter(
        name=described["name"],
        description=described.get("description", ""),
        values=values[:MOST_VALUES],
        more=max(0, len(values) - MOST_VALUES),
        is_required=described["required"],
    )

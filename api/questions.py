"""What one can ask the API: the parameters of each address, and what is wrong with some."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from ninja import Field, Schema
from pydantic import BeforeValidator, create_model

from api.records import fields_of
from browse.list_form import ListForm
from catalogue.models import Entry
from search.facets import facets
from search.list_query import ORDERS
from search.query import LONGEST_QUERY

MOST_IN_A_PAGE = 200
CURSOR = "As in `next`: where the page before ended."
# A string the database can hold.
READABLE = r"^[^\x00]*$"


def _written_as_a_time(given: object) -> object:
    """Refuse bare numbers, which the library would take for seconds since 1970."""
    if isinstance(given, str) and not re.match(r"\d{4}-\d\d-\d\d", given):
        raise ValueError("write a time like 2026-03-01T12:00:00Z")
    return given


Moment = Annotated[datetime, BeforeValidator(_written_as_a_time)]


class Wrong(Exception):
    """A question that makes no sense; the arguments are sentences that say why."""


def _filters(kind: type[Entry] | None) -> dict[str, Any]:
    """The filters of a kind, or of all kinds together, and the words to search for."""
    shapes: dict[str, Any] = {
        facet.name: (list[str], Field([], description=f"{facet.label}. Give it again for “or”."))
        for facet in facets(kind)
    }
    words = Field(
        "",
        description="Words to search for.",
        max_length=LONGEST_QUERY,
        pattern=READABLE,
        examples=["discharge"],
    )
    order = Field(
        "",
        description="The order of the list, as on its page. Without it: best match for words, else as in the source.",
        examples=["newest"],
    )
    linked = Field(
        "",
        description="yes: records also count for the councils of the case studies they are linked with.",
        examples=["yes"],
    )
    return {
        "q": (str, words),
        "sort": (Literal["", *ORDERS], order),
        **shapes,
        "linked": (Literal["", "yes"], linked),
    }


def facet_question(kind: type[Entry]) -> type[Schema]:
    """The filters of one kind."""
    return create_model(f"{kind.__name__}Filters", __base__=Schema, **_filters(kind))


def list_question(kind: type[Entry]) -> type[Schema]:
    """What one can ask of the list of a kind."""
    return create_model(
        f"{kind.__name__}Question",
        __base__=Schema,
        **_filters(kind),
        updated_since=(
            Moment | None,
            Field(
                None,
                description="Only records that changed for visitors at this time or later.",
                examples=["2026-03-01T12:00:00Z"],
            ),
        ),
        fields=(
            list[str],
            Field([], description="Only these fields, and always the reference.", examples=[["title", "url"]]),
        ),
        **_paging(Field("", max_length=60, pattern=READABLE, description=CURSOR)),
    )


def search_question() -> type[Schema]:
    """What one can ask across all kinds."""
    place = Field("", pattern=r"^\d{0,9}$", description=CURSOR)
    return create_model("SearchQuestion", __base__=Schema, **_filters(None), **_paging(place))


def _paging(cursor: Any) -> dict[str, Any]:
    limit = Field(50, ge=1, le=MOST_IN_A_PAGE, description="Records in a page.")
    return {"limit": (int, limit), "cursor": (str, cursor)}


class Page(Schema):
    """Which page of a list without filters."""

    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE, description="Rows in a page.")
    cursor: str = Field("", max_length=100, pattern=READABLE, description=CURSOR)


def unknown_parameters(unknown: list[str], known: list[str]) -> Wrong:
    """What is wrong with parameters that an address does not have, with those it has."""
    there_are = f"There are: {', '.join(known)}." if known else "It takes none."
    return Wrong(*(f"There is no parameter “{name[:60]}” here. {there_are}" for name in unknown))


def address_of_next(request: HttpRequest, cursor: str) -> str:
    """The address of the page after the one that ended at this cursor."""
    asked = {name: request.GET.getlist(name) for name in request.GET if name != "cursor"}
    return f"{settings.BASE_URL}{request.path}?{urlencode({**asked, 'cursor': cursor}, doseq=True)}"


def form(request: HttpRequest, kind: type[Entry] | None) -> ListForm:
    """The filters of a list, or of the search, as its page reads them. Raises Wrong for a value that does not exist."""
    found = ListForm(kind, request.GET)
    if not found.is_valid():
        raise Wrong(*(str(error) for errors in found.errors.values() for error in errors))
    return found


def place(kind: type[Entry], cursor: str) -> str:
    """Where the page before ended: a record that visitors can see, or could until it was withdrawn.

    Raises Wrong for any other word, after which a mirror would find nothing and think it had finished.
    """
    seen = (kind.objects.published(), kind.objects.once_public())
    if cursor and not any(found.filter(pk=cursor).exists() for found in seen):
        raise Wrong(f"No page ended at “{cursor[:60]}”. Leave the cursor out to start from the beginning.")
    return cursor


def after(references: list[str], cursor: str, order: str) -> int:
    """The place in a list, given by references in an order, after the record with which the page before ended.

    In the order of the source a record that has gone since still has its place; in any other Wrong is raised.
    """
    if not cursor:
        return 0
    if order == "source":
        return bisect_right(references, cursor)
    try:
        return references.index(cursor) + 1
    except ValueError:
        raise Wrong(
            f"The list has changed: “{cursor[:60]}” is no longer in it. Begin again without the cursor."
        ) from None


def wanted_fields(kind: type[Entry], given: list[str]) -> list[str]:
    """The fields asked for, one by one or joined by commas; all but links where none is.

    Raises Wrong for others.
    """
    known = fields_of(kind)
    names = [name for value in given for name in value.split(",") if name]
    if unknown := [name for name in names if name not in known]:
        raise Wrong(f"There is no field “{unknown[0][:60]}”. The fields are {', '.join(known)}.")
    return names or [name for name in known if name != "links"]


def moment(given: datetime) -> datetime:
    """A time as one the databases can compare with; without a zone it is UTC.

    Raises Wrong where there is none.
    """
    try:
        return (timezone.make_aware(given, UTC) if timezone.is_naive(given) else given).astimezone(UTC)
    except OverflowError:
        raise Wrong("That time is outside the calendar.") from None

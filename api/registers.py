"""What records refer to, for programs: councils, tags, sources, figures and events, each as one list."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from ninja import ModelSchema, NinjaAPI, Query, Schema
from pydantic import create_model

from api import questions
from api.shapes import ERRORS
from catalogue.models import Event, Source, Statistic, Tag
from councils.models import Council


class OnAPage(Schema):
    """A row with the address of its page on the site."""

    url: str

    @staticmethod
    def resolve_url(row: Any) -> str:
        """The address of its page."""
        return settings.BASE_URL + row.get_absolute_url()


class CouncilOut(OnAPage, ModelSchema):
    """A council, current or abolished; `successors` are the codes of those that took over from it."""

    class Meta:
        model = Council
        fields = (
            "code",
            "gss_code",
            "name",
            "official_name",
            "slug",
            "type",
            "region",
            "population",
            "started_on",
            "ended_on",
            "successors",
        )


class TagOut(OnAPage, ModelSchema):
    """A tag of the vocabulary; `theme` is the slug of the theme it belongs to, none for a theme."""

    theme: str | None

    class Meta:
        model = Tag
        fields = ("slug", "name", "definition")

    @staticmethod
    def resolve_theme(tag: Tag) -> str | None:
        """The slug of the theme."""
        return tag.broader.slug if tag.broader else None


class SourceOut(OnAPage, ModelSchema):
    """A report, or a document that a report names; `document` is its own address."""

    document: str

    class Meta:
        model = Source
        fields = ("reference", "type", "title", "publisher", "authors", "published", "edition", "rights", "named_in")

    @staticmethod
    def resolve_document(source: Source) -> str:
        """Where the document itself is."""
        return source.url


class StatisticOut(OnAPage, ModelSchema):
    """A figure as its source prints it; `superseded_by` is a newer one."""

    class Meta:
        model = Statistic
        fields = (
            "reference",
            "title",
            "value",
            "unit",
            "period",
            "area",
            "note",
            "source",
            "locator",
            "superseded_by",
        )

    @staticmethod
    def resolve_url(statistic: Statistic) -> str:
        """Its place among all figures."""
        return f"{settings.BASE_URL}{reverse('figures')}#{statistic.pk}"


class EventOut(OnAPage, ModelSchema):
    """Something that happened, dated as exactly as its source dates it."""

    class Meta:
        model = Event
        fields = ("reference", "date", "title", "scope", "description", "source", "locator")

    @staticmethod
    def resolve_url(event: Event) -> str:
        """Its place among all events."""
        return f"{settings.BASE_URL}{reverse('timeline')}#{event.pk}"


# For each word in the address: the shape of a row, the rows that visitors may see, and the field that orders them.
REGISTERS: dict[str, tuple[type[OnAPage], Callable[[], QuerySet], str]] = {
    "councils": (CouncilOut, lambda: Council.objects.prefetch_related("successors"), "code"),
    "tags": (TagOut, lambda: Tag.objects.in_use().select_related("broader"), "slug"),
    "sources": (SourceOut, Source.objects.public, "reference"),
    "figures": (StatisticOut, Statistic.objects.public, "reference"),
    "events": (EventOut, Event.objects.public, "reference"),
}


def add_to(api: NinjaAPI) -> None:
    """Add the address of each list."""
    for word in REGISTERS:
        _add(api, word)


def _add(api: NinjaAPI, word: str) -> None:
    shape, rows, order = REGISTERS[word]
    page = create_model(
        f"{shape.__name__}Page",
        __base__=Schema,
        count=(int, ...),
        next=(str | None, ...),
        results=(list[shape], ...),  # type: ignore[valid-type]
    )

    @api.get(
        f"/{word}",
        response={200: page, **ERRORS},
        operation_id=f"list-{word}",
        tags=["What records refer to"],
        summary=f"List {word}",
    )
    def list_rows(request: HttpRequest, question: Query[questions.Page]) -> dict:
        every = rows().order_by(order)
        shown: list[Model] = list(every.filter(**{f"{order}__gt": question.cursor})[: question.limit + 1])
        last = shown[: question.limit][-1] if len(shown) > question.limit else None
        return {
            "count": every.count(),
            "next": questions.address_of_next(request, getattr(last, order)) if last else None,
            "results": shown[: question.limit],
        }

"""The API: read-only JSON about every kind, for dashboards, mirrors and programs."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema, Status
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.throttling import AnonRateThrottle
from pydantic import create_model

from api import mirrors, questions, registers
from api.documentation import DESCRIPTION, described
from api.questions import Wrong
from api.records import fields_of, records, schema_of
from api.shapes import (
    ERRORS,
    CountOut,
    FacetOut,
    Gone,
    Problems,
    SearchPage,
    SiteOut,
    WithdrawnPage,
)
from browse.list_form import ListForm
from catalogue import references
from catalogue.models import Entry, FormerSlug
from catalogue.version import present_version
from search import facets
from search.answers import results_of

log = logging.getLogger(__name__)


class HindsightAPI(NinjaAPI):
    """The API, with a description that lists the values its filters take now."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description of the API."""
        return described(super().get_openapi_schema(**kwargs))


class Polite(AnonRateThrottle):
    """So many requests a minute from one address; where they cannot be counted, because Redis is away, all of them."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this one may pass."""
        try:
            return super().allow_request(request)
        except Exception:
            log.exception("The requests of the API cannot be counted.")
            return True


POLITE = Polite(settings.API_RATE_OF_A_PROCESS)
api = HindsightAPI(
    title=f"{settings.SITE_NAME} API",
    version="1",
    urls_namespace="api",
    docs_url=None,
    description=DESCRIPTION,
    throttle=[POLITE],
)


def refuse_unknown_parameters(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let an operation refuse parameters it does not have: a filter misspelt must not be answered with everything."""
    models = run.__self__.models  # type: ignore[attr-defined]
    known = [
        name for model in models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__
    ]

    @wraps(run)
    def refusing(request: HttpRequest, **parts: Any) -> HttpResponse:
        if unknown := sorted(request.GET.keys() - set(known)):
            return wrong(request, questions.unknown_parameters(unknown, known))
        return run(request, **parts)

    return refusing


api.add_decorator(refuse_unknown_parameters, mode="view")


@api.exception_handler(Wrong)
def wrong(request: HttpRequest, problem: Wrong) -> HttpResponse:
    """400 with every sentence."""
    return api.create_response(request, {"problems": list(problem.args)}, status=400)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """400 that names each parameter in error."""
    said = [f"{error['loc'][-1]}: {error['msg']}." for error in problem.errors]
    return api.create_response(request, {"problems": said}, status=400)


@api.exception_handler(Http404)
def missing(request: HttpRequest, problem: Http404) -> HttpResponse:
    """404."""
    return api.create_response(request, {"problems": ["There is nothing at this address."]}, status=404)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """Anything else that was refused; after too many requests, when to come back."""
    response = api.create_response(request, {"problems": [str(problem)]}, status=problem.status_code)
    if isinstance(problem, Throttled):
        response["Retry-After"] = str(problem.wait or 1)
    return response


@api.get("/kinds", response={200: SiteOut, **ERRORS}, operation_id="kinds", tags=["About"], summary="What there is")
def kinds(request: HttpRequest) -> dict:
    """Every kind of record with its number, its filters and its fields, and the version of the content."""
    present = present_version()
    return {
        "content_version": str(present),
        "changed_at": present.changed_at,
        "kinds": [
            {
                "kind": kind.kind,
                "name": kind.name(),
                "names": kind.names(),
                "count": kind.objects.published().count(),
                "filters": ["q", *(facet.name for facet in facets.facets(kind))],
                "fields": list(fields_of(kind)),
                "url": f"{settings.BASE_URL}/api/v1/{kind.kind}",
            }
            for kind in Entry.kinds()
        ],
    }


@api.get(
    "/withdrawn",
    response={200: WithdrawnPage, **ERRORS},
    operation_id="withdrawn",
    tags=["Mirrors"],
    summary="What was withdrawn",
)
def withdrawn(
    request: HttpRequest,
    since: questions.Moment | None = Query(None, description="Only those since this time."),
) -> dict:
    """Records that were public and have been withdrawn or deleted, so that a mirror can take them away too."""
    gone = mirrors.gone(questions.moment(since) if since else None)
    return {"count": len(gone), "results": gone}


By = Literal[tuple(facet.name for facet in facets.shared_facets())]  # type: ignore[valid-type]


@api.get(
    "/counts/{by}",
    response={200: list[CountOut], 404: Problems, **ERRORS},
    operation_id="counts",
    tags=["Statistics"],
    summary="How many records",
)
def counts(request: HttpRequest, by: By) -> list[dict]:  # type: ignore[valid-type]
    """How many public records of each kind there are for each value of a filter every list has."""
    by_value: dict[str, dict] = {}
    facet = next(facet for facet in facets.shared_facets() if facet.name == by)
    for kind in Entry.kinds():
        for option in facet.options(kind.objects.published()):
            row = by_value.setdefault(option.value, {"value": option.value, "label": option.label, "counts": {}})
            row["counts"][kind.kind] = option.count
    return sorted(by_value.values(), key=lambda row: row["label"])


SearchQuestion = questions.search_question()


@api.get(
    "/search",
    response={200: SearchPage, **ERRORS},
    operation_id="search",
    tags=["Search"],
    summary="Search all kinds",
)
def search(request: HttpRequest, question: Query[SearchQuestion]) -> dict:  # type: ignore[valid-type]
    """Records of all kinds for some words and filters, in the order of the search page, a page at a time."""
    list_results = results_of(questions.form(request, None).query())
    start, limit = int(question.cursor or 0), question.limit  # type: ignore[attr-defined]
    count, stop = list_results.rows.count(), start + limit
    partial = list_results.partial
    partial_count = partial.count() if partial is not None else 0
    entries = [*list_results.rows[start:stop]] if start < count else []
    places = (max(start - count, 0), stop - count)
    others = [*partial[slice(*places)]] if partial is not None and places[0] < places[1] else []
    results = [
        {
            "kind": entry.kind,
            "reference": entry.pk,
            "title": entry.title,
            "summary": entry.summary,
            "url": settings.BASE_URL + entry.get_absolute_url(),
            "partial": number >= len(entries),
        }
        for number, entry in enumerate([*entries, *others])
    ]
    following = questions.address_of_next(request, str(stop)) if stop < count + partial_count else None
    counts = {"count": count, "partial_count": partial_count}
    return {"looked_for": list_results.words, **counts, "next": following, "results": results}


def add(kind: type[Entry]) -> None:
    """Add the addresses of a kind: its list, its facets and its records."""
    record, asked, filters = schema_of(kind), questions.list_question(kind), questions.facet_question(kind)
    page = create_model(
        f"{kind.__name__}Page",
        __base__=Schema,
        count=(int, ...),
        next=(str | None, ...),
        results=(list[record], ...),  # type: ignore[valid-type]
    )
    tags = [kind.names().capitalize()]

    @api.get(
        f"/{kind.kind}",
        response={200: page, **ERRORS},
        operation_id=f"list-{kind.kind}",
        tags=tags,
        exclude_unset=True,
        summary=f"List {kind.names()}",
    )
    def list_records(request: HttpRequest, question: Query[asked]) -> dict:  # type: ignore[valid-type]
        form = questions.form(request, kind)
        names = questions.wanted_fields(kind, question.fields)  # type: ignore[attr-defined]
        since = question.updated_since and questions.moment(question.updated_since)  # type: ignore[attr-defined]
        cursor = questions.place(kind, question.cursor)  # type: ignore[attr-defined]
        found = _references(form, since)
        start, limit = questions.after(found, cursor, form.query().order), question.limit  # type: ignore[attr-defined]
        shown = found[start : start + limit]
        following = questions.address_of_next(request, shown[-1]) if start + limit < len(found) else None
        return {"count": len(found), "next": following, "results": records(kind, shown, names)}

    @api.get(
        f"/facets/{kind.kind}",
        response={200: list[FacetOut], **ERRORS},
        operation_id=f"facets-{kind.kind}",
        tags=tags,
        summary=f"Count {kind.names()} by each filter",
    )
    def list_facets(request: HttpRequest, question: Query[filters]) -> list[dict]:  # type: ignore[valid-type]
        form = questions.form(request, kind)
        return [
            {
                "name": panel.facet.name,
                "label": panel.facet.label,
                "options": [{"value": o.value, "label": o.label, "count": o.count} for o in panel.options],
            }
            for panel in form.panels(results_of(form.query()))
        ]

    @api.get(
        f"/{kind.kind}/{{reference}}",
        response={200: record, 404: Problems, 410: Gone, **ERRORS},
        exclude_unset=True,
        operation_id=f"get-{kind.kind}",
        tags=tags,
        summary=f"One {kind.name()}",
    )
    def get_record(request: HttpRequest, reference: str) -> Any:
        """A record by its reference in any case or its slug, also one it had before. 410 once it was withdrawn."""
        former = FormerSlug.objects.filter(kind=kind.kind, slug=reference).values("reference")
        public = kind.objects.published()
        named = references.referred_to(public, [reference]) | public.filter(slug=reference)
        for entries in (named, public.filter(pk__in=former)):
            if rows := records(kind, [*entries.values_list("pk", flat=True)[:1]], fields_of(kind)):
                return rows[0]
        once = kind.objects.once_public()
        gone = (references.referred_to(once, [reference]) | once.filter(slug=reference)).first()
        if gone is None:
            raise Http404
        heir = public.filter(pk=gone.replaced_by_id).values_list("pk", flat=True).first()
        said = f"This {kind.name()} has been withdrawn."
        return Status(410, {"problems": [said], "reference": gone.pk, "replaced_by": heir})


def _references(form: ListForm, since: datetime | None) -> list[str]:
    """The references of a list in its order: of all records, or of those that changed since a time."""
    found: list[str] = [reference for _, reference in results_of(form.query()).all_keys()]
    if since is None:
        return found
    assert form.kind  # noqa: S101 - a list of one kind
    changed = set(mirrors.changed(form.kind, since).values_list("reference", flat=True))
    return [reference for reference in found if reference in changed]


for _kind in Entry.kinds():
    add(_kind)
registers.add_to(api)

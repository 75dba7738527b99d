"""The one GET form behind a list: it checks the address, narrows the list, counts, and writes addresses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse

from catalogue.models import Entry
from catalogue.places import lenders
from search import query
from search.answers import ListResults
from search.facets import Facet, Option, PlaceFacet, facets
from search.list_query import ORDERS, ListQuery


class FacetField(forms.MultipleChoiceField):
    """The values chosen in one filter. Only values that exist are accepted."""

    widget = forms.MultipleHiddenInput

    def __init__(self, facet: Facet):
        super().__init__(label=facet.label, required=False)
        self.facet = facet
        self.labels: dict[str, str] = {}

    def validate(self, value: list[str]) -> None:
        """Refuse a value that does not exist, naming it."""
        self.labels = self.facet.labels_of(value) if value else {}
        for each in value:
            if each not in self.labels:
                raise forms.ValidationError(f"There is no {self.facet.label.lower()} “{each[:100]}”.")


@dataclass(frozen=True)
class Chosen:
    """A filter in force: what it is called, and the address of the list without it."""

    facet: str
    label: str
    without: str


@dataclass(frozen=True)
class Panel:
    """One filter as the page shows it: its values with counts, the chosen ones marked."""

    facet: Facet
    options: list[Option]
    chosen: list[str]


class ListForm(forms.Form):
    """The filters of a kind's list, read from the address of the page; without a kind, of all kinds together."""

    q = forms.CharField(label="Search", required=False, strip=False)
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=list(ORDERS.items()),
        error_messages={"invalid_choice": f"A list has no order “%(value)s”. Its orders are {', '.join(ORDERS)}."},
    )
    # Words are looked for as they were typed, without putting them right.
    spelling = forms.ChoiceField(
        required=False,
        choices=[("as-typed", "As typed")],
        error_messages={"invalid_choice": "The spelling cannot be “%(value)s”. It can only be as-typed."},
    )
    # The records that hold some of the words and not all of them.
    partly = forms.ChoiceField(
        required=False,
        choices=[("yes", "Yes")],
        error_messages={"invalid_choice": "“partly” cannot be “%(value)s”. It can only be yes, or be left out."},
    )
    # Records count for the councils of the case studies they are linked with, too.
    linked = forms.ChoiceField(
        required=False,
        choices=[("yes", "Yes")],
        error_messages={"invalid_choice": "“linked” cannot be “%(value)s”. It can only be yes, or be left out."},
    )

    def __init__(self, kind: type[Entry] | None, data: QueryDict):
        given = data.copy()
        for name in data:
            # An empty value is as good as none.
            given.setlist(name, [value.strip() for value in data.getlist(name) if value.strip()])
        self.is_cut = len(given.get("q", "")) > query.LONGEST_QUERY
        if self.is_cut:
            given["q"] = given["q"][: query.LONGEST_QUERY].rpartition(" ")[0] or given["q"][: query.LONGEST_QUERY]  # type: ignore[assignment]
        super().__init__(given)
        self.given = given
        self.kind = kind
        self.address = kind.list_url() if kind else reverse("search")
        self.fields.update({facet.name: FacetField(facet) for facet in facets(kind)})

    @property
    def facet_fields(self) -> list[FacetField]:
        return [field for field in self.fields.values() if isinstance(field, FacetField)]

    @property
    def words(self) -> str:
        """What was typed."""
        return self.cleaned_data.get("q") or ""

    def values(self, field: FacetField) -> list[str]:
        """The values chosen in one filter."""
        return self.cleaned_data.get(field.facet.name) or []

    def query(self, order: str = "") -> ListQuery:
        """What the address asks, in the order of the list or in another."""
        return ListQuery(
            kinds=(self.kind,) if self.kind else tuple(Entry.kinds()),
            words=self.words,
            filters=tuple((field.facet.name, tuple(self.values(field))) for field in self.facet_fields),
            order=order or self.cleaned_data.get("sort") or "",
            as_typed=bool(self.cleaned_data.get("spelling")),
            partly=bool(self.cleaned_data.get("partly")),
            linked=self.linked_councils,
        )

    @property
    def linked_councils(self) -> bool:
        """Whether records count for the councils of the case studies they are linked with, too."""
        return self.reaches_councils and bool(self.cleaned_data.get("linked"))

    @property
    def reaches_councils(self) -> bool:
        """Whether records of this list reach councils through linked case studies at all."""
        return not self.kind or bool(lenders(self.kind))

    @property
    def names_a_place(self) -> bool:
        """Whether the list is narrowed to places."""
        return any(self.values(field) for field in self.facet_fields if isinstance(field.facet, PlaceFacet))

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """The orders on offer: best match only where there are words to match."""
        return [(value, label) for value, label in ORDERS.items() if value != "relevance" or self.words]

    def panels(self, results: ListResults) -> list[Panel]:
        """Every filter with its values, counted as if that filter itself were off, so that one can widen."""
        panels = []
        for field in self.facet_fields:
            chosen = self.values(field)
            options = results.options(field.facet)
            missing = [
                Option(value, field.labels[value], 0) for value in chosen if value not in {o.value for o in options}
            ]
            panels.append(Panel(field.facet, missing + options, chosen))
        return [panel for panel in panels if panel.options]

    def chosen(self) -> list[Chosen]:
        """The filters in force, each with the address without it."""
        chosen = [Chosen("Words", self.words, self.url(q=None, spelling=None))] if self.words else []
        for field in self.facet_fields:
            values = self.values(field)
            for value in values:
                rest = [other for other in values if other != value]
                chosen.append(Chosen(field.facet.label, field.labels[value], self.url(**{field.facet.name: rest})))
        if self.linked_councils:
            chosen.append(Chosen("Places", "also through linked case studies", self.url(linked=None)))
        return chosen

    def url(self, **changes: object) -> str:
        """The address of the list with these parameters changed; None or an empty list takes one away.

        Parameters in error are left out, so that the rest of an address survives one bad part.
        """
        parameters: dict[str, object] = {
            name: self.given.getlist(name) if isinstance(self.fields[name], FacetField) else self.given.get(name)
            for name in self.fields
            if name in self.given and name not in self.errors
        }
        parameters |= changes
        filled = {name: value for name, value in parameters.items() if value}
        return f"{self.address}?{urlencode(filled, doseq=True)}" if filled else self.address

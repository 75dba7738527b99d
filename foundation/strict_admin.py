"""What every list and form of the admin has: it answers 400, and says why, to an address that makes no sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, models
from django.http import HttpRequest, QueryDict

LONGEST_NAMED = 60
# What stock Django shows as the first page, or in the usual order, where it cannot be read.
READABLE = {PAGE_VAR: re.compile(r"\d{0,9}", re.ASCII), ORDER_VAR: re.compile(r"(-?\d{1,3}(\.-?\d{1,3})*)?", re.ASCII)}


def could_be(model: type[models.Model], key: str) -> bool:
    """Whether a key that was sent could be one of the model's at all, in any database."""
    try:
        column = model._meta.pk
        column.run_validators(column.to_python(key))
    except ValidationError:
        return False
    return "\x00" not in key


class StrictChangeList(ChangeList):
    """A list that narrows itself by what its filters offer and by nothing else."""

    def get_filters(self, request: HttpRequest) -> tuple:
        """The filters, each checked against its own choices."""
        self._refuse_the_unreadable(request.GET)
        try:
            found = super().get_filters(request)
        except (DisallowedModelAdminLookup, IncorrectLookupParameters) as problem:
            raise BadRequest(f"The list has no such filter: {problem}.") from problem
        left, offered = self.get_filters_params(), set[str]()
        # Counting is for the page; here it would ask for the filters again.
        counts, self.add_facets = self.add_facets, False
        for spec in found[0]:
            names = {str(name) for name in spec.expected_parameters()}
            offered |= names
            sent = {name: left[name] for name in names & left.keys()}
            if sent and sent not in [_said(choice, names) for choice in spec.choices(self)]:
                raise BadRequest(f"The filter “{spec.title}” has no such choice as “{_shown(sent)}”.")
        self.add_facets = counts
        # A filter without choices to offer is not shown, and its values are refused as well.
        for name in left.keys() - offered:
            choice = _shown({name: left[name]})
            raise BadRequest(f"The list has no filter “{name[:LONGEST_NAMED]}” with a choice of “{choice}”.")
        return found

    @staticmethod
    def _refuse_the_unreadable(sent: QueryDict) -> None:
        for name, values in sent.lists():
            if len(values) > 1:
                raise BadRequest(f"“{name[:LONGEST_NAMED]}” is said more than once: {_shown({name: values})}.")
            if name in READABLE and not READABLE[name].fullmatch(values[0]):
                raise BadRequest(f"“{name}” cannot be “{values[0][:LONGEST_NAMED]}”.")


def _said(choice: Mapping[str, object], names: set[str]) -> dict[str, list[str]]:
    """What the link of a choice says about its own filter."""
    query = QueryDict(str(choice["query_string"]).removeprefix("?"))
    return {name: query.getlist(name) for name in names & query.keys()}


def _shown(sent: dict[str, list[str]]) -> str:
    return ", ".join(value[:LONGEST_NAMED] for values in sent.values() for value in values)


class OptimisticLockRowForm(forms.ModelForm):
    """A row edited in a list: only what its editor changed is saved, and not over somebody else's change."""

    def __init__(self, *arguments: Any, **named: Any):
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict | None:
        """Refuse a value that is no longer what the list showed."""
        for name in self.changed_data:
            field = self.fields[name]
            shown = field.hidden_widget().value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
            if field.show_hidden_initial and field.has_changed(self.get_initial_for_field(field, name), shown):
                self.add_error(name, "Somebody else changed this after you opened the list. Look again.")
        return super().clean()


class StrictAdmin(admin.ModelAdmin):
    """An admin whose list answers 400 to filters that make no sense."""

    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        """The strict list."""
        return StrictChangeList

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> type[forms.ModelForm]:
        """The form of a row edited in the list, which saves nothing over somebody else's change."""
        return super().get_changelist_form(request, **{"form": OptimisticLockRowForm, **options})

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list for this address, or 400 where stock Django would show everything."""
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError, DataError) as problem:
            raise BadRequest("Something in the address of the list has a value that cannot be read.") from problem

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """The record, or nothing for an identifier no database could hold."""
        return super().get_object(request, object_id, from_field) if could_be(self.model, object_id) else None

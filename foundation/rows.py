"""Rows on the form of a record that cost as many queries whether there are one or a hundred of them.

Stock Django asks the database for the chosen record of every field of every row, for showing and again for checking.
Here one query for each field finds them for all rows, and rows nobody changed are not checked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.forms import ModelChoiceField, ModelForm
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property

from foundation.strict_admin import could_be


class Chosen:
    """Stands in for the queryset of a field of many rows: it holds all that is chosen in any of them."""

    def __init__(self, model: Any, found: Iterable[models.Model]):
        self.model = model
        self._found = {str(row.pk): row for row in found}

    def all(self) -> Chosen:
        """Itself, as no two fields can change it."""
        return self

    def using(self, alias: str) -> Chosen:
        """Itself: it asks no database."""
        return self

    def none(self) -> list[models.Model]:
        """No record."""
        return []

    def filter(self, **wanted: Any) -> list[models.Model]:
        """The records of a key or of some keys."""
        keys = [str(key) for value in wanted.values() for key in (value if _is_many(value) else [value])]
        return [self._found[key] for key in keys if key in self._found]

    def get(self, **wanted: Any) -> models.Model:
        """The record of a key. Raises the model's DoesNotExist."""
        try:
            return self.filter(**wanted)[0]
        except IndexError:
            raise self.model.DoesNotExist from None


class Rows(BaseInlineFormSet):
    """The rows of one list on the form of a record."""

    def get_queryset(self) -> models.QuerySet:
        """The stored rows, in full; those that the record already brings with it are not read again."""
        if not hasattr(self, "_queryset"):
            accessor = self.fk.remote_field.get_accessor_name()
            brought = getattr(self.instance, "_prefetched_objects_cache", {})
            self._queryset = (
                getattr(self.instance, accessor).all()
                if accessor in brought and not self.queryset.query.is_empty()
                else in_full(self.model, self.fk.name, super().get_queryset())
            )
        return self._queryset

    def _construct_form(self, i: int, **options: Any) -> ModelForm:
        form = super()._construct_form(i, **options)  # type: ignore[misc]
        if self.instance.pk is not None and getattr(form.instance, self.fk.attname) == self.instance.pk:
            setattr(form.instance, self.fk.name, self.instance)
        return form

    @cached_property
    def forms(self) -> list[ModelForm]:
        """The form of every row, each field knowing what is chosen in it."""
        found = super().forms
        for form in found[: self.initial_form_count()]:
            form.empty_permitted = True
        for name in found[0].fields if found else ():
            if isinstance(found[0].fields[name], ModelChoiceField) and name != self.fk.name:
                self._look_up(found, name)
        return found

    def validate_unique(self) -> None:
        """Compare the rows with each other, those included that were not checked because nobody changed them."""
        for form in self.initial_forms:
            if not form.has_changed():
                form.cleaned_data |= {name: getattr(form.instance, name) for name in form.fields if name in self._words}
        super().validate_unique()

    @cached_property
    def _words(self) -> set[str]:
        return {f.name for f in self.model._meta.concrete_fields}

    def _stored(self, forms: list[ModelForm], name: str) -> dict[str, models.Model]:
        """What stored rows name in a field, by key: it was read with them."""
        if self.model._meta.get_field(name).many_to_many:
            return {}
        rows = [form.instance for form in forms if form.instance.pk is not None]
        others = [row._state.fields_cache[name] for row in rows if row._state.fields_cache.get(name) is not None]
        return {str(other.pk): other for other in others}

    def _look_up(self, forms: list[ModelForm], name: str) -> None:
        field: Any = forms[0].fields[name]
        if name == self.model._meta.pk.name:
            chosen = Chosen(self.model, [form.instance for form in forms if form.instance.pk is not None])
        else:
            known = self._stored(forms, name)
            keys = {key for form in forms for key in _keys(form, name) if could_be(field.queryset.model, key)}
            keys -= known.keys()
            found = list(field.queryset.filter(pk__in=keys)) if keys else []
            chosen = Chosen(field.queryset.model, [*known.values(), *found])
        for form in forms:
            form.fields[name].queryset = chosen  # type: ignore[attr-defined]


def in_full(model: Any, end: str, rows: models.QuerySet | None = None) -> models.QuerySet:
    """The rows of a table, with what their names and their lists need beside the record at their `end`."""
    others = [f.name for f in model._meta.fields if f.is_relation and f.name != end]
    lists = [f.name for f in model._meta.many_to_many]
    every = model._default_manager.all() if rows is None else rows
    return every.select_related(*others).prefetch_related(*lists)


def _is_many(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


def _keys(form: ModelForm, name: str) -> list[str]:
    """What is chosen in a field, as keys."""
    field = form.fields[name]
    value: Any = form.get_initial_for_field(field, name)
    values = list(value) if _is_many(value) else [value]
    if form.is_bound:
        sent = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        values += list(sent) if _is_many(sent) else [sent]
    return [str(getattr(each, "pk", each)) for each in values if each not in (None, "")]

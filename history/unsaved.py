"""Records as a form says they would be: made of what was filled in, to be looked at, and never saved.

Such a record brings its rows with it, as if they had been prefetched: `entry.citations.all()` gives those of the form,
the new and the changed ones among them. Relations that the form does not show are read from the database as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet

from history.snapshot import ChildTable, m2m_fields


def filled_in(form: ModelForm, formsets: Iterable[BaseInlineFormSet]) -> Any:
    """The record of a form and its rows, all of which have been found valid."""
    record: Any = form.instance
    _bring_lists(record, form)
    if "tags" in form.cleaned_data:
        links = {link.tag_id: link for link in record.tag_links.select_related("tag")}
        new = record.tag_links.model
        tags = [links.get(tag.pk) or new(content_object=record, tag=tag) for tag in form.cleaned_data["tags"]]
        bring(record, "tag_links", tags)
    for formset in formsets:
        model: Any = formset.model
        bring(record, ChildTable(model, formset.fk.name).accessor, _in_order(model, _standing(formset)))
    return record


def bring(record: models.Model, relation: str, rows: list) -> None:
    """Have a relation of a record answer with these rows, by the way in which Django keeps what it has prefetched."""
    known = record.__dict__.setdefault("_prefetched_objects_cache", {})
    known.pop(relation, None)
    found = getattr(record, relation).all()
    found._result_cache, found._prefetch_done = rows, True
    known[relation] = found


def _bring_lists(record: models.Model, form: ModelForm) -> None:
    """Bring what is chosen in the plain lists of a form, each with what it points to."""
    for many in m2m_fields(type(record)):
        if many.name in form.cleaned_data:
            ahead = [f.name for f in many.related_model._meta.fields if f.is_relation]
            chosen = list(form.cleaned_data[many.name])
            models.prefetch_related_objects(chosen, *ahead)
            bring(record, many.name, chosen)


def _standing(formset: BaseInlineFormSet) -> list[models.Model]:
    """The rows of a form that would be there once it is saved."""
    gone, found = set(formset.deleted_forms), []
    for number, form in enumerate(formset.forms):
        if form not in gone and (number < formset.initial_form_count() or form.has_changed()):
            if form.has_changed():
                _bring_lists(form.instance, form)
            found.append(form.instance)
    return found


def _in_order(model: type[models.Model], rows: list) -> list:
    """The rows in the order of their table; those that have no key yet come last."""
    names = [name.replace("__", ".") for name in model._meta.ordering] or ["pk"]

    def place(row: Any) -> list:
        values = [reduce(lambda of, name: getattr(of, name, None), path.split("."), row) for path in names]
        keys = [value.pk if isinstance(value, models.Model) else value for value in values]
        return [(key is None, "" if key is None else key) for key in keys]

    return sorted(rows, key=place)

"""Forms that save nothing over what somebody else changed after they were opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet, model_to_dict
from django.http import HttpRequest
from django.utils.formats import localize

from catalogue.models.change import lock_outbox
from history import seen
from history.conflicts import VersionTokenField

CHANGED = "Somebody else changed this after you opened it. Look at what it says now, then save again."
CODE = "changed"


class OptimisticLockForm(forms.ModelForm):
    """A form that knows what its sender saw of its own fields. Sent without that, it is saved as it is."""

    seen = VersionTokenField(required=False)

    def __init__(self, *arguments: Any, **named: Any):
        super().__init__(*arguments, **named)
        if not self.is_bound and not self.instance._state.adding:
            self.initial["seen"] = self._sign(self.initial)

    def clean(self) -> dict | None:
        """Refuse to replace what its sender has not seen; whoever saves again has seen it."""
        said = super().clean()
        token = self.data.get(self.add_prefix("seen"), "")
        if not token or self.instance._state.adding:
            return said
        # Turns first, as everybody who saves does, then the row, which a list may be changing without a turn.
        lock_outbox()
        row = self._meta.model._base_manager.select_for_update(no_key=True).filter(pk=self.instance.pk).first()
        if row is None:
            return said
        now = model_to_dict(row, self._names())
        shown = seen.read_token(type(row), row.pk, token)[1] or {}
        changed = [name for name, value in _plain(now).items() if shown.get(name) != value]
        replaced = changed if self.is_to_go else self._replaced(changed, now)
        if replaced:
            self.add_error(None, ValidationError(CHANGED, code=CODE))
            for name in replaced:
                self.add_error(name, _told(row, name))
            sent = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix("seen")] = self._sign(now)
            self.data = sent
        return said

    # Whether it is to be deleted, and so all it says replaced by nothing.
    is_to_go = False

    def _replaced(self, changed: list[str], now: Mapping[str, Any]) -> list[str]:
        """Those of the changed fields that would say something else than they say now."""
        return [name for name in changed if self.fields[name].has_changed(now[name], self[name].data)]

    def _names(self) -> list[str]:
        # Not those that a set of forms adds to tell its rows apart.
        return [name for name in self.base_fields if name in {field.name for field in _columns(self._meta.model)}]

    def _sign(self, values: Mapping[str, Any]) -> str:
        says = _plain({name: values.get(name) for name in self._names()})
        return seen.sign(self._meta.model, self.instance.pk, says)


class OptimisticLockInlineForm(OptimisticLockForm):
    """A row of a form, which is saved only where its sender says something else."""

    def clean(self) -> dict | None:
        """Refuse as every such form does, without asking about the rows that stay as they are."""
        return super().clean() if self.has_changed() else self.cleaned_data

    @property
    def is_to_go(self) -> bool:
        """Whether its sender ticked the row for deletion."""
        ticked = self.fields.get(DELETION_FIELD_NAME)
        return ticked is not None and ticked.clean(self[DELETION_FIELD_NAME].data)


class OptimisticLockInlineFormSet(BaseInlineFormSet):
    """The rows of a form. What is wrong with a row to be deleted does not matter, but that somebody changed it does."""

    def clean(self) -> None:
        """Refuse to delete what its sender has not seen."""
        super().clean()
        if any(form.is_to_go and form.has_error(NON_FIELD_ERRORS, CODE) for form in self.initial_forms):  # type: ignore[attr-defined]
            raise ValidationError("Somebody else changed a row that you want to delete. Look at what it says now.")


class OptimisticLockFormAdmin(admin.ModelAdmin):
    """An admin with such a form; its page carries what was seen beside the fields (admin/change_form.html)."""

    form = OptimisticLockForm

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The fields people see."""
        return [name for name in super().get_fields(request, obj) if name != "seen"]


def _columns(model: type[models.Model]) -> list[Any]:
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as they can be signed and compared."""
    return {
        name: sorted(str(each.pk) for each in value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in values.items()
    }


def _told(row: models.Model, name: str) -> str:
    """What a field says now, in words."""
    value = getattr(row, name)
    if name in {field.name for field in row._meta.many_to_many}:
        value = ", ".join(str(each) for each in value.all())
    elif label := getattr(row, f"get_{name}_display", None):
        value = label()
    return "It is empty now." if value in (None, "") else f"It now says “{localize(value)}”."

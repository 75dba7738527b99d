"""Working copies: keeping what a curator filled in, filling it in again, and what it would change."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.forms import ModelForm, all_valid
from django.forms.models import BaseInlineFormSet, _get_foreign_key
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from catalogue.models import Entry, Tag, TagLink
from catalogue.publication import STEP_FIELDS, Status
from curation.models import WorkingCopy
from history import snapshot, unsaved
from history.differences import Difference, differences


class DoesNotFit(Exception):
    """The working copy can no longer be saved; its words say why."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def is_edited_as_copy(record: Entry, kept: WorkingCopy | None) -> bool:
    """Whether saving the form of this record leaves the record itself alone."""
    return record.status == Status.PUBLISHED or kept is not None


def is_edit_of_copy(request: HttpRequest) -> bool:
    """Whether the form of this request is a working copy's (see CopyAdmin.open_draft)."""
    return getattr(request, "edits_copy", False)


def keep(request: HttpRequest, record: Entry, form: ModelForm, formsets: list[BaseInlineFormSet]) -> WorkingCopy:
    """Keep a form that has been validated as the working copy of a record, begun now or before.

    A copy that was sent for review is a draft again once somebody changes it.
    """
    kept = WorkingCopy.objects.of(record)
    if kept is None:
        public: Any = said(request, record)
        kept = WorkingCopy(
            kind=record.kind,
            reference=record.pk,
            started_by=request.user,  # type: ignore[misc]
            basis=public.digest(),
        )
    kept.data = _filled_in(request.POST, form, formsets)
    kept.status = Status.DRAFT
    kept.wait_no_longer()
    kept.edited_at, kept.edited_by_id = timezone.now(), request.user.pk  # type: ignore[assignment]
    kept.save()
    return kept


def _filled_in(data: QueryDict, form: ModelForm, formsets: list[BaseInlineFormSet]) -> dict[str, list[str]]:
    """What belongs to the form and its rows, and nothing else a browser may have sent."""
    # What the sender had seen is true of this form only.
    own = {form.add_prefix(name) for name in form.fields if name != "seen"}
    rows = tuple(f"{formset.prefix}-" for formset in formsets)
    return {
        name: values
        for name, values in data.lists()
        if (name in own or name.startswith(rows)) and "\x00" not in name + "".join(values)
    }


def fitted(request: HttpRequest, record: Entry, kept: WorkingCopy) -> QueryDict:
    """The form of a working copy, fitted to what the public record is now.

    Rows that have since gone from the public record are left out, and merged tags replaced by those they became:
    the form would refuse both.
    """
    data = kept.filled_in()
    for formset in _formsets(request, record):
        _fit_rows(data, formset)
    if "tags" in data:
        data.setlist("tags", _fit_tags(data.getlist("tags")))
    return data


def _fit_rows(data: QueryDict, formset: BaseInlineFormSet) -> None:
    key = formset.model._meta.pk.name
    present = {str(row.pk) for row in formset.get_queryset()}
    initial, total = (int(data.get(f"{formset.prefix}-{name}_FORMS") or 0) for name in ("INITIAL", "TOTAL"))
    rows = []
    for number in range(total):
        start = f"{formset.prefix}-{number}-"
        rows.append({name.removeprefix(start): data.pop(name) for name in list(data) if name.startswith(start)})
    standing = [row for row in rows[:initial] if row.get(key, [""])[0] in present]
    rows = standing + rows[initial:]
    for number, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{formset.prefix}-{number}-{name}", values)
    data[f"{formset.prefix}-INITIAL_FORMS"], data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(standing)), str(len(rows))


def _fit_tags(tags: list[str]) -> list[str]:
    became = {str(old): str(new) for old, new in Tag.objects.instead().items()}
    return list(dict.fromkeys(became.get(tag, tag) for tag in tags))


def _acting(request: HttpRequest, data: QueryDict | None = None) -> HttpRequest:
    """The request as if its sender opened the form of the public record, or sent it with the data."""
    acting: Any = copy.copy(request)
    acting.__dict__.pop("edits_copy", None)
    acting.__dict__.pop("filled_in", None)
    acting.method, acting.POST = ("GET", QueryDict()) if data is None else ("POST", data)
    # Asked for files, the request would read its body again and forget the data.
    acting._files = MultiValueDict()
    return acting


def _formsets(request: HttpRequest, record: Entry, data: QueryDict | None = None) -> list[BaseInlineFormSet]:
    """The admin's rows of a record, filled in with the data where there is some."""
    curator: Any = admin.site.get_model_admin(type(record))
    return curator._create_formsets(_acting(request, data), record, change=True)[0]


def _fitting(request: HttpRequest, record: Entry, kept: WorkingCopy) -> tuple[ModelForm, list[BaseInlineFormSet]]:
    """The form and rows of a working copy, found valid; they write on the record they are given. Or DoesNotFit."""
    curator: Any = admin.site.get_model_admin(type(record))
    snapshot.read(record, _parts(record))
    data = fitted(request, record, kept)
    acting = _acting(request, data)
    fields = flatten_fieldsets(curator.get_fieldsets(acting, record))
    form = curator.get_form(acting, record, change=True, fields=fields)(data, instance=record)
    formsets = _formsets(request, record, data)
    # Both are asked, so that every reason is told.
    if not all([form.is_valid(), all_valid(formsets)]):
        raise DoesNotFit(list(_words_of_errors(form, formsets)))
    return form, formsets


def filled_in(request: HttpRequest, record: Entry, kept: WorkingCopy) -> Entry:
    """The record as it would be if its working copy were published, to be looked at: nothing is saved.

    Raises DoesNotFit, with the form's own words, where it no longer passes.
    """
    return unsaved.filled_in(*_fitting(request, copy.copy(record), kept))


def apply(request: HttpRequest, record: Entry, kept: WorkingCopy) -> None:
    """Save a working copy to its record, by the same form and the same rules as if it were filled in now.

    Raises DoesNotFit, with the form's own words, where it no longer passes. Call it in a transaction.
    """
    form, formsets = _fitting(request, record, kept)
    form.written_by = kept.edited_by  # type: ignore[attr-defined]
    curator = admin.site.get_model_admin(type(record))
    saved = curator.save_form(request, form, change=True)
    curator.save_model(request, saved, form, change=True)
    curator.save_related(request, form, formsets, change=True)
    kept.delete()


def _words_of_errors(form: ModelForm, formsets: list[BaseInlineFormSet]) -> Iterator[str]:
    for each in (form, *(row for formset in formsets for row in formset.forms)):
        for name, errors in each.errors.items():
            label = each.fields[name].label if name in each.fields else ""
            yield from (f"{label}: {error}" if label else str(error) for error in errors)
    for formset in formsets:
        yield from map(str, formset.non_form_errors())


def said(request: HttpRequest, record: Entry, at: datetime | None = None) -> snapshot.Snapshot | None:
    """What a record says in its form, now or at a moment: a working copy leaves everything else alone."""
    kind, parts = type(record), _parts(record)
    whole = snapshot.snapshot_at(kind, record.pk, at) if at else snapshot.of(kind, record.pk, parts)
    return _in_form(request, record, whole) if whole else None


def would_say(request: HttpRequest, record: Entry) -> snapshot.Snapshot:
    """The same of a record that is filled in and not saved."""
    return _in_form(request, record, snapshot.of_unsaved(record, _parts(record)))


def _parts(record: Entry) -> list[snapshot.ChildTable]:
    """What the form of a record shows beside its fields, whoever looks: a fingerprint of it is true for everybody."""
    kind = type(record)
    shown = {
        snapshot.ChildTable(inline.model, _get_foreign_key(kind, inline.model, fk_name=inline.fk_name).name)
        for inline in admin.site.get_model_admin(kind).inlines
    }
    return [part for part in snapshot.child_tables(kind) if part in shown or issubclass(part.model, TagLink)]


def _in_form(request: HttpRequest, record: Entry, whole: snapshot.Snapshot) -> snapshot.Snapshot:
    curator: Any = admin.site.get_model_admin(type(record))
    fields = {*flatten_fieldsets(curator.get_fieldsets(request, record))} - {*STEP_FIELDS}
    values = {name: value for name, value in whole.record.values.items() if name in fields}
    parts = {part: whole.parts[part] for part in _parts(record)}
    return snapshot.Snapshot(whole.model, snapshot.Row(record.pk, values), parts)


def shown(public: snapshot.Snapshot, kept: WorkingCopy | None) -> list:
    """A fingerprint of what a record (see `said`) and its working copy say, for whoever is asked to publish it."""
    return [public.digest(), hashlib.sha256(json.dumps(kept.data, sort_keys=True).encode()).hexdigest() if kept else ""]


@dataclass(frozen=True)
class Overtaken:
    """How the public record changed since its working copy was begun; `seen` stands for what it says now."""

    differences: list[Difference]
    seen: str


def overtaken(
    request: HttpRequest, record: Entry, kept: WorkingCopy, public: snapshot.Snapshot | None = None
) -> Overtaken | None:
    """What changed under a working copy, such as by an import; nothing where the public record is what it was.

    Whoever has read what the record says (see `said`) gives it.
    """
    now = public or said(request, record)
    if now is None or now.digest() == kept.basis:
        return None
    return Overtaken(differences(said(request, record, kept.started_at), now), now.digest())

"""Optimistic locking: a form of the admin does not overwrite what somebody else changed since it was opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.response import TemplateResponse
from django.urls import path

from catalogue.models.change import lock_outbox
from history import acts, seen, snapshot
from history.differences import RecordTitles, word_diff
from history.merging import Conflict, find_conflicts, fingerprints, unresolved
from history.models import Presence
from history.pages import HistoryPages
from history.sheet import RecordForm
from history.snapshot import RecordHistory, RecordRevision

CHOICE_PREFIX = "_keep:"
# What the page of a conflict adds to the form it keeps.
CONFLICT_FIELDS = {"csrfmiddlewaretoken", "_theirs"}


class VersionTokenField(forms.CharField):
    """The version token: what the sender of a form was shown, signed. It is never a change of the record."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: the token is no value of the record."""
        return False


class OptimisticLockAdmin(HistoryPages):
    """An admin whose form is refused, with both versions side by side, if the record was changed meanwhile."""

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form of a record, with a version token."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form)(form.__name__, (form,), {"seen": VersionTokenField(required=False)}) if obj else form  # type: ignore[misc]

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The fields people see."""
        return [name for name in super().get_fields(request, obj) if name != "seen"]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The form of a record. To save it, no one else may have changed what its sender has not seen."""
        if object_id is not None:
            record = self.get_object(request, unquote(object_id))
            if request.method == "POST" and self.has_change_permission(request, record):
                refusal = (
                    self._deleted_page(request, object_id)
                    if record is None
                    else self._check_for_conflicts(request, record)
                )
                if refusal:
                    return refusal
            elif record is not None and self.has_change_permission(request, record):
                request.opened = record  # type: ignore[attr-defined]
                extra_context = {"seen": self.token(request, record), **(extra_context or {})}
                Presence.objects.touch(request.user, record)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """The record; while its form is shown or saved, as it was read for the version token or the check."""
        opened = getattr(request, "opened", None)
        if opened is not None and isinstance(opened, self.model) and str(opened.pk) == object_id and not from_field:
            return opened
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Save the record; whoever asks for its rows from then on asks the database."""
        snapshot.forget(obj)
        super().save_model(request, obj, form, change)

    def render_change_form(self, request: HttpRequest, context: dict, *arguments: Any, **named: Any) -> HttpResponse:
        """The page of the form."""
        if "seen" in context["adminform"].form.fields:
            record = context["original"]
            context["adminform"].form.initial["seen"] = context.get("seen", "")
            context["others"] = Presence.objects.others(request.user, record)
            context["presence"] = self.address("presence", quote(record.pk))
        return super().render_change_form(request, context, *arguments, **named)

    def get_urls(self) -> list:
        """Where a page tells that it is still open, before the stock addresses."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        view = self.admin_site.admin_view(self.presence_view)
        return [path("<path:object_id>/presence/", view, name=name), *super().get_urls()]

    def presence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that this person still has the form of a record open."""
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_change_permission(request, record):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        Presence.objects.touch(request.user, record)
        return HttpResponse(status=204)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """A record that has been saved is no longer open."""
        Presence.objects.leave(request.user, obj)
        return super().log_change(request, obj, message)

    def open_draft(self, request: HttpRequest, record: models.Model) -> QueryDict | None:
        """The form of the draft in which the edits of this record wait until they are published; else None.

        It is asked once a request: when the form is opened, or when it is sent and nobody else can write any more.
        """
        return None

    def draft_at(self, request: HttpRequest, record: models.Model, at: datetime) -> QueryDict | None:
        """The form of that draft as it was at a time."""
        return None

    def revisions_since(
        self, record: models.Model, record_history: RecordHistory, at: datetime | None
    ) -> list[RecordRevision]:
        """The revisions of a record after a time, newest first; all of them where the time is not known."""
        return [revision for revision in record_history.revisions() if at is None or revision.timestamp > at]

    def token(self, request: HttpRequest, record: models.Model) -> str:
        """The version token of a record: fingerprints of all its form shows now, signed."""
        record_form = RecordForm(self, request, record)
        at = acts.monotonic_now()
        current = record_form.current()
        draft = self.open_draft(request, record)
        cells = record_form.cells(current) if draft is None else record_form.parse(draft).cells
        return seen.sign(self.model, record.pk, fingerprints(cells), at)

    def _check_for_conflicts(self, request: HttpRequest, record: Any) -> HttpResponse | None:
        """The page on which to resolve conflicts; None where the form may be saved, as the request has it then.

        The lock is held from here to the end of the transaction, so that nothing can change between this check and
        the save. Only an import writes before it has the lock; it locks the rows it writes.
        """
        lock_outbox()
        row = self.get_queryset(request).filter(pk=record.pk)
        record = row.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if record is None:
            return self._busy_page(request, row.get()) if row else None
        request.opened = record  # type: ignore[attr-defined]
        record_form = RecordForm(self, request, record)
        current = record_form.current()
        draft = self.open_draft(request, record)
        cells = record_form.cells(current) if draft is None else record_form.parse(draft).cells
        at, shown = seen.read_token(self.model, record.pk, request.POST.get("seen", ""))
        if shown == fingerprints(cells):
            return None
        record_history = RecordHistory(self.model, record.pk)
        before = record_history.at(at) if at else None
        draft_then = self.draft_at(request, record, at) if at else None
        mine = record_form.parse(request.POST, cells, shown or ())
        base = record_form.parse(draft_then).cells if draft_then else record_form.cells(before) if before else {}
        conflicts = find_conflicts(shown, base, cells, mine.cells)
        is_answered = seen.read_token(self.model, record.pk, request.POST.get("_theirs", ""))[1] == fingerprints(cells)
        token = seen.sign(self.model, record.pk, fingerprints(cells))
        choices = _choices(request.POST)
        if not conflicts or (is_answered and not unresolved(conflicts, choices)):
            theirs = record_form.unchanged(cells) if draft is None else record_form.parse(draft)
            merged = record_form.merge(theirs, mine, {conflict.name: choices[conflict.name] for conflict in conflicts})
            merged["seen"] = token
            request.POST = merged  # type: ignore[assignment]
            return None
        titles = RecordTitles(current, before)
        context = {
            "conflicts": [_described(record_form, conflict, choices, titles) for conflict in conflicts],
            "is_answered": is_answered,
            "now": token,
            "revisions": self.revisions_since(record, record_history, at),
        }
        return self._conflict_page(request, record, context)

    def _conflict_page(self, request: HttpRequest, record: models.Model, more: dict) -> HttpResponse:
        """The page that shows both versions side by side."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody else changed this record",
            "opts": self.opts,
            "record": record,
            "record_title": str(record),
            "key": quote(record.pk),
            "sent": _sent(request.POST),
            **more,
        }
        return TemplateResponse(request, "admin/history/conflict.html", context, status=409)

    def _busy_page(self, request: HttpRequest, record: models.Model) -> HttpResponse:
        """The page that keeps a form until the record it is about is no longer locked by an import."""
        context = {
            **self.admin_site.each_context(request),
            "title": "An import is changing this record",
            "opts": self.opts,
            "record": record,
            "record_title": str(record),
            "key": quote(record.pk),
            "sent": _sent(request.POST),
        }
        return TemplateResponse(request, "admin/history/busy.html", context, status=409)

    def _deleted_page(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The page that keeps what was typed into the form of a record deleted meanwhile; None where none ever was."""
        key = unquote(object_id)
        try:
            record_history, _ = self._record_history(request, key)
        except Http404:
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody else deleted this record",
            "opts": self.opts,
            "record": None,
            "record_title": key,
            "key": quote(key),
            "revision": record_history.revisions()[0],
            "typed": [(_label(name), value) for name, value in _typed_values(request.POST)],
        }
        return TemplateResponse(request, "admin/history/gone.html", context, status=409)


def _choices(data: QueryDict) -> dict[str, str]:
    """The sides chosen on the page of a conflict, by the name of the cell."""
    return {
        name.removeprefix(CHOICE_PREFIX): str(side) for name, side in data.items() if name.startswith(CHOICE_PREFIX)
    }


def _described(record_form: RecordForm, conflict: Conflict, choices: dict[str, str], titles: RecordTitles) -> dict:
    """A conflict as its page shows it: the three versions in words, what differs, and the side chosen so far."""
    described = record_form.describe(conflict, titles)
    return described | {
        "name": CHOICE_PREFIX + conflict.name,
        "kept": choices.get(conflict.name) or conflict.default,
        "theirs_words": word_diff(described["base"], described["theirs"]),
        "mine_words": word_diff(described["base"], described["mine"]),
    }


def _sent(data: QueryDict) -> list[tuple[str, str]]:
    """What a form sent, to be sent again, without what the page of a conflict added."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in CONFLICT_FIELDS and not name.startswith(CHOICE_PREFIX)
        for value in values
    ]


def _typed_values(data: QueryDict) -> list[tuple[str, str]]:
    """The values typed into a form, by the name of the field, without hidden fields and buttons."""
    hidden = (*CONFLICT_FIELDS, "seen", "_save", "_continue", "_addanother")
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if value and name not in hidden and not name.endswith(("_FORMS", "-id")) and "__prefix__" not in name
    ]


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()

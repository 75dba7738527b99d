"""Nobody overwrites what they have not seen: the forms of the admin know what their sender saw."""

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
from history import acts, seen
from history.differences import Names, compared
from history.merging import Cells, Clash, clashes, fingerprints, undecided
from history.models import Presence
from history.pages import HistoryPages
from history.sheet import Sheet
from history.snapshot import Moment, Timeline

KEEP = "_keep:"
# What the page of a conflict adds to the form it keeps.
OWN = {"csrfmiddlewaretoken", "_theirs"}


class SeenField(forms.CharField):
    """What the sender of a form saw, signed. It is never a change of the record."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        return False


class CarefulAdmin(HistoryPages):
    """An admin whose form is refused, with both versions side by side, if the record was changed meanwhile."""

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form of a record, with what its sender saw."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form)(form.__name__, (form,), {"seen": SeenField(required=False)}) if obj else form  # type: ignore[misc]

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
                answer = self._gone(request, object_id) if record is None else self._check(request, record)
                if answer:
                    return answer
            elif record is not None and self.has_change_permission(request, record):
                # Taken before the form is read: a change in between is then noticed, not missed.
                extra_context = {"seen": self.token(request, record), **(extra_context or {})}
                Presence.objects.touch(request.user, record)
        return super().changeform_view(request, object_id, form_url, extra_context)

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

    def kept_elsewhere(
        self, request: HttpRequest, record: models.Model, at: datetime | None = None
    ) -> QueryDict | None:
        """The form of a record whose edits are kept beside it until they are published, now or at a moment.

        Nothing for others.
        """
        return None

    def acts_since(self, record: models.Model, timeline: Timeline, at: datetime | None) -> list[Moment]:
        """What was done to a record after a moment, newest first; everything where the moment is not known."""
        return [moment for moment in timeline.moments() if at is None or moment.at > at]

    def token(self, request: HttpRequest, record: models.Model) -> str:
        """What a person sees of a record now, signed."""
        sheet = Sheet(self, request, record)
        at = acts.monotonic_now()
        theirs = self._theirs(request, sheet, record)
        return seen.sign(self.model, record.pk, fingerprints(theirs), at) if theirs is not None else ""

    def _theirs(self, request: HttpRequest, sheet: Sheet, record: models.Model) -> Cells | None:
        """What the form of a record says now; nothing if the record is gone."""
        beside = self.kept_elsewhere(request, record)
        if beside is not None:
            return sheet.typed(beside).cells
        look = sheet.look()
        return sheet.cells(look) if look else None

    def _check(self, request: HttpRequest, record: models.Model) -> HttpResponse | None:
        """Nothing if this form may be saved as it now is in the request; else the page on which to decide.

        Everybody who saves takes turns from here to the end of the transaction, so that nothing can change
        between this look and the save. Only an import writes before its turn, and holds the rows it writes.
        """
        lock_outbox()
        row = self.model._base_manager.filter(pk=record.pk)
        is_free = bool(row.select_for_update(skip_locked=True, no_key=True).values_list("pk"))
        sheet = Sheet(self, request, record)
        beside = self.kept_elsewhere(request, record)
        look = sheet.look()
        if look is None:
            return None
        if not is_free:
            return self._put_off(request, record)
        cells = sheet.cells(look) if beside is None else sheet.typed(beside).cells
        at, shown = seen.saw(self.model, record.pk, request.POST.get("seen", ""))
        if shown == fingerprints(cells):
            return None
        timeline = Timeline(self.model, record.pk)
        before = timeline.at(at) if at else None
        beside_then = self.kept_elsewhere(request, record, at) if at else None
        mine = sheet.typed(request.POST, cells, shown or ())
        base = sheet.typed(beside_then).cells if beside_then else sheet.cells(before) if before else {}
        found = clashes(shown, base, cells, mine.cells)
        choices = {name.removeprefix(KEEP): str(side) for name, side in request.POST.items() if name.startswith(KEEP)}
        answered = seen.saw(self.model, record.pk, request.POST.get("_theirs", ""))[1] == fingerprints(cells)
        now = seen.sign(self.model, record.pk, fingerprints(cells))
        if not found or (answered and not undecided(found, choices)):
            theirs = sheet.stored(cells) if beside is None else sheet.typed(beside)
            sent = sheet.together(theirs, mine, {clash.name: choices[clash.name] for clash in found})
            sent["seen"] = now
            request.POST = sent  # type: ignore[assignment]
            return None
        moments = self.acts_since(record, timeline, at)
        return self._ask(request, sheet, found, choices, now, moments, Names(look, before), answered)

    def _ask(
        self,
        request: HttpRequest,
        sheet: Sheet,
        found: list[Clash],
        choices: dict[str, str],
        now: str,
        moments: list[Moment],
        names: Names,
        answered: bool,
    ) -> HttpResponse:
        """The page that shows both versions side by side."""
        told = [sheet.told(clash, names) for clash in found]
        for each in told:
            each["name"] = KEEP + each["clash"].name
            each["kept"] = choices.get(each["clash"].name) or each["clash"].default
            each["theirs_words"] = compared(each["base"], each["theirs"])
            each["mine_words"] = compared(each["base"], each["mine"])
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody else changed this record",
            "opts": self.opts,
            "record": sheet.form.instance,
            "record_title": str(self.model._base_manager.get(pk=sheet.form.instance.pk)),
            "key": quote(sheet.form.instance.pk),
            "clashes": told,
            "is_answered": answered,
            "now": now,
            "moments": moments,
            "sent": _sent(request.POST),
        }
        return TemplateResponse(request, "admin/history/conflict.html", context, status=409)

    def _put_off(self, request: HttpRequest, record: models.Model) -> HttpResponse:
        """The page that keeps a form until the record it is about is free again."""
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

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The page that keeps the words typed into the form of a record that was deleted meanwhile."""
        key = unquote(object_id)
        try:
            timeline, _ = self._timeline(request, key)
        except Http404:
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody else deleted this record",
            "opts": self.opts,
            "record": None,
            "record_title": key,
            "key": quote(key),
            "moment": timeline.moments()[0],
            "typed": [(_label(name), value) for name, value in _words(request.POST)],
        }
        return TemplateResponse(request, "admin/history/gone.html", context, status=409)


def _sent(data: QueryDict) -> list[tuple[str, str]]:
    """What a form sent, to be sent again, without what the page of a conflict added."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in OWN and not name.startswith(KEEP)
        for value in values
    ]


def _words(data: QueryDict) -> list[tuple[str, str]]:
    """What was typed into a form, without what forms are held together by."""
    left = (*OWN, "seen", "_save", "_continue", "_addanother")
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if value and name not in left and not name.endswith(("_FORMS", "-id")) and "__prefix__" not in name
    ]


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()

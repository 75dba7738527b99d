"""The pages of the admin on which a record's steps are taken, and the preview of a working copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from browse.record import EntryDetail
from catalogue.models import Entry
from catalogue.publication import FARTHEST, STEPS, Status, Step
from curation import copies, quality, workflow
from curation.models import WorkingCopy
from curation.roles import may
from history import seen
from history.differences import Difference, differences
from history.snapshot import Snapshot

LONGEST_NOTE = 2_000
CLOCKS_CHANGE_IN = (3, 10)
CLOCKS_CHANGE = (
    "The clocks change in that hour, so this time does not exist or comes twice. "
    "Choose a time before 01:00, or 02:00 or later."
)


class UKTimeField(forms.DateTimeField):
    """A time as clocks in the UK show it; what they never show, or show twice, is said in plain words."""

    def to_python(self, value: Any) -> Any:
        """Read the time, which cannot be placed while the clocks change."""
        try:
            return super().to_python(value)
        except forms.ValidationError as problem:
            if problem.code != "ambiguous_timezone" or not problem.params:
                raise
            change = problem.params["datetime"].month in CLOCKS_CHANGE_IN
            raise forms.ValidationError(CLOCKS_CHANGE if change else "There is no such time.") from problem


class StepForm(forms.Form):
    """What is said with a step. A step shows only the fields it uses."""

    note = forms.CharField(
        max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4, "cols": 60}), help_text="Kept with the record."
    )
    published_at = UKTimeField(
        label="When it appears (UK time)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        required=False,
        help_text="Leave empty to publish now. A time to come schedules it.",
    )
    replaced_by = forms.CharField(
        label="Replaced by",
        max_length=60,
        required=False,
        help_text="The reference of the record that visitors are pointed to, such as NW-L01.",
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have looked at what differs, and the working copy is to replace it", required=False
    )

    FIELDS = {
        "publish": ("shown", "published_at", "seen", "agreed"),
        "approve": ("shown", "published_at", "seen", "agreed"),
        "schedule": ("published_at",),
        "withdraw": ("replaced_by",),
    }

    def __init__(self, step: Step, record: Entry, overtaken: copies.Overtaken | None, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.step, self.record = step, record
        shown = {"note", *self.FIELDS.get(step.name, ())}
        if not overtaken:
            shown -= {"seen", "agreed"}
        if step.name == "publish" and record.status == Status.PUBLISHED:
            # A working copy takes the place of the public record at once.
            shown -= {"published_at"}
        self.fields = {name: field for name, field in self.fields.items() if name in shown}
        self.fields["note"].required = step.needs_note
        if step.name == "approve":
            self.fields["published_at"].required = True
            self.fields["published_at"].help_text = "When the working copy takes the place of the public record."
        if overtaken:
            self.fields["seen"].initial = overtaken.seen

    def clean_published_at(self) -> Any:
        """Refuse a time that has gone, because what visitors have seen is not rewritten, and one too far ahead."""
        at, now = self.cleaned_data["published_at"], timezone.now()
        if at and at < now:
            raise forms.ValidationError("This time has gone. Leave it empty to publish now.")
        if at and at > now + FARTHEST:
            last = date_format(localtime(now + FARTHEST), "j F Y")
            raise forms.ValidationError(f"This is too far ahead. Choose a day up to {last}.")
        return at

    def clean_replaced_by(self) -> Entry | None:
        """The public record with the reference."""
        wanted = self.cleaned_data["replaced_by"].strip()
        if not wanted:
            return None
        found = type(self.record).objects.published().filter(pk=wanted).exclude(pk=self.record.pk).first()
        if not found:
            raise forms.ValidationError(f"There is no other published {self.record.name()} with this reference.")
        return found

    def said(self) -> workflow.Said:
        """The cleaned words."""
        given = self.cleaned_data
        return workflow.Said(
            note=given["note"],
            published_at=given.get("published_at"),
            replaced_by=given.get("replaced_by"),
            seen=given.get("seen", "") if given.get("agreed") else "",
            shown=given.get("shown", ""),
        )


def _outcome(step: Step, at: datetime | None) -> str:
    """What has become of the record, after its name: a time to come is not called published."""
    if at:
        return f" will appear on {date_format(localtime(at), 'j F Y')} at {localtime(at):%H:%M} (UK time)"
    return f": {step.done.lower()}"


class StepsAdmin(admin.ModelAdmin):
    """An admin whose records are taken from step to step, each on a page of its own."""

    step_template = "admin/entry/step.html"

    def get_urls(self) -> list[URLPattern]:
        """The pages of the steps and the preview, beside the stock pages."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/step/<slug:step>/", view(self.step_view), name=f"{name}_step"),
            path("<path:object_id>/preview/", view(self.preview_view), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """Show what a step does and ask for its note (GET), or take it (POST).

        403 to whoever may not take it; 409, with the reasons, where it cannot be taken now.
        """
        record = self._record(request, object_id)
        if step not in STEPS:
            raise Http404
        wanted = STEPS[step]
        if not may(request.user, wanted.name, record):
            raise PermissionDenied
        copy = WorkingCopy.objects.of(record)
        public: Any = copies.said(request, record) if wanted.is_publication else None
        shown = seen.sign(self.model, record.pk, copies.shown(public, copy)) if public else ""
        overtaken = copies.overtaken(request, record, copy, public) if public and copy else None
        form = StepForm(wanted, record, overtaken, request.POST if request.method == "POST" else None)
        refused: list[str] = []
        since: list[Difference] = []
        if request.method == "POST" and form.is_valid():
            try:
                workflow.take(request, record, wanted, form.said())
            except workflow.Refused as problem:
                refused = problem.reasons
                since = self._since(request, record, form.said())
            else:
                words = _outcome(wanted, form.said().published_at)
                self.message_user(request, f"{record.pk} “{record}”{words}.", messages.SUCCESS)
                return HttpResponseRedirect(self._address("change", record))
        reasons, changes = self._outlook(request, record, wanted, copy, public)
        reasons = refused or reasons
        refused_now = bool(reasons) and (request.method == "POST" or not workflow.is_possible(wanted, record, copy))
        return TemplateResponse(
            request,
            self.step_template,
            {
                **self.admin_site.each_context(request),
                "title": wanted.label,
                "subtitle": f"{record.pk} {record}",
                "opts": self.opts,
                "record": record,
                "step": wanted,
                "copy": copy,
                "form": form,
                "reasons": reasons,
                "overtaken": overtaken,
                "changes": changes,
                "since": since,
                "shown": shown,
                "change_url": self._address("change", record),
            },
            status=409 if refused_now else 200,
        )

    def _since(self, request: HttpRequest, record: Entry, said: workflow.Said) -> list[Difference]:
        """How a record changed since somebody was shown the page from which they took a step."""
        at, _ = seen.read_token(self.model, record.pk, said.shown)
        return differences(copies.said(request, record, at), copies.said(request, record)) if at else []

    def _outlook(
        self, request: HttpRequest, record: Entry, step: Step, copy: WorkingCopy | None, public: Snapshot | None
    ) -> tuple[list[str], list[Difference]]:
        """What stands in the way of a step before anybody has tried, and what it would change of what is public."""
        user: Any = request.user
        if not workflow.is_possible(step, record, copy):
            return workflow.refusals(request, record, step, workflow.Said(), copy), []
        if not step.is_publication:
            return [], []
        if copy is None:
            return workflow.obstacles(record, user), []
        own = workflow.own_work(record, user)
        try:
            future = copies.filled_in(request, record, copy)
        except copies.DoesNotFit as problem:
            return [*own, *problem.reasons], []
        return [*own, *quality.obstacles(future)], differences(public, copies.would_say(request, future))

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The public page as it would be if the working copy were published; never kept by a cache."""
        record = self._record(request, object_id)
        if not may(request.user, "preview", record):
            raise PermissionDenied
        copy = WorkingCopy.objects.of(record)
        if copy is None:
            raise Http404
        try:
            future = copies.filled_in(request, record, copy)
        except copies.DoesNotFit as problem:
            self.message_user(request, " ".join(problem.reasons), messages.ERROR)
            return HttpResponseRedirect(self._address("change", record))
        match = resolve(future.get_absolute_url())
        view: EntryDetail = match.func.view_class()  # type: ignore[attr-defined]
        view.setup(request, **match.kwargs)
        return view.preview(future)

    def _record(self, request: HttpRequest, object_id: str) -> Entry:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        return record

    def _address(self, page: str, record: Entry) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[record.pk])

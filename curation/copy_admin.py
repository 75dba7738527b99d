"""Editing a published record as a working copy, on the same page and with the same form as any other record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from catalogue.models import Entry
from catalogue.publication import STEPS
from curation import copies
from curation.models import WorkingCopy
from history.snapshot import RecordHistory, RecordRevision


class CopyAdmin(admin.ModelAdmin):
    """An admin that shows and keeps the working copy of a published record, and leaves the record alone."""

    def open_draft(self, request: Any, record: Any) -> QueryDict | None:
        """The form as the working copy has it: whoever edits that must have seen what others wrote into it.

        It notes on the request whether this page is about a working copy, and fills the form that is shown in with it.
        """
        # The form may change the record in memory; what it was is known from here on.
        record.stored_status = record.status
        request.working_copy = WorkingCopy.objects.of(record)
        request.edits_copy = copies.is_edited_as_copy(record, request.working_copy)
        draft = copies.fitted(request, record, request.working_copy) if request.working_copy else None
        if request.method != "POST":
            request.filled_in = draft
        return draft

    def draft_at(self, request: HttpRequest, record: Any, at: datetime) -> QueryDict | None:
        """The same as the working copy had it then."""
        kept = WorkingCopy.objects.as_of(record, at)
        return copies.fitted(request, record, kept) if kept else None

    def revisions_since(self, record: Any, record_history: RecordHistory, at: datetime | None) -> list[RecordRevision]:
        """What was done to the record and to its working copy."""
        found = super().revisions_since(record, record_history, at)  # type: ignore[misc]
        if at:
            versions = WorkingCopy.history.filter(kind=record.kind, reference=record.pk, history_date__gt=at)
            found += [
                RecordRevision(each.history_date, each.history_user, "Working copy", each.history_type)
                for each in versions.exclude(history_type="-").select_related("history_user")
            ]
        return sorted(found, key=lambda each: each.timestamp, reverse=True)

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs: Any) -> HttpResponse:
        """The form; one filled in with a working copy also says what its sender has seen."""
        if getattr(request, "filled_in", None) is not None:
            context["adminform"].form.data["seen"] = context.get("seen", "")
        return super().render_change_form(request, context, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """The form; where a working copy is shown, filled in with it."""
        form = super().get_form(request, obj, change=change, **kwargs)
        data = getattr(request, "filled_in", None)
        if data is None:
            return form
        return type(form.__name__, (form,), {"__init__": lambda self, **given: form.__init__(self, data, **given)})

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict:
        """The rows likewise."""
        data = getattr(request, "filled_in", None)
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        return given if data is None else given | {"data": data}

    def save_related(self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool) -> None:
        """Keep everything as the working copy, or save the rows as usual."""
        if copies.is_edit_of_copy(request):
            copies.keep(request, form.instance, form, formsets)
        else:
            super().save_related(request, form, formsets, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], add: bool = False
    ) -> Any:
        """What Django's log says of it."""
        if copies.is_edit_of_copy(request):
            return "Working copy kept."
        return super().construct_change_message(request, form, formsets, add)

    def response_change(self, request: HttpRequest, obj: Entry) -> HttpResponse:
        """On to the step that was asked for, else back to the record, saying that visitors see none of it yet."""
        if request.POST.get("_step") in STEPS:
            self.message_user(request, f"{obj.pk} “{obj}”: saved.", messages.SUCCESS)
            address = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"
            return HttpResponseRedirect(reverse(address, args=[obj.pk, request.POST["_step"]]))
        if not copies.is_edit_of_copy(request) or IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        said = "The working copy is kept. Visitors still see the published page until the copy is published."
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a record and its working copy."""
        WorkingCopy.objects.filter(kind=obj.kind, reference=obj.pk).delete()
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete records and their working copies."""
        references = list(queryset.values_list("pk", flat=True))
        WorkingCopy.objects.filter(kind=queryset.model.kind, reference__in=references).delete()
        super().delete_queryset(request, queryset)

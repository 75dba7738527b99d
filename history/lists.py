"""Optimistic locking of lists and deletions: nothing is done to a record somebody changed after it was shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.core import signing
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from catalogue.models.change import lock_outbox
from foundation.strict_admin import could_be

SALT = "history.lists"
NAMED_AT_MOST = 5


class VersionTokenActionForm(ActionForm):
    """The choice of an action, with the version tokens of the records in the list."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, label="")


class OptimisticLockLists(admin.ModelAdmin):
    """An admin whose lists and deletions carry the versions their sender was shown, and refuse others."""

    action_form = VersionTokenActionForm
    delete_confirmation_template = "admin/history/delete.html"
    delete_selected_confirmation_template = "admin/history/delete_selected.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, and what is done to the chosen records."""
        if request.method == "POST":
            lock_outbox()
            chosen = self._chosen(request)
            if chosen and (refusal := self._refusal(request, chosen)):
                self.message_user(request, refusal, messages.ERROR)
                return HttpResponseRedirect(request.get_full_path())
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            if listed := response.context_data.get("cl"):
                seen = self._sign_versions([row.pk for row in listed.result_list])
                if form := response.context_data.get("action_form"):
                    form.initial["seen"] = seen
            elif "queryset" in response.context_data:
                # Whoever confirms has seen no more than the list showed.
                response.context_data["seen"] = request.POST.get("seen", "")
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """The question whether to delete a record, and its deletion."""
        key = unquote(object_id)
        if request.method == "POST":
            lock_outbox()
            if refusal := self._refusal(request, [key]):
                self.message_user(request, refusal, messages.ERROR)
                return HttpResponseRedirect(request.path)
        return super().delete_view(request, object_id, {"seen": self._sign_versions([key]), **(extra_context or {})})

    @staticmethod
    def _chosen(request: HttpRequest) -> list[str]:
        return [] if "_save" in request.POST else request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME)

    def _versions(self, keys: list) -> dict[str, int]:
        """The last version of each record, by its key."""
        pk = self.model._meta.pk.attname
        keys = [key for key in keys if could_be(self.model, str(key))]
        rows = self.model.history.filter(**{f"{pk}__in": keys})
        return {str(key): last for key, last in rows.order_by().values_list(pk).annotate(Max("history_id"))}

    def _sign_versions(self, keys: list) -> str:
        return signing.dumps([self.opts.label_lower, self._versions(keys)], salt=SALT, compress=True)

    def _refusal(self, request: HttpRequest, keys: list[str]) -> str:
        """Why nothing is done to these records: somebody changed some of them after they were shown.

        A program that does not say what it saw is taken at its word, as are records the list did not show.
        """
        sent = [value for value in request.POST.getlist("seen") if value]
        try:
            label, shown = signing.loads(sent[0], salt=SALT) if sent else (self.opts.label_lower, {})
        except signing.BadSignature:
            label, shown = "", {}
        if label != self.opts.label_lower:
            return "Nothing was done: the page you sent was not read completely. Look again."
        now = self._versions(keys)
        changed = [key for key in keys if key in shown and shown[key] != now.get(key)]
        if not changed:
            return ""
        rows = self.model.history.filter(history_id__in=[now[key] for key in changed[:NAMED_AT_MOST] if key in now])
        who = sorted({_name(row.history_user) for row in rows.select_related("history_user")})
        more = f" and {len(changed) - NAMED_AT_MOST} more" if len(changed) > NAMED_AT_MOST else ""
        changes = f"{', '.join(changed[:NAMED_AT_MOST])}{more} changed after you opened the page"
        return f"Nothing was done: {changes} (by {', '.join(who)}). Look again."


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "the site itself"

"""The editors' queue of what readers suggested."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.models import Entry
from catalogue.places import lending_kind
from curation.forms import StartForm
from curation.models import Suggestion
from curation.models.suggestion import SuggestionQuerySet
from curation.starting import start, way_to
from foundation.strict_admin import StrictAdmin
from history.seen_forms import OptimisticLockFormAdmin


def change_page(kind: type[Entry], reference: str) -> str:
    """The address of a record's page in the admin."""
    return reverse(f"admin:{kind._meta.app_label}_{kind._meta.model_name}_change", args=[reference])


def _link(kind: type[Entry], reference: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', change_page(kind, reference), reference)


@admin.register(Suggestion)
class SuggestionAdmin(OptimisticLockFormAdmin, StrictAdmin):
    """Read it, decide, say why; the reader's own words stay as they were written."""

    list_display = ("made_at", "type", "record", "council", "beginning", "status")
    list_filter = ("status", "type", ("made_at", admin.DateFieldListFilter))
    list_select_related = ("council",)
    # Never names or e-mail addresses: what is searched for stands in the address of the page.
    search_fields = ("reference", "text", "council__name")
    fields = (
        *("made_at", "type", "record", "text", "council", "name", "email"),
        *("status", "note", "decided_by", "decided_at", "result"),
    )
    readonly_fields = ("made_at", "type", "record", "text", "name", "email", "decided_by", "decided_at", "result")
    autocomplete_fields = ("council",)
    actions = ("accept", "decline", "finish", "forget_who")
    change_form_template = "admin/curation/suggestion/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers add to this list, from the page of a record."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the one that starts a record."""
        view = self.admin_site.admin_view(self.start_page)
        return [path("<int:number>/start/", view, name="curation_suggestion_start"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The stock page, which offers to start a record where a council did the same."""
        suggestion = self.get_object(request, object_id)
        offered = suggestion if isinstance(suggestion, Suggestion) and self.can_start(request, suggestion) else None
        context = {"starts": lending_kind() if offered else None, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def can_start(self, request: HttpRequest, suggestion: Suggestion) -> bool:
        """Whether this person may now start a record from this suggestion."""
        ready = suggestion.status == Suggestion.Status.ACCEPTED and not suggestion.led_to
        kind = lending_kind()._meta
        return (
            ready
            and suggestion.type == Suggestion.Type.DID_THIS
            and self.has_change_permission(request, suggestion)
            and request.user.has_perm(f"{kind.app_label}.add_{kind.model_name}")
        )

    def start_page(self, request: HttpRequest, number: int) -> HttpResponse:
        """Ask for a reference and a title, and make the draft."""
        suggestion = get_object_or_404(Suggestion, pk=number)
        if not self.can_start(request, suggestion):
            raise PermissionDenied
        form = StartForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                draft = start(suggestion, **form.cleaned_data, user=request.user)  # type: ignore[arg-type]
            except ValidationError as problem:
                for field, said in problem.message_dict.items():
                    form.add_error(field if field in form.fields else "title", said)
            else:
                messages.success(request, "The draft is started, with the words of the reader. Make them your own.")
                return HttpResponseRedirect(change_page(lending_kind(), draft.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Start a {lending_kind().name()}",
            "suggestion": suggestion,
            "is_linked": bool(way_to(suggestion)),
            "form": form,
        }
        return render(request, "admin/curation/suggestion/start.html", context, status=400 if form.errors else 200)

    def save_model(self, request: HttpRequest, obj: Suggestion, form: ModelForm, change: bool) -> None:
        """Save, with who decided and when."""
        if "status" in form.changed_data:
            obj.decided_by_id, obj.decided_at = request.user.pk, timezone.now()
        super().save_model(request, obj, form, change)

    def _decide(
        self, request: HttpRequest, chosen: QuerySet, status: Suggestion.Status, before: list[Suggestion.Status]
    ) -> None:
        """Set those that are in one of the states before; nobody replaces what a colleague decided unseen."""
        total = chosen.count()
        decided = chosen.filter(status__in=before).update(
            status=status, decided_by=request.user, decided_at=timezone.now()
        )
        if decided:
            messages.success(request, f"{decided} set to “{status.label.lower()}”.")
        if left := total - decided:
            states = " or ".join(f"“{each.label.lower()}”" for each in before)
            messages.warning(request, f"{left} left as before: only those that are {states} can be set here.")

    @admin.action(description="Accept", permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Something will be done about these."""
        self._decide(request, queryset, Suggestion.Status.ACCEPTED, [Suggestion.Status.NEW])

    @admin.action(description="Decline", permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Nothing will be done about these."""
        self._decide(request, queryset, Suggestion.Status.DECLINED, [Suggestion.Status.NEW])

    @admin.action(description="Mark as done", permissions=["change"])
    def finish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """What was to be done is done."""
        self._decide(request, queryset, Suggestion.Status.DONE, [Suggestion.Status.NEW, Suggestion.Status.ACCEPTED])

    @admin.action(description="Remove name and e-mail address", permissions=["change"])
    def forget_who(self, request: HttpRequest, queryset: SuggestionQuerySet) -> None:
        """Forget who sent these, as the form promises on request."""
        messages.success(request, f"Forgot who sent {queryset.forget_who()}.")

    @admin.display(description="Record", ordering="reference")
    def record(self, obj: Suggestion) -> SafeString | str:
        """The record it is about, in the admin."""
        return _link(obj.model, obj.reference) if obj.model else obj.reference

    @admin.display(description="What they say")
    def beginning(self, obj: Suggestion) -> str:
        """The first words."""
        return obj.text if len(obj.text) <= 80 else f"{obj.text[:79]}…"

    @admin.display(description="Record it led to")
    def result(self, obj: Suggestion) -> SafeString | str:
        """The draft that was started from it."""
        return _link(lending_kind(), obj.led_to) if obj.led_to else "–"

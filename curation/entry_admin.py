"""The base of every kind's admin: the form of a record and the lists of what it is linked with."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from catalogue.models import Entry, Link, Tag
from catalogue.models.bookkeeping import sign
from catalogue.publication import Status
from curation import bulk, copies, standing, writing
from curation.copy_admin import CopyAdmin
from curation.queue_admin import NeedsFilter
from curation.roles import may
from curation.step_pages import StepsAdmin
from foundation.rows import Rows
from foundation.strict_admin import could_be
from history.model_admin import ReferencedAdmin

# So many records that a search found are named to the database one by one, which on SQLite can be about 32,000 at
# most; more are looked for again.
MOST_NAMED = 30_000


class VocabularyPicker(AutocompleteSelectMultiple):
    """The stock picker, which would break on a forged value that is no number when it shows the form again."""

    def optgroups(self, name: str, value: list, attr: dict | None = None) -> list:
        """The chosen tags."""
        return super().optgroups(name, [chosen for chosen in value if could_be(Tag, str(chosen))], attr)


class VocabularyField(forms.ModelMultipleChoiceField):
    """Tags picked from the vocabulary; new ones are made only under Tags, by those who may."""

    def __init__(self, kind: type[Entry]):
        super().__init__(
            Tag.objects.in_use(),
            required=False,
            widget=VocabularyPicker(kind._meta.get_field("tags"), admin.site),  # type: ignore[misc]
            help_text="Start typing a tag, an acronym or another word for it.",
        )

    def clean(self, value: Any) -> models.QuerySet:
        """The tags; one that was merged after the form was opened counts as the one that took its place."""
        if wrong := [str(chosen) for chosen in value or [] if not could_be(Tag, str(chosen))]:
            said = self.error_messages["invalid_pk_value"]
            raise ValidationError(said, code="invalid_pk_value", params={"pk": wrong[0][:60]})
        try:
            return super().clean(value)
        except ValidationError:
            instead = {str(old): new for old, new in Tag.objects.instead().items()}
            return super().clean([instead.get(str(chosen), chosen) for chosen in value or []])


class EntryForm(forms.ModelForm):
    """The form of a record, with its tags picked from the vocabulary."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # A record of which somebody may only see some fields has no tags to pick.
        if "tags" in self.fields:
            self.fields["tags"] = VocabularyField(self._meta.model)
        writing.dress(self)

    def _save_m2m(self) -> None:
        """Save the lists that somebody changed; to compare each of the others costs queries."""
        whole = self.cleaned_data
        self.cleaned_data = {name: value for name, value in whole.items() if name in self.changed_data}
        super()._save_m2m()  # type: ignore[misc]
        self.cleaned_data = whole

    def add_error(self, field: str | None, error: Any) -> None:
        """Note an error; one about a field that only the steps change is told above the form."""
        if field is None and hasattr(error, "error_dict"):
            own = {
                name: said for name, said in error.error_dict.items() if name in self.fields or name == NON_FIELD_ERRORS
            }
            others = [each for name, said in error.error_dict.items() if name not in own for each in said]
            error = ValidationError({**own, NON_FIELD_ERRORS: [*own.get(NON_FIELD_ERRORS, []), *others]})
        super().add_error(field, error)


class EntryAdmin(StepsAdmin, CopyAdmin, ReferencedAdmin):
    """The admin of a kind. A kind adds its own fields (`own_fields`) and inlines for its links."""

    form = EntryForm
    own_fields: ClassVar[list[str]] = []

    list_display = ("reference", "title", "public_page", "status", "appeared", "due", "owner")
    list_display_links = ("reference", "title")
    list_filter: ClassVar[Any] = (
        NeedsFilter,
        "status",
        "strength",
        ("review_due", admin.DateFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
        ("tag_links__tag", admin.RelatedOnlyFieldListFilter),
        ("councils", admin.RelatedOnlyFieldListFilter),
        ("citations__source", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("owner",)
    search_fields = ("reference", "title", "summary", "body", "editors_view")
    autocomplete_fields: ClassVar[Any] = (
        "councils",
        "areas",
        "organisations",
        "statistics",
        "events",
        "developments",
        "replaced_by",
    )
    prepopulated_fields: ClassVar[dict] = {"slug": ("title",)}
    save_on_top = True
    change_form_template = "admin/entry/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """As the table of roles says."""
        return may(request.user, "edit", obj or self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """As the table of roles says."""
        return may(request.user, "delete", obj or self.model)

    def may_restore(self, request: HttpRequest, record: models.Model | None) -> bool:
        """An earlier version as the table of roles says; a deleted record, which comes back as it was, as deleting."""
        if record is None:
            return may(request.user, "delete", self.model)
        return may(request.user, "restore", record)

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str) -> tuple:
        """The records with these words, whose texts are read once, and not again for the count and the page."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term:
            return found, may_repeat
        keys = list(found.order_by().values_list("pk", flat=True)[: MOST_NAMED + 1])
        return (found if len(keys) > MOST_NAMED else queryset.filter(pk__in=keys)), may_repeat

    def get_actions(self, request: HttpRequest) -> dict:
        """The stock actions, and the steps that can be taken with many records at once."""
        stock = super().get_actions(request)
        return stock if IS_POPUP_VAR in request.GET else stock | bulk.actions(request, self.model)

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs: Any) -> HttpResponse:
        """The form, headed by where the record stands and what can be done with it."""
        if record := context.get("original"):
            context["standing"] = standing.of(request, record)
        return super().render_change_form(request, context, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        """The words first, then what connects them. What becomes of a record is decided on the pages of its steps."""
        replaced_by = ["replaced_by"] if obj and obj.status == Status.WITHDRAWN else []  # type: ignore[attr-defined]
        return [
            (None, {"fields": ["reference", "title", "slug", "source_heading", "summary", "body", *self.own_fields]}),
            ("What the editors add", {"fields": ["editors_view"]}),
            ("How sure, how old", {"fields": ["strength", "strength_reason", "evidence_year"]}),
            (
                "Connections",
                {"fields": ["tags", "councils", "areas", "organisations", "statistics", "events", "developments"]},
            ),
            ("Care", {"fields": ["owner", *replaced_by]}),
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict:
        """The slug follows the title only until the record is first saved."""
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Entry, form: forms.ModelForm, change: bool) -> None:
        """Save with who and when; keep a former address. The record stays as it is while its working copy is edited."""
        if copies.is_edit_of_copy(request):
            return
        former_slug = form.initial["slug"] if change and "slug" in form.changed_data else ""
        # A working copy was written by whoever edited it last, not by whoever publishes it; that raises the version.
        author = getattr(form, "written_by", request.user)
        sign(obj, author, former_slug, is_new=not change, is_changed=False)
        super().save_model(request, obj, form, change)

    @admin.display(description="Published", ordering="published_at")
    def appeared(self, obj: Entry) -> str:
        """The day of its publication."""
        return date_format(localtime(obj.published_at), "j M Y") if obj.published_at else "–"

    @admin.display(description="Review due", ordering="review_due")
    def due(self, obj: Entry) -> str:
        """The day it is to be looked at again."""
        return date_format(obj.review_due, "j M Y") if obj.review_due else "–"

    @admin.display(description="Page")
    def public_page(self, obj: Entry) -> SafeString:
        """A link to the public page, or to its preview."""
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), "View" if obj.is_public else "Preview")


class PartInline(admin.TabularInline):
    """Rows that are part of a record: whoever may edit the record may edit them."""

    formset = Rows
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the record."""
        return may(request.user, "view", obj or self.parent_model)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the record."""
        return may(request.user, "edit", obj) if obj else may(request.user, "add", self.parent_model)

    has_change_permission = has_delete_permission = has_add_permission

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A field whose other record can be looked at from here, but not edited or deleted by a slip."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class CitationInline(PartInline):
    """The sources of a record. A kind's admin names its model."""

    verbose_name, verbose_name_plural = "source", "sources"
    min_num = 1
    autocomplete_fields = ("source", "section")


class LinkInline(PartInline):
    """One sort of link of a record. A kind's admin names its model."""

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Both ends; the one that is this record is not shown."""
        return self.model.ends


def links(link: type[Link], end: str) -> type[LinkInline]:
    """The inline for a link, on the admin of the kind at the end of that name, called after the other end."""
    words = link.end_model(link.other_end(end))._meta
    related = "related " if words.model is link.end_model(end) else ""
    names = {
        "verbose_name": f"{related}{words.verbose_name}",
        "verbose_name_plural": f"{related}{words.verbose_name_plural}",
    }
    return type(f"{link.__name__}Inline", (LinkInline,), {"model": link, "fk_name": end, **names})


def citations(model: type[models.Model]) -> type[CitationInline]:
    """The inline for a kind's citations."""
    return type(f"{model.__name__}Inline", (CitationInline,), {"model": model})

"""The admin of the vocabulary."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.urls.resolvers import URLPattern

from catalogue.models import Entry, FormerTagSlug, Tag, TagLabel, TagLink, TagProposal
from curation.queue_admin import NeedsFilter
from curation.tags import pages, proposals
from curation.tags.forms import TagForm
from foundation.strict_admin import StrictAdmin
from history.model_admin import HistoryAdmin


class TagLabelInline(admin.TabularInline):
    model = TagLabel
    extra = 1


@admin.register(Tag)
class TagAdmin(HistoryAdmin):
    """Tags are renamed here; merging, splitting and tidying up have pages of their own."""

    form = TagForm
    list_display = ("name", "broader", "definition", "merged_into")
    list_filter = (
        NeedsFilter,
        ("broader", admin.RelatedOnlyFieldListFilter),
        ("merged_into", admin.EmptyFieldListFilter),
    )
    list_select_related = ("broader", "merged_into")
    search_fields = ("name", "labels__label", "labels__stands_for")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (TagLabelInline,)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and those of this folder."""
        shown = self.admin_site.admin_view
        return [
            path("report/", shown(pages.report), name="catalogue_tag_report"),
            path("<int:pk>/merge/", shown(pages.merge), name="catalogue_tag_merge"),
            path("<int:pk>/bring-back/", shown(pages.bring_back), name="catalogue_tag_bring_back"),
            path("<int:pk>/split/", shown(pages.split), name="catalogue_tag_split"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> list[str]:
        """An old name can be kept only where there is one."""
        own = list(TagForm.Meta.fields)
        return own if obj is None or obj.merged_into_id else [own[0], "keep_old_name", *own[1:]]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> dict:
        """The slug follows the name only until the tag is first saved."""
        return {} if obj else self.prepopulated_fields

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple:
        """Merged tags are not offered again."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        return (found.filter(merged_into=None) if "autocomplete" in request.path else found), distinct

    def save_model(self, request: HttpRequest, obj: Tag, form: forms.ModelForm, change: bool) -> None:
        """Save; a former address goes on leading to the tag."""
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            FormerTagSlug.objects.remember(obj, form.initial["slug"])

    def save_related(self, request: HttpRequest, form: TagForm, formsets: list, change: bool) -> None:
        """Save the labels, and the old name as one of them where it is to stay."""
        super().save_related(request, form, formsets, change)
        old = form.old_name_to_keep() if change else ""
        if old and not TagLabel.objects.filter(label__iexact=old).exists():
            TagLabel.objects.create(tag=form.instance, label=old)

    def has_change_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        """A merged tag is only looked at, or brought back."""
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        """A tag that a record ever carried stays, so that the history of that record stays readable."""
        return super().has_delete_permission(request, obj) and not (obj and self.was_ever_used(obj))

    @staticmethod
    def was_ever_used(tag: Tag) -> bool:
        """Whether the history of any kind's tags names this tag."""
        return any(TagLink.model_for(kind).history.filter(tag_id=tag.pk).exists() for kind in Entry.kinds())


@admin.register(TagProposal)
class TagProposalAdmin(StrictAdmin):
    """Tags people ask for. Anybody who curates may propose; the keeper of the vocabulary decides."""

    list_display = ("word", "state", "proposed_by", "proposed_at", "record", "tag")
    list_filter = ("state",)
    list_select_related = ("proposed_by", "tag")
    search_fields = ("word", "definition", "why", "record")
    fields = ("word", "definition", "why", "record")
    readonly_when_saved = ("proposed_by", "proposed_at", "state", "tag", "answer", "decided_by", "decided_at")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and the decision."""
        view = self.admin_site.admin_view(proposals.decide)
        return [path("<int:pk>/decide/", view, name="catalogue_tagproposal_decide"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: TagProposal | None = None) -> tuple[str, ...]:
        """What was asked, and once it is saved what came of it."""
        return (*self.fields, *self.readonly_when_saved) if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: TagProposal | None = None) -> tuple[str, ...]:
        """Who, when and the decision are never typed in."""
        return self.readonly_when_saved if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: TagProposal | None = None) -> bool:
        """A decided proposal stays as it is; until then those change it who asked or who decide."""
        may = super().has_change_permission(request, obj)
        if obj is None:
            return may
        asked = obj.proposed_by_id is not None and obj.proposed_by_id == request.user.pk
        return obj.is_waiting and (may and (asked or request.user.has_perm("catalogue.add_tag")))

    def save_model(self, request: HttpRequest, obj: TagProposal, form: forms.ModelForm, change: bool) -> None:
        """Note who asked."""
        if not change:
            obj.proposed_by_id = request.user.pk
        super().save_model(request, obj, form, change)

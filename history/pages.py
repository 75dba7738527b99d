"""The history in the admin: every act on a record, two versions compared, restoring, and what has been deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from catalogue.models.change import lock_outbox
from foundation.strict_admin import could_be
from history import seen, snapshot
from history.differences import Difference, Names, differences, label_of
from history.restoring import restore
from history.snapshot import Moment, Part, Snapshot, Timeline

ACTS_A_PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class HistoryPages(admin.ModelAdmin):
    """Adds the pages of the history to an admin. Nothing on them can change what the history says."""

    def get_urls(self) -> list:
        """The pages of the history before those of stock Django, whose addresses would swallow them."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("deleted/", view(self.deleted_view), name=f"{name}_deleted"),
            path("<path:object_id>/history/compare/", view(self.compare_view), name=f"{name}_compare"),
            path("<path:object_id>/history/<int:number>/restore/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def address(self, page: str, *arguments: Any) -> str:
        """The address of one of this admin's pages."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=arguments, current_app=self.admin_site.name)

    def may_restore(self, request: HttpRequest, record: models.Model | None) -> bool:
        """Whether this person may restore a version of a record, or a deleted one where there is no record."""
        return self.has_change_permission(request, record) if record else self.has_add_permission(request)

    def edited_parts(self, request: HttpRequest, record: models.Model) -> list[Part]:
        """The parts of a record that this person edits on its own page, its tags among them."""
        inlines = self.get_inline_instances(request, record)
        edited = [Part(i.model, i.get_formset(request, record).fk.name) for i in inlines]  # type: ignore[attr-defined]
        parts = snapshot.parts_of(self.model)  # type: ignore[arg-type]
        return [part for part in parts if part in edited or label_of(part) == "Tags"]

    def _timeline(self, request: HttpRequest, object_id: str) -> tuple[Timeline, models.Model | None]:
        """The history of a record this person may see, and the record unless it is deleted."""
        record = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if not could_be(self.model, object_id):
            raise Http404
        key = record.pk if record else self.model._meta.pk.to_python(object_id)
        if record is None and self.model._base_manager.filter(pk=key).exists():
            raise Http404
        timeline = Timeline(self.model, key)
        if record is None and not timeline.moments():
            raise Http404
        return timeline, record

    def _context(self, request: HttpRequest, timeline: Timeline, record: models.Model | None, **more: Any) -> dict:
        moments = timeline.moments()
        last = timeline.at(moments[1].at) if record is None and len(moments) > 1 else None
        title = str(record) if record else Names(last)(self.model, timeline.key)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "record": record,
            "record_title": title.removesuffix(" (deleted)"),
            "key": quote(timeline.key),
            "may_restore": self.may_restore(request, record),
            **more,
        }

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Every act on a record, newest first, each with what it changed."""
        try:
            timeline, record = self._timeline(request, unquote(object_id))
        except Http404:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        pages = Paginator(timeline.moments(), ACTS_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        context = self._context(
            request,
            timeline,
            record,
            page=page,
            acts=list(_told(timeline, page)),
            title="History",
            **extra_context or {},
        )
        context["numbers"] = pages.get_elided_page_range(page.number)
        return TemplateResponse(request, "admin/history/history.html", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What differs between two versions of a record."""
        timeline, record = self._timeline(request, unquote(object_id))
        numbers = sorted((request.GET.get("from", ""), request.GET.get("to", "")), key=lambda n: (len(n), n))
        one, two = (_moment(timeline, number) for number in numbers)
        found = differences(timeline.at(one.at), timeline.at(two.at))
        context = self._context(request, timeline, record, title="Compare versions", one=one, two=two, found=found)
        return TemplateResponse(request, "admin/history/compare.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show what restoring a version would change, and do so once that is confirmed."""
        timeline, record = self._timeline(request, unquote(object_id))
        if not self.may_restore(request, record):
            raise PermissionDenied
        moment = _moment(timeline, str(number))
        then = timeline.at(moment.at)
        if then is None:
            raise Http404
        parts = self.edited_parts(request, record) if record else None
        reason = f"Restored the version of {date_format(localtime(moment.at), 'j F Y, H:i')}"
        changed = False
        if request.method == "POST":
            try:
                with transaction.atomic():
                    lock_outbox()
                    changed = seen.has_changed(self.model, timeline.key, request.POST.get("seen", ""), self._now(then))
                    left_out = [] if changed else restore(then, request.user, reason, parts=parts)
            except (ValidationError, IntegrityError) as problem:
                messages.error(request, f"Nothing was restored. {_said(problem)}")
                return HttpResponseRedirect(request.path)
        if request.method == "POST" and not changed:
            messages.success(request, f"{reason}.")
            for sentence in left_out:
                messages.warning(request, sentence)
            self.log_change(request, self.model._base_manager.get(pk=timeline.key), reason)
            return HttpResponseRedirect(self.address("history", quote(timeline.key)))
        shown = seen.sign(self.model, timeline.key, self._now(then))
        found, left_out, refused = self._rehearse(request, then, parts)
        context = self._context(
            request, timeline, record,
            title="Restore this version" if record else "Restore this record",
            moment=moment, found=found, left_out=left_out, refused=refused, seen=shown, changed=changed,
        )  # fmt: skip
        return TemplateResponse(request, "admin/history/restore.html", context, status=409 if changed else 200)

    @staticmethod
    def _now(then: Snapshot) -> str:
        """A fingerprint of what the record says now; empty if there is none."""
        now = snapshot.of(then.model, then.record.key)
        return now.digest() if now else ""

    @staticmethod
    def _rehearse(request: HttpRequest, then: Snapshot, parts: list[Part] | None) -> tuple[list[Difference], list, str]:
        """What restoring would change and leave out, and why it would be refused: it is done and taken back."""
        before = snapshot.of(then.model, then.record.key)
        try:
            with transaction.atomic():
                left_out = restore(then, request.user, "", parts=parts)
                after = snapshot.of(then.model, then.record.key)
                found = differences(before, after)
                transaction.set_rollback(True)
        except (ValidationError, IntegrityError) as problem:
            return [], [], _said(problem)
        return found, left_out, ""

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The records that have been deleted, the last one first; each with its latest deletion."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pk = self.opts.pk.attname
        gone = self.model.history.filter(history_type="-")
        gone = gone.exclude(**{f"{pk}__in": self.model._base_manager.values("pk")})
        latest = gone.order_by().values(pk).annotate(latest=models.Max("history_id")).values("latest")
        gone = gone.filter(history_id__in=latest)
        pages = Paginator(gone.select_related("history_user").order_by("-history_date", "-history_id"), ACTS_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        deleted = [
            {"key": getattr(row, pk), "quoted": quote(getattr(row, pk)), "title": _title(row), "moment": _deletion(row)}
            for row in page
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "page": page,
            "numbers": pages.get_elided_page_range(page.number),
            "deleted": deleted,
        }
        return TemplateResponse(request, "admin/history/deleted.html", context)


def _told(timeline: Timeline, page: Any) -> Iterator[dict]:
    """The acts of one page, each with what it changed and, where it can be restored, its number."""
    moments = list(page)
    older = timeline.moments()[page.end_index() : page.end_index() + 1]
    shots = [timeline.at(moment.at) for moment in [*moments, *older]] + ([] if older else [None])
    names = Names(*shots)
    for moment, (after, before) in zip(moments, pairwise(shots), strict=True):
        yield {"moment": moment, "differences": differences(before, after, names), "exists": after is not None}


def _moment(timeline: Timeline, number: str) -> Moment:
    """The act that an address names."""
    try:
        at = EPOCH + timedelta(microseconds=int(number))
    except (ValueError, OverflowError) as problem:
        raise Http404 from problem
    found = next((moment for moment in timeline.moments() if moment.at == at), None)
    if found is None:
        raise Http404
    return found


def _title(version: Any) -> str:
    for name in ("title", "name"):
        if hasattr(version, name):
            return getattr(version, name)
    return str(version.history_object)


def _deletion(version: Any) -> Moment:
    return Moment(version.history_date, version.history_user, version.history_change_reason or "", "-")


def _said(problem: Exception) -> str:
    """A refusal in words."""
    if not isinstance(problem, ValidationError):
        return "It would contradict another record."
    if hasattr(problem, "error_dict"):
        return " ".join(f"{name}: {' '.join(words)}" for name, words in problem.message_dict.items())
    return " ".join(problem.messages)

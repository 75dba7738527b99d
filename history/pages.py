"""The history in the admin: every revision of a record, two versions compared, restoring, and what has been deleted."""

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
from history.differences import Difference, RecordTitles, differences, label_of
from history.restoring import look, restore
from history.snapshot import ChildTable, RecordHistory, RecordRevision, Snapshot

REVISIONS_PER_PAGE = 20
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

    def edited_parts(self, request: HttpRequest, record: models.Model) -> list[ChildTable]:
        """The parts of a record that this person edits on its own page, its tags among them."""
        inlines = self.get_inline_instances(request, record)
        edited = [ChildTable(i.model, i.get_formset(request, record).fk.name) for i in inlines]  # type: ignore[attr-defined]
        parts = snapshot.child_tables(self.model)  # type: ignore[arg-type]
        return [part for part in parts if part in edited or label_of(part) == "Tags"]

    def _record_history(self, request: HttpRequest, object_id: str) -> tuple[RecordHistory, models.Model | None]:
        """The history of a record this person may see, and the record unless it is deleted."""
        record = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if not could_be(self.model, object_id):
            raise Http404
        key = record.pk if record else self.model._meta.pk.to_python(object_id)
        if record is None and self.model._base_manager.filter(pk=key).exists():
            raise Http404
        record_history = RecordHistory(self.model, key)
        if record is None and not record_history.revisions():
            raise Http404
        return record_history, record

    def _context(
        self, request: HttpRequest, record_history: RecordHistory, record: models.Model | None, **more: Any
    ) -> dict:
        revisions = record_history.revisions()
        last = record_history.at(revisions[1].timestamp) if record is None and len(revisions) > 1 else None
        title = str(record) if record else RecordTitles(last)(self.model, record_history.key)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "record": record,
            "record_title": title.removesuffix(" (deleted)"),
            "key": quote(record_history.key),
            "may_restore": self.may_restore(request, record),
            **more,
        }

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Every revision of a record, newest first, each with what it changed."""
        try:
            record_history, record = self._record_history(request, unquote(object_id))
        except Http404:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        pages = Paginator(record_history.revisions(), REVISIONS_PER_PAGE)
        page = pages.get_page(request.GET.get("p"))
        context = self._context(
            request,
            record_history,
            record,
            page=page,
            revisions=list(_describe(record_history, page)),
            title="History",
            **extra_context or {},
        )
        context["numbers"] = pages.get_elided_page_range(page.number)
        return TemplateResponse(request, "admin/history/history.html", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What differs between two versions of a record."""
        record_history, record = self._record_history(request, unquote(object_id))
        numbers = sorted((request.GET.get("from", ""), request.GET.get("to", "")), key=lambda n: (len(n), n))
        one, two = (_revision_of(record_history, number) for number in numbers)
        found = differences(record_history.at(one.timestamp), record_history.at(two.timestamp))
        context = self._context(
            request, record_history, record, title="Compare versions", one=one, two=two, found=found
        )
        return TemplateResponse(request, "admin/history/compare.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show what restoring a version would change, and do so once that is confirmed."""
        record_history, record = self._record_history(request, unquote(object_id))
        if not self.may_restore(request, record):
            raise PermissionDenied
        revision = _revision_of(record_history, str(number))
        then = record_history.at(revision.timestamp)
        if then is None:
            raise Http404
        parts = self.edited_parts(request, record) if record else None
        reason = f"Restored the version of {date_format(localtime(revision.timestamp), 'j F Y, H:i')}"
        changed = False
        if request.method == "POST":
            try:
                with transaction.atomic():
                    lock_outbox()
                    changed = seen.has_changed(
                        self.model, record_history.key, request.POST.get("seen", ""), self._fingerprint(then)
                    )
                    left_out = [] if changed else restore(then, request.user, reason, parts=parts)
            except (ValidationError, IntegrityError) as problem:
                messages.error(request, f"Nothing was restored. {_error_message(problem)}")
                return HttpResponseRedirect(request.path)
        if request.method == "POST" and not changed:
            messages.success(request, f"{reason}.")
            for sentence in left_out:
                messages.warning(request, sentence)
            self.log_change(request, self.model._base_manager.get(pk=record_history.key), reason)
            return HttpResponseRedirect(self.address("history", quote(record_history.key)))
        shown = seen.sign(self.model, record_history.key, self._fingerprint(then))
        found, left_out, refused = self._look(then, parts)
        context = self._context(
            request, record_history, record,
            title="Restore this version" if record else "Restore this record",
            revision=revision, found=found, left_out=left_out, refused=refused, seen=shown, changed=changed,
        )  # fmt: skip
        return TemplateResponse(request, "admin/history/restore.html", context, status=409 if changed else 200)

    @staticmethod
    def _fingerprint(then: Snapshot) -> str:
        """A hash of the record as it is now; empty if there is none."""
        now = snapshot.of(then.model, then.record.key)
        return now.digest() if now else ""

    @staticmethod
    def _look(then: Snapshot, parts: list[ChildTable] | None) -> tuple[list[Difference], list[str], str]:
        """What restoring would change and leave out, and why it would be refused; nothing is written."""
        try:
            after, left_out = look(then, parts=parts)
        except ValidationError as problem:
            return [], [], _error_message(problem)
        return differences(snapshot.of(then.model, then.record.key), after), left_out, ""

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The records that have been deleted, the last one first; each with its latest deletion."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pk = self.opts.pk.attname
        gone = self.model.history.filter(history_type="-")
        gone = gone.exclude(**{f"{pk}__in": self.model._base_manager.values("pk")})
        latest = gone.order_by().values(pk).annotate(latest=models.Max("history_id")).values("latest")
        gone = gone.filter(history_id__in=latest)
        pages = Paginator(
            gone.select_related("history_user").order_by("-history_date", "-history_id"), REVISIONS_PER_PAGE
        )
        page = pages.get_page(request.GET.get("p"))
        deleted = [
            {
                "key": getattr(row, pk),
                "quoted": quote(getattr(row, pk)),
                "title": _title(row),
                "revision": _deletion(row),
            }
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


def _describe(record_history: RecordHistory, page: Any) -> Iterator[dict]:
    """The revisions of one page, each with what it changed and whether the record existed after it."""
    revisions = list(page)
    older = record_history.revisions()[page.end_index() : page.end_index() + 1]
    shots = [record_history.at(revision.timestamp) for revision in [*revisions, *older]] + ([] if older else [None])
    names = RecordTitles(*shots)
    for revision, (after, before) in zip(revisions, pairwise(shots), strict=True):
        yield {"revision": revision, "differences": differences(before, after, names), "exists": after is not None}


def _revision_of(record_history: RecordHistory, number: str) -> RecordRevision:
    """The revision that an address names; raises Http404 for any other."""
    try:
        at = EPOCH + timedelta(microseconds=int(number))
    except (ValueError, OverflowError) as problem:
        raise Http404 from problem
    found = next((revision for revision in record_history.revisions() if revision.timestamp == at), None)
    if found is None:
        raise Http404
    return found


def _title(version: Any) -> str:
    for name in ("title", "name"):
        if hasattr(version, name):
            return getattr(version, name)
    return str(version.history_object)


def _deletion(version: Any) -> RecordRevision:
    return RecordRevision(version.history_date, version.history_user, version.history_change_reason or "", "-")


def _error_message(problem: Exception) -> str:
    """A refusal as a sentence to show."""
    if not isinstance(problem, ValidationError):
        return "It would contradict another record."
    if hasattr(problem, "error_dict"):
        return " ".join(f"{name}: {' '.join(words)}" for name, words in problem.message_dict.items())
    return " ".join(problem.messages)

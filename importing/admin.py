"""The pages of an import: choose a file, match its columns, look at what it would do, import it, undo it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from foundation.strict_admin import StrictAdmin
from importing import committing, forms, headings, job, showing, undoing
from importing.files.sheet import Unreadable
from importing.models import Import, ImportRow
from importing.permissions import kinds_of, may_go_on, may_publish, may_see, seen_by
from importing.suggesting import suggestions

State, Outcome = Import.State, ImportRow.Outcome
ROWS_A_PAGE = 50
MOST_UNKNOWN = 40


@admin.register(Import)
class ImportAdmin(StrictAdmin):
    list_display = ("file_name", "records", "state", "started_by", "started_at")
    list_select_related = ("started_by",)
    actions = None

    # --- Who may

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may import anything."""
        return bool(kinds_of(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may import anything."""
        return bool(kinds_of(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        """Whoever brought the file, and whoever may both edit any record and import some of the kind."""
        return may_see(request.user, obj) if obj else bool(kinds_of(request.user))

    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        """What was imported stays on record; what was not is given up on its own page."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The imports somebody may see, without their files."""
        return seen_by(request.user, super().get_queryset(request).defer("content"))

    @admin.display(description="Records")
    def records(self, obj: Import) -> str:
        """What its rows are."""
        return obj.model.names().capitalize()

    # --- Addresses

    def get_urls(self) -> list:
        """Each step that writes has an address of its own, and answers POST only."""
        steps = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(self._step(view)), name=f"importing_import_{name}")
            for name, view in (
                ("columns", self.columns_view),
                ("decide", self.decide_view),
                ("commit", self.commit_view),
                ("undo", self.undo_view),
                ("discard", self.discard_view),
            )
        ]
        return [*steps, *super().get_urls()]

    def _step(self, view: Callable[[HttpRequest, Import], HttpResponse]) -> Callable[..., HttpResponse]:
        """A page that takes a step of an import, for those who may, by POST only."""

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            batch = self._one(request, pk)
            if not may_go_on(request.user, batch):
                raise PermissionDenied
            return view(request, batch) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

        return page

    def _one(self, request: HttpRequest, pk: int) -> Import:
        """The import of this number."""
        batch = Import.objects.defer("content").filter(pk=pk).first()
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return batch

    @staticmethod
    def _expect(batch: Import, *states: Import.State) -> None:
        if batch.state not in states:
            raise BadRequest("This import has gone on meanwhile. Go back to it and look where it stands.")

    def _page(
        self, request: HttpRequest, name: str, batch: Import | None, status: int = 200, **said: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": str(batch) if batch else "Import from a file",
            "opts": self.opts,
            "batch": batch,
            "kind_names": batch.model.names() if batch else "",
            **said,
        }
        return TemplateResponse(request, f"admin/importing/{name}.html", context, status=status)

    # --- Choosing a file

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """Choose a file; one that cannot be read is refused here, and nothing of it is kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            asked = {kind._meta.model_name: kind.kind for kind in kinds_of(request.user)}
            form = forms.UploadForm(user=request.user, initial={"kind": asked.get(request.GET.get("kind", ""))})
            return self._page(request, "upload", None, form=form)
        form = forms.UploadForm(request.POST, request.FILES, user=request.user)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = job.begin(form.kinds[form.cleaned_data["kind"]], file.name, file.read(), request.user)
                return HttpResponseRedirect(batch.get_absolute_url())
            except Unreadable as problem:
                form.add_error("file", str(problem))
        return self._page(request, "upload", None, status=400, form=form)

    # --- Where the import stands

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The page of the step an import has come to."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied("Each step has an address of its own.")
        if not (object_id.isdecimal() and len(object_id) < 18):
            raise Http404
        batch = self._one(request, int(object_id))
        if batch.state == State.MATCHING:
            return self._matching(request, batch)
        if batch.state == State.CHECKING:
            job.step(batch)
            if batch.state == State.CHECKING:
                response = self._page(request, "progress", batch)
                # The page comes back by itself, and does the next step then; its button does the same.
                response.headers["Refresh"] = "0"
                return response
            return HttpResponseRedirect(batch.get_absolute_url())
        return self._rows(request, batch)

    def _matching(self, request: HttpRequest, batch: Import, problem: str = "") -> HttpResponse:
        try:
            book = job.book_of(batch)
            sheet = book.sheet("" if batch.encoding else batch.sheet)
        except Unreadable as unreadable:
            raise BadRequest(str(unreadable)) from unreadable
        sample = showing.sample(batch, sheet)
        return self._page(
            request,
            "columns",
            batch,
            status=400 if problem else 200,
            problem=problem,
            form=forms.ReadingForm(batch, book),
            hidden=book.hidden,
            sample=sample,
            columns=showing.columns(batch, sample, sheet.hidden_columns),
            choices=forms.matching_choices(batch),
            twice=headings.twice(batch.headings),
            row_count=sum(number > batch.heading_row for number, _ in sheet.rows),
        )

    def _rows(self, request: HttpRequest, batch: Import) -> HttpResponse:
        """What the rows would do, or did: those with problems first, some on a page."""
        counts = job.counts(batch)
        first = next((outcome for outcome in (Outcome.PROBLEM, Outcome.CHANGED, Outcome.NEW) if counts[outcome]), "")
        show = request.GET.get("show", first or Outcome.UNCHANGED)
        if show not in counts:
            raise BadRequest("There is no such part of an import to show.")
        try:
            page = Paginator(batch.rows.filter(outcome=show), ROWS_A_PAGE).page(request.GET.get("page", 1))
        except PageNotAnInteger as problem:
            raise BadRequest("The number of the page is no number.") from problem
        except EmptyPage as problem:
            raise Http404 from problem
        asked = list(job.unknown(batch).items())[:MOST_UNKNOWN] if batch.state == State.CHECKED else []
        near = suggestions(batch, [each for each, _ in asked])
        public = batch.rows.filter(plan__public=True, outcome=Outcome.CHANGED)
        for row in page:
            row.told = showing.told(batch, row)  # type: ignore[attr-defined]
        return self._page(
            request,
            "rows" if batch.state == State.CHECKED else "result",
            batch,
            counts=[(value, label, counts[value]) for value, label in Outcome.choices if value],
            total=counts[Outcome.NEW] + counts[Outcome.CHANGED],
            problems=counts[Outcome.PROBLEM],
            new=counts[Outcome.NEW],
            show=show,
            page=page,
            record_page=admin_urlname(batch.model._meta, "change") if batch.state == State.DONE else "",  # type: ignore[arg-type]
            unknown=[
                {"column": column, "value": value, "rows": rows, "near": names}
                for ((column, value), rows), names in zip(asked, near, strict=True)
            ],
            may_publish=may_publish(request.user, batch),
            may_go_on=may_go_on(request.user, batch),
            public=public.count(),
            left_out=headings.left_out(batch),
        )

    # --- Steps

    def columns_view(self, request: HttpRequest, batch: Import) -> HttpResponse:
        """Read the file another way, or go on with these columns."""
        self._expect(batch, State.MATCHING)
        try:
            book = job.book_of(batch)
            form = forms.ReadingForm(batch, book, request.POST)
            if not form.is_valid():
                return self._matching(
                    request, batch, " ".join(str(error) for errors in form.errors.values() for error in errors)
                )
            read = form.cleaned_data
            if form.has_changed() or "read" in request.POST:
                batch.encoding = book.encoding = read.get("encoding", batch.encoding)
                sheet = book.sheet(read.get("sheet") or ("" if batch.encoding else batch.sheet))
                # Another sheet or encoding has headings of its own to find.
                row = read["heading_row"] if form.changed_data == ["heading_row"] else 0
                job.look(batch, book, sheet, row)
                batch.save()
                return HttpResponseRedirect(batch.get_absolute_url())
            batch.columns = forms.matched(batch, request)
            job.start(batch, book.sheet("" if batch.encoding else batch.sheet))
        except Unreadable as problem:
            chosen, batch = batch.columns, self._one(request, batch.pk)
            if len(chosen) == len(batch.headings):
                batch.columns = chosen
            return self._matching(request, batch, str(problem))
        return HttpResponseRedirect(batch.get_absolute_url())

    def decide_view(self, request: HttpRequest, batch: Import) -> HttpResponse:
        """Take note of what unknown values mean and whether new records are published, and check again."""
        self._expect(batch, State.CHECKED)
        publish = None
        if "publish-asked" in request.POST and may_publish(request.user, batch):
            publish = "publish" in request.POST
        job.again(batch, forms.decided(batch, request), publish)
        return HttpResponseRedirect(batch.get_absolute_url())

    def commit_view(self, request: HttpRequest, batch: Import) -> HttpResponse:
        """Import everything, or nothing."""
        self._expect(batch, State.CHECKED)
        return self._try(request, batch, lambda: committing.commit(batch, request.user))

    def undo_view(self, request: HttpRequest, batch: Import) -> HttpResponse:
        """Undo the import, or nothing of it."""
        self._expect(batch, State.DONE)
        leave = "leave" in request.POST
        return self._try(request, batch, lambda: undoing.undo(batch, request.user, leave_touched=leave))

    def _try(self, request: HttpRequest, batch: Import, action: Any) -> HttpResponse:
        try:
            action()
        except committing.ImportRefused as problem:
            return self._page(request, "refused", batch, status=409, problem=str(problem), reasons=problem.reasons)
        return HttpResponseRedirect(batch.get_absolute_url())

    def discard_view(self, request: HttpRequest, batch: Import) -> HttpResponse:
        """Give up an import that was not made, with its rows."""
        self._expect(batch, State.MATCHING, State.CHECKING, State.CHECKED)
        batch.rows.all()._raw_delete(batch.rows.db)
        batch.delete()
        messages.success(request, f"The import of {batch.file_name} has been given up. Nothing was imported.")
        return HttpResponseRedirect(reverse("admin:importing_import_changelist"))

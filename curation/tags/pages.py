"""The pages that change the vocabulary as a whole: merge, bring back, split, and the report of what to tidy up."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalogue.models import Tag, TagsApart
from curation.tags import alike, merging, splitting
from curation.tags.forms import MergeForm, TargetsForm

# Records on one page of a split.
ON_A_PAGE = 100


def _tag(request: HttpRequest, pk: int) -> Tag:
    """The tag, for those who may change the vocabulary."""
    if not request.user.has_perm("catalogue.change_tag"):
        raise PermissionDenied
    found = Tag.objects.select_related("broader", "merged_into").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, name: str, title: str, status: int = 200, **context: object) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "opts": Tag._meta, **context}
    return render(request, f"admin/catalogue/tag/{name}.html", context, status=status)


def _to(tag: Tag) -> HttpResponse:
    return redirect("admin:catalogue_tag_change", tag.pk)


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """First the choice of the tag that stays, then in numbers what will happen, then, by POST, the merge."""
    old = _tag(request, pk)
    data = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
    form = MergeForm(old, data)
    title = f"Merge “{old}” into another tag"
    if not form.is_valid():
        return _shown(request, "merge", title, 400 if data else 200, tag=old, form=form)
    into = form.cleaned_data["into"]
    if request.method != "POST":
        effect = merging.preview(old, into)
        moved = [(kind, count, effect.had_both[kind]) for kind, count in effect.carried.items()]
        return _shown(request, "merge", title, tag=old, form=form, into=into, effect=effect, moved=moved)
    try:
        effect = merging.merge(old, into, request.user)  # type: ignore[arg-type]
    except ValidationError as problem:
        form.add_error("into", problem)
        return _shown(request, "merge", title, 400, tag=old, form=form)
    messages.success(
        request,
        f"“{old}” has been merged into “{into}”. {effect.records} records moved, and its addresses lead here.",
    )
    return _to(into)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a merged tag a tag of its own again, then offer the choice of its records."""
    tag = _tag(request, pk)
    into = tag.merged_into
    try:
        merging.bring_back(tag, request.user)  # type: ignore[arg-type]
    except ValidationError as problem:
        raise BadRequest(" ".join(problem.messages)) from problem
    messages.success(
        request,
        f"“{tag}” is a tag of its own again. Choose below which records go back to it. "
        f"The alternative labels that moved to “{into}” stay there.",
    )
    return redirect(f"{reverse('admin:catalogue_tag_split', args=[into.pk])}?to={tag.pk}")


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """First the tags to choose from, then the records with a tick for each tag, then, by POST, the split."""
    tag = _tag(request, pk)
    targets = splitting.offered(tag, request.GET.getlist("to"))
    title = f"Split “{tag}”"
    if not targets:
        form = TargetsForm(tag, request.GET if "to" in request.GET else None)
        return _shown(request, "split", title, 400 if form.errors else 200, tag=tag, form=form)
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdecimal() and 0 < int(page) < 10_000):
        raise BadRequest("The page must be a number.")
    start = (int(page) - 1) * ON_A_PAGE
    problem = ""
    if request.method == "POST":
        try:
            changed = splitting.split(tag, targets, _chosen(request), request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            names = ", ".join(f"“{target}”" for target in targets)
            messages.success(request, f"{changed} records changed between “{tag}” and {names}.")
            return _to(tag)
    rows, total = splitting.rows(tag, targets, start, ON_A_PAGE)
    context = {"tag": tag, "targets": targets, "rows": rows, "total": total, "problem": problem, "first": start + 1}
    context |= {"last": start + len(rows), "page": int(page), "has_next": start + len(rows) < total}
    return _shown(request, "split", title, 400 if problem else 200, **context)


def _chosen(request: HttpRequest) -> dict[splitting.Key, set[int]]:
    """What was ticked, for each record that was shown."""
    chosen: dict[splitting.Key, set[int]] = {}
    for key in request.POST.getlist("row"):
        kind, _, reference = key.partition("/")
        chosen[kind, reference] = splitting.numbers(request.POST.getlist(f"tags:{key}"))
    return chosen


def report(request: HttpRequest) -> HttpResponse:
    """Unused tags, near-duplicates, and merges with records left behind; by POST, two tags are kept apart."""
    if not request.user.has_perm("catalogue.change_tag"):
        raise PermissionDenied
    if request.method == "POST":
        found = splitting.numbers(request.POST.getlist("apart"))
        tags = list(Tag.objects.filter(pk__in=found).order_by("pk"))
        if len(tags) != 2:
            raise BadRequest("Two tags of the vocabulary are needed.")
        TagsApart.objects.get_or_create(one=tags[0], other=tags[1])
        messages.success(request, f"“{tags[0]}” and “{tags[1]}” are kept apart and will not be listed again.")
        return redirect("admin:catalogue_tag_report")
    context: dict = {
        "unused": Tag.objects.filter(alike.unused()).select_related("broader"),
        "unfinished": Tag.objects.filter(alike.unfinished()).select_related("merged_into"),
        "pairs": alike.pairs(),
        "apart": TagsApart.objects.select_related("one", "other"),
    }
    return _shown(request, "report", "Tags to tidy up", **context)

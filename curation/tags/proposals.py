"""Deciding about a tag that somebody asked for."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from catalogue.models import Tag, TagProposal
from curation.tags.forms import DecisionForm


@transaction.atomic
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The keeper of the vocabulary accepts a proposal, as a tag or as another word, or declines it with a note."""
    if not request.user.has_perm("catalogue.add_tag"):
        raise PermissionDenied
    proposal = TagProposal.objects.select_for_update().filter(pk=pk).first()
    if proposal is None:
        raise Http404
    if not proposal.is_waiting:
        messages.warning(request, "This proposal has been decided already.")
        return redirect("admin:catalogue_tagproposal_change", pk)
    form = DecisionForm(proposal, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"title": f"Decide about “{proposal}”", "opts": TagProposal._meta, "form": form}
        context = {**admin.site.each_context(request), **context, "proposal": proposal}
        status = 400 if form.is_bound else 200
        return render(request, "admin/catalogue/tagproposal/decide.html", context, status=status)
    _carry_out(form, proposal)
    proposal.decided_at, proposal.decided_by_id = timezone.now(), request.user.pk
    proposal.save()
    messages.success(request, f"“{proposal}” has been {proposal.get_state_display().lower()}.")
    return redirect("admin:catalogue_tagproposal_changelist")


def _carry_out(form: DecisionForm, proposal: TagProposal) -> None:
    said = form.cleaned_data
    proposal.answer = said["answer"]
    if said["decision"] == form.DECLINE:
        proposal.state = TagProposal.State.DECLINED
        return
    made = form.made(said)
    made.save()
    proposal.tag = made if isinstance(made, Tag) else made.tag
    proposal.state = TagProposal.State.ACCEPTED

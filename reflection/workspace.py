"""The pages of a whole workspace: where it stands, its links, its actions, keeping it and deleting it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.texts import UNWRITABLE
from reflection.access import Holder, new_link, private_page
from reflection.leading import Stop, lead_page
from reflection.limits import ACTIONS, LINKS
from reflection.models import (
    LONGEST_ACTION,
    AccessLink,
    AgreedAction,
    Answer,
    AskedQuestion,
    Note,
    TeamSession,
    Workspace,
)
from reflection.powers import Action
from reflection.private import see_other
from reflection.starting import card
from reflection.taking_part import address_of_part

Power = AccessLink.Power
MAY_BE_MADE = [Power.CONTRIBUTE, Power.FACILITATE, Power.READ]


@private_page(read=Action.HOME, write=Action.KEEP)
def home(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Where the team stands, and what comes next. A POST keeps the workspace for longer: that is all it does."""
    if request.method == "POST":
        return see_other(holder.workspace.get_absolute_url())
    workspace = holder.workspace
    questions = list(AskedQuestion.objects.filter(workspace=workspace).select_related("answer"))
    sessions = list(TeamSession.objects.filter(workspace=workspace))
    for session in sessions:
        session.workspace = workspace
    context = {
        "holder": holder,
        "workspace": workspace,
        "sessions": sessions,
        "questions": questions,
        "agreed": sum(question.answer.state == Answer.State.AGREED for question in questions),
        "notes": Note.objects.filter(session__workspace=workspace, hidden_at=None).count(),
        "actions": list(AgreedAction.objects.filter(workspace=workspace)),
        "next": _next_step(sessions, questions),
    }
    return render(request, "reflection/home.html", context)


def _next_step(sessions: list[TeamSession], questions: list[AskedQuestion]) -> str:
    """What to do next, in a sentence."""
    states = {session.state for session in sessions}
    left = sum(question.answer.state != Answer.State.AGREED for question in questions)
    if TeamSession.State.OPEN in states:
        return "Collect notes, then show them to everybody."
    if TeamSession.State.REVEALED in states and left:
        return f"Agree an answer to {'the one question' if left == 1 else f'the {left} questions'} still open."
    if TeamSession.State.REVEALED in states:
        return "Choose at most three things to do, read everything back, and close the session."
    return "Take the report with you."


@private_page(read=Action.CHANGE_LINKS, write=Action.CHANGE_LINKS)
def links(request: HttpRequest, holder: Holder) -> HttpResponse:
    """The links there are, and a form that makes another; a new one is shown this once."""
    if request.method != "POST":
        return _links_page(request, holder)
    power, label = request.POST.get("power", ""), request.POST.get("label", "").strip()
    sessions = TeamSession.objects.filter(workspace=holder.workspace)
    problem = ""
    if power not in MAY_BE_MADE:
        problem = "Choose what the link is for."
    elif len(label) > 80 or UNWRITABLE.search(label):
        problem = "Write at most 80 plain letters to tell the link from others."
    elif holder.workspace.links.count() >= LINKS:
        problem = f"There are {LINKS} links already, which is as many as there can be."
    elif (ends_on := _day(request.POST.get("ends_on", ""))) is False:
        problem = "Write the last day as a date to come, such as 2027-03-31, or leave it empty."
    if problem:
        return _links_page(request, holder, problem=problem, status=400, label=label, power=power)
    session = sessions.last() if power == Power.CONTRIBUTE else None
    made = new_link(holder.workspace, power, label=label, session=session, ends_on=ends_on or None)
    return _links_page(request, holder, made=card(*made))


def _links_page(request: HttpRequest, holder: Holder, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "holder": holder,
        "workspace": holder.workspace,
        "links": [link for link in holder.workspace.links.order_by("pk") if link.is_live],
        "powers": [(power, power.label) for power in MAY_BE_MADE],
        **more,
    }
    return render(request, "reflection/links.html", context, status=status)


def _day(word: str) -> date | bool | None:
    """A day from today on; nothing for nothing, False for what is none."""
    if not word.strip():
        return None
    try:
        day = date.fromisoformat(word.strip())
    except ValueError:
        return False
    return day if day >= timezone.localdate() else False


@private_page(write=Action.CHANGE_LINKS)
def revoke(request: HttpRequest, holder: Holder, link: int) -> HttpResponse:
    """End a link. The last one that leads stays, and nobody whose own link has just been ended can end another."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=holder.workspace.pk)
        live = [each for each in holder.workspace.links.all() if each.is_live]
        leading = [each for each in live if each.power == Power.FACILITATE]
        chosen = next((each for each in live if each.pk == link), None)
        if holder.link.pk not in {each.pk for each in live}:
            raise Http404
        if chosen and leading == [chosen]:
            problem = "This is the last link that leads the session. Make another one first."
            return _links_page(request, holder, problem=problem, status=400)
        if chosen:
            AccessLink.objects.filter(pk=chosen.pk).update(revoked_at=timezone.now())
    return see_other(reverse("workspace-links", args=[holder.workspace.key]))


class ActionForm(forms.Form):
    """One thing to do."""

    key = forms.CharField(max_length=64, required=False)
    what = forms.CharField(
        max_length=LONGEST_ACTION,
        error_messages={
            "required": "Write what will be done.",
            "max_length": f"Shorten what will be done to {LONGEST_ACTION} characters.",
        },
    )
    role = forms.CharField(
        max_length=120, required=False, error_messages={"max_length": "Shorten the role to 120 characters."}
    )
    due_on = forms.DateField(
        required=False, error_messages={"invalid": "Write the date like 2027-03-31, or leave it empty."}
    )


def at_actions(stop: Stop) -> bool:
    """Whether a place is where actions are chosen."""
    return stop.step.sort == "actions"


@private_page(write=Action.LEAD)
def actions(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """Add one thing to do, or take one away."""
    back = f"{address_of_part(session, 'team-session-lead')}?step=8"
    ours = AgreedAction.objects.filter(workspace=holder.workspace)
    if remove := request.POST.get("remove", ""):
        ours.filter(pk=int(remove) if remove.isdecimal() and len(remove) < 18 else 0).delete()
        return see_other(back)
    form = ActionForm(request.POST)
    if not form.is_valid():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return lead_page(request, holder, session, 400, at_actions, problem=" ".join(wrong), action=request.POST)
    if ours.count() >= ACTIONS:
        problem = f"There are {ACTIONS} actions already. Take one away first."
        return lead_page(request, holder, session, 400, at_actions, problem=problem, action=request.POST)
    said = form.cleaned_data
    key = said.pop("key") or " ".join(map(str, said.values()))[:64]
    ours.get_or_create(key=key, workspace=holder.workspace, defaults=said)
    return see_other(back)


@private_page(read=Action.DELETE, write=Action.DELETE)
def delete(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Delete everything, after it has been said what that is and somebody has written the word."""
    workspace = holder.workspace
    word = request.POST.get("word", "").strip().lower()
    if request.method == "POST" and word == "delete":
        Workspace.objects.filter(pk=workspace.pk).delete()
        return see_other(f"{reverse('reflect')}?deleted")
    context = {
        "holder": holder,
        "workspace": workspace,
        "notes": Note.objects.filter(session__workspace=workspace).count(),
        "problem": "Write the word delete to delete everything." if request.method == "POST" else "",
        "months": settings.WORKSPACE_MONTHS,
    }
    return render(request, "reflection/delete.html", context, status=400 if request.method == "POST" else 200)

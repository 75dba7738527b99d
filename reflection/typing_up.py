"""Notes that whoever leads types for others: what is said aloud, and what stands on paper."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reflection import notes
from reflection.access import Holder, private_page
from reflection.leading import at_question, back_to, lead_page
from reflection.limits import problem_with_room, typed
from reflection.models import AskedQuestion, TeamSession
from reflection.powers import Action
from reflection.private import see_other
from reflection.taking_part import NOTHING_SENT, address_of_part


def lines_of(question: AskedQuestion, text: str, key: str) -> list[notes.Sent]:
    """A note for each line. The same line twice is two notes: two people said it."""
    lines = [line for line in typed(text).split("\n") if line.strip()]
    return [notes.sent_under(question, line, f"{key}-{place}" if key else "") for place, line in enumerate(lines)]


@private_page(write=Action.LEAD)
def type_for_the_room(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """What somebody said about the question everybody talks about; it belongs to no browser."""
    asked = notes.asked_in(session)
    question = next((each for each in asked if str(each.pk) == request.POST.get("question", "")), None)
    text = request.POST.get("text", "")
    sent = lines_of(question, text, request.POST.get("key", "")) if question else []
    problem = "" if sent else "Write what was said, one note a line." if question else "Choose a question first."
    problem = problem or next((each.wrong for each in sent if each.wrong), "") or problem_with_room(asked)
    if problem:
        return lead_page(request, holder, session, 400, at_question(question), problem=problem, typed=text)
    notes.add(session, sent, browser="")
    return see_other(back_to(request, session))


@private_page(read=Action.LEAD, write=Action.LEAD)
def type_up(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """What stands on the sheets of a room, all questions on one page."""
    asked = notes.asked_in(session)
    rows = [
        (
            question,
            request.POST.get(f"text-{question.pk}", ""),
            request.POST.get(f"key-{question.pk}", "")[:64] or secrets.token_urlsafe(16),
        )
        for question in asked
    ]
    problem = ""
    if request.method == "POST":
        sent = [each for row in rows for each in lines_of(*row)]
        problem = "" if sent else NOTHING_SENT
        problem = problem or next((each.wrong for each in sent if each.wrong), "") or problem_with_room(asked)
        if not problem:
            notes.add(session, sent, browser="")
            return see_other(f"{address_of_part(session, 'team-session-lead')}?step=3")
    context = {"holder": holder, "workspace": holder.workspace, "session": session, "rows": rows, "problem": problem}
    return render(request, "reflection/type_up.html", context, status=400 if problem else 200)

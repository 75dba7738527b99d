"""The pages of those who take part: their notes under each question, and what the room says once it is revealed."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse

from reflection import notes
from reflection.access import Holder, private_page
from reflection.groups import Group
from reflection.limits import problem_with_room
from reflection.models import Answer, AskedQuestion, Note, TeamSession
from reflection.powers import Action
from reflection.private import see_other

CLOSED = "The session has closed. Your words are kept as late notes: whoever leads the session may still take them."
# What the button of a form that lost its question stands for.
NOTHING_SENT = "There was nothing to send. Write your note in the box under its question."


@private_page(read=Action.TAKE_PART, write=Action.TAKE_PART)
def session_page(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """Every question on one page, with a box for each; whatever stands in the boxes is sent together."""
    asked = notes.asked_in(session)
    if request.method != "POST":
        return _page(request, holder, session, asked)
    sent = [
        notes.sent_under(question, text, request.POST.get(f"key-{question.pk}", ""))
        for question in asked
        for text in request.POST.getlist(f"text-{question.pk}")
        if text.strip()
    ]
    problem = problem_with_room(asked) if sent else NOTHING_SENT
    if session.state == TeamSession.State.PREPARING:
        problem = "The session has not been opened yet. Your words are below: send them when it is."
    if problem or any(each.wrong for each in sent):
        return _page(request, holder, session, asked, sent, problem, status=400)
    notes.add(session, sent, holder.mark(session), request.POST.get("group", ""))
    if session.state == TeamSession.State.CLOSED:
        return _page(request, holder, session, asked, sent, CLOSED, status=409)
    here = sent[0].question.position
    return see_other(f"{session.get_absolute_url()}?sent={len(sent)}#question-{here}")


def _page(
    request: HttpRequest,
    holder: Holder,
    session: TeamSession,
    asked: list[AskedQuestion],
    sent: list[notes.Sent] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The session for one person; `sent` are words that could not be kept, which stay in their boxes."""
    mark = holder.mark(session)
    mine = list(Note.objects.filter(session=session, browser=mark)) if mark else []
    shown = notes.shown(session) if session.is_revealed else []
    answers = {answer.question_id: answer for answer in Answer.objects.filter(question__in=[q.pk for q in asked])}
    rows = []
    for question in asked:
        mine_here = [note for note in mine if note.question_id == question.pk]
        left = [each for each in sent or [] if each.question.pk == question.pk]
        rows.append(
            {
                "question": question,
                "mine": mine_here,
                "others": [note for note in shown if note.question_id == question.pk and note not in mine_here],
                "answer": answers.get(question.pk),
                "text": "\n".join(each.text for each in left),
                "wrong": next((each.wrong for each in left if each.wrong), ""),
                "key": left[0].key if left else secrets.token_urlsafe(16),
            }
        )
    number_sent = request.GET.get("sent", "")
    context = {
        "holder": holder,
        "workspace": holder.workspace,
        "session": session,
        "rows": rows,
        "problem": problem,
        "wrong": [row for row in rows if row["wrong"]],
        "groups": Group.choices if session.shows == TeamSession.Shows.GROUP else [],
        "group": request.POST.get("group", ""),
        "sent": int(number_sent) if number_sent.isdecimal() and len(number_sent) < 3 else 0,
    }
    return render(request, "reflection/session.html", context, status=status)


@private_page(write=Action.TAKE_PART)
def take_back(request: HttpRequest, holder: Holder, session: TeamSession, note: str) -> HttpResponse:
    """Delete a note of one's own, as long as the browser that wrote it is still known."""
    mark = holder.mark(session)
    own = Note.objects.filter(pk=note, session=session).exclude(browser="").filter(browser=mark).first()
    if own:
        own.delete()
    return see_other(f"{session.get_absolute_url()}#main-content")


@private_page(read=Action.TAKE_PART)
def notes_in_short(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """How many notes there are, for a page that stays open and asks now and then."""
    asked = notes.asked_in(session)
    position = request.GET.get("question", "")
    question = next((each for each in asked if str(each.position) == position), None)
    context = {"session": session, "number": number_of_notes(asked, question)}
    response = render(request, "reflection/notes.html", context)
    tag = f'"{sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    response["ETag"] = tag
    return response


def number_of_notes(asked: list[AskedQuestion], question: AskedQuestion | None) -> int:
    """How many notes there are under a question, or under all."""
    return sum(each.shown_notes for each in asked if question is None or each == question)  # type: ignore[attr-defined]


def address_of_part(session: TeamSession, part: str) -> str:
    """The address of a page of a session."""
    return reverse(part, args=[session.workspace.key, session.number])

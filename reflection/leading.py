"""The page of whoever leads a session: the agenda, one question at a time, its notes and its answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from casestudies.findings import findings_of_question
from catalogue.publication import public
from lessons.models import QuestionLesson
from reflection import agenda, answers, notes
from reflection.access import Holder, private_page
from reflection.agenda import FORTY_FIVE, Step
from reflection.limits import problem_with, typed
from reflection.models import LONGEST_ANSWER, AgreedAction, Answer, AnswerRevision, AskedQuestion, Note, TeamSession
from reflection.powers import Action
from reflection.private import see_other
from reflection.taking_part import address_of_part, number_of_notes


@dataclass(frozen=True)
class Stop:
    """A place in the session: a step of the agenda and, where people talk, one of its questions."""

    number: int
    step: Step
    question: AskedQuestion | None = None

    def address(self, session: TeamSession, part: str = "team-session-lead") -> str:
        """Where a page of the session shows it."""
        asked = {"question": self.question.position} if self.question else {}
        return f"{address_of_part(session, part)}?{urlencode({'step': self.number, **asked})}"

    @property
    def title(self) -> str:
        return self.question.as_asked if self.question else self.step.title


def stops_of(asked: list[AskedQuestion]) -> list[Stop]:
    """Every place in the order of the agenda."""
    by_position = {question.position: question for question in asked}
    found = []
    for number, step in enumerate(FORTY_FIVE, start=1):
        questions = [by_position[position] for position in step.questions if position in by_position]
        found += [Stop(number, step, question) for question in questions] or [Stop(number, step)]
    return found


def stop_asked_for(request: HttpRequest, session: TeamSession, stops: list[Stop]) -> Stop:
    """The place the address names; else the one the clock is at; else the first."""
    step, position = request.GET.get("step", ""), request.GET.get("question", "")
    if not step and (elapsed := agenda.minutes_since(session.began_at)) is not None:
        now = next((part.number for part in agenda.ruler(elapsed) if part.done < 1), len(FORTY_FIVE))
        step = str(now)
    here = [stop for stop in stops if str(stop.number) == step]
    exact = [stop for stop in here if stop.question and str(stop.question.position) == position]
    return next(iter(exact or here or stops))


@private_page(read=Action.LEAD)
def lead(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """Lead a session: what to say now, and what to write down."""
    return lead_page(request, holder, session)


def lead_page(
    request: HttpRequest,
    holder: Holder,
    session: TeamSession,
    status: int = 200,
    at: Callable[[Stop], bool] | None = None,
    **more: object,
) -> HttpResponse:
    """The page of the place the address names, or of the first that is `at` the place a form belongs to.

    `more` is what a form left: words kept, and what is wrong with them.
    """
    asked = notes.asked_in(session)
    stops = stops_of(asked)
    stop = next(filter(at, stops), None) if at else None
    stop = stop or stop_asked_for(request, session, stops)
    place = stops.index(stop)
    context = {
        "holder": holder,
        "workspace": holder.workspace,
        "session": session,
        "stop": stop,
        "stops": stops,
        "back": stops[place - 1] if place else None,
        "next": stops[place + 1] if place + 1 < len(stops) else None,
        "asked": asked,
        "number": number_of_notes(asked, stop.question),
        "key": secrets.token_urlsafe(16),
        "longest": LONGEST_ANSWER,
        **_clock(session),
        **(_about(session, stop.question) if stop.question else _about_all(session, asked)),
        **more,
    }
    here = f"?{stop.address(session).partition('?')[2]}"
    context |= {
        "agenda": _agenda(stops, stop, session),
        "here": here,
        "screen_url": stop.address(session, "team-session-screen"),
        "notes_url": f"{address_of_part(session, 'team-session-notes')}{here}",
        "back_url": stops[place - 1].address(session) if place else "",
        "next_url": stops[place + 1].address(session) if place + 1 < len(stops) else "",
    }
    return render(request, "reflection/lead.html", context, status=status)


def _agenda(stops: list[Stop], here: Stop, session: TeamSession) -> list[dict]:
    """The steps with their addresses, which of them is shown, and their minutes."""
    firsts = {stop.number: stop for stop in reversed(stops)}
    return [
        {"step": firsts[number].step, "url": firsts[number].address(session), "is_here": number == here.number}
        for number in sorted(firsts)
    ]


def _clock(session: TeamSession) -> dict:
    elapsed = agenda.minutes_since(session.began_at)
    ruler = agenda.ruler(elapsed)
    now = next((part for part in ruler if part.state == "now"), None)
    return {"elapsed": elapsed, "minute": int(elapsed or 0), "ruler": ruler, "now": now, "in_all": agenda.IN_ALL}


def _about(session: TeamSession, question: AskedQuestion) -> dict:
    """What stands under one question: its notes, its answer, and what others found."""
    every = list(Note.objects.filter(session=session, question=question))
    found: dict = {}
    lessons: list = []
    if question.question_id:
        for finding in findings_of_question(question.question):  # type: ignore[arg-type]
            found.setdefault(finding.case_study, []).append(finding)
        links = QuestionLesson.objects.filter(public("lesson__"), question=question.question_id)
        lessons = [link.lesson for link in links.select_related("lesson")]
    return {
        "notes": notes.shown(session, question) if session.is_revealed else [],
        "hidden": [note for note in every if note.hidden_at],
        "late": [note for note in every if note.late and not note.hidden_at],
        "answer": Answer.objects.get(question=question),
        "others": list(found.items()),
        "lessons": lessons,
    }


def _about_all(session: TeamSession, asked: list[AskedQuestion]) -> dict:
    """What is read back: every answer and action."""
    given = {answer.question_id: answer for answer in Answer.objects.filter(question__workspace=session.workspace_id)}
    return {
        "answers": [(question, given.get(question.pk)) for question in asked],
        "agreed": sum(answer.state == Answer.State.AGREED for answer in given.values()),
        "actions": list(AgreedAction.objects.filter(workspace=session.workspace_id)),
    }


def at_question(question: AskedQuestion | None) -> Callable[[Stop], bool]:
    """Whether a place is where this question is talked about."""
    return lambda stop: stop.question is not None and stop.question == question


@private_page(read=Action.LEAD)
def screen(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """What the room sees on a large screen: the question, and the notes once they are revealed."""
    asked = notes.asked_in(session)
    stops = stops_of(asked)
    stop = stop_asked_for(request, session, stops)
    place = stops.index(stop)
    context = {
        "holder": holder,
        "workspace": holder.workspace,
        "session": session,
        "stop": stop,
        "asked": asked,
        "question": stop.question,
        "number": number_of_notes(asked, stop.question),
        "notes": notes.shown(session, stop.question) if stop.question and session.is_revealed else [],
        "notes_url": stop.address(session, "team-session-notes"),
        "back": stops[place - 1].address(session, "team-session-screen") if place else "",
        "next": stops[place + 1].address(session, "team-session-screen") if place + 1 < len(stops) else "",
    }
    return render(request, "reflection/screen.html", context)


@private_page(write=Action.LEAD)
def change_state(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """Open, reveal, close or open again; or start the clock. What has happened already happens no second time."""
    wanted, state = request.POST.get("do", ""), TeamSession.State
    rows = TeamSession.objects.filter(pk=session.pk)
    if wanted == "open":
        rows.filter(state=state.PREPARING).update(state=state.OPEN)
    elif wanted == "reveal":
        rows.filter(state=state.OPEN).update(state=state.REVEALED)
    elif wanted == "close":
        people = request.POST.get("people", "").strip()
        if people and not (people.isdecimal() and 0 < int(people[:6]) < 10_000 and len(people) < 5):
            problem = "Write how many people took part as a number, such as 12, or leave the box empty."
            return lead_page(request, holder, session, 400, problem=problem, people=people)
        if people:
            rows.update(people=int(people))
        notes.close(session)
        _forget_writers(session)
    elif wanted == "open-again":
        rows.filter(state=state.CLOSED).update(state=state.REVEALED)
    elif wanted == "clock":
        rows.update(began_at=timezone.now())
    else:
        return lead_page(request, holder, session, 400, problem="Choose one of the buttons on this page.")
    return see_other(back_to(request, session))


def _forget_writers(session: TeamSession) -> None:
    """Forget which browser saved which answer; while people write, it spares them clashes with themselves."""
    workspace = session.workspace_id
    Answer.objects.filter(question__workspace=workspace).exclude(saved_by="").update(saved_by="")
    AnswerRevision.objects.filter(answer__question__workspace=workspace).exclude(saved_by="").update(saved_by="")


def back_to(request: HttpRequest, session: TeamSession) -> str:
    """The page the form stood on."""
    query = {name: request.GET[name] for name in ("step", "question") if request.GET.get(name, "").isdecimal()}
    return f"{address_of_part(session, 'team-session-lead')}{'?' if query else ''}{urlencode(query)}"


@private_page(write=Action.LEAD)
def change_note(request: HttpRequest, holder: Holder, session: TeamSession, note: str) -> HttpResponse:
    """Hide a note, show it again, or take a late one in."""
    rows = Note.objects.filter(session=session, pk=note)
    wanted = request.POST.get("do", "")
    if wanted == "hide":
        rows.update(hidden_at=timezone.now())
    elif wanted == "show":
        rows.update(hidden_at=None)
    elif wanted == "take":
        rows.update(late=False)
    else:
        return lead_page(request, holder, session, 400, problem="Choose one of the buttons on this page.")
    return see_other(back_to(request, session))


@private_page(write=Action.LEAD)
def save_answer(request: HttpRequest, holder: Holder, session: TeamSession) -> HttpResponse:
    """Keep the agreed answer; where others have written since, show all three texts to choose from."""
    wants_json = request.headers.get("Accept", "") == "application/json"
    asked = {str(question.pk): question for question in AskedQuestion.objects.filter(workspace=holder.workspace)}
    question = asked.get(request.POST.get("question", ""))
    if not question:
        return lead_page(request, holder, session, 404, problem="There is no such question here.")
    text = typed(request.POST.get("text", ""))
    if problem := problem_with(text, LONGEST_ANSWER, "The answer"):
        if wants_json:
            return JsonResponse({"problem": problem}, status=400)
        return lead_page(request, holder, session, 400, at_question(question), problem=problem, left=text)
    wanted = _uuid(request.POST.get("use", ""))
    if wanted and (used := Note.objects.filter(session=session, hidden_at=None, pk=wanted).first()):
        text = f"{text}\n{used.text}".strip()
    is_agreed = request.POST.get("state", "") == Answer.State.AGREED
    state = Answer.State.AGREED if is_agreed else Answer.State.IN_PROGRESS
    version = answers.version_from(request.POST.get("version", ""))
    saved = answers.save(question.pk, version, text, state, holder.mark(holder.workspace), wants_json)
    if wants_json:
        said = {"version": saved.answer.version, "state": saved.answer.get_state_display(), "kept": not saved.overtaken}
        return JsonResponse(said, status=409 if saved.clash else 200)
    if saved.clash:
        context = {"holder": holder, "workspace": holder.workspace, "session": session, "question": question}
        context |= {"saved": saved, "mine": text, "state": state, "both": f"{saved.answer.text}\n\n{text}"}
        return render(request, "reflection/clash.html", context, status=409)
    return see_other(back_to(request, session))


def _uuid(word: str) -> str | None:
    """The key of a note as a form gives it; nothing for what is none."""
    plain = word.replace("-", "").lower()
    return plain if len(plain) == 32 and set(plain) <= set("0123456789abcdef") else None

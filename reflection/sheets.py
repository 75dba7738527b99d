"""Questions on paper: choose some, and print a sheet for each and a running order. Nothing is kept."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lessons.models import KeyLineOfEnquiry, SystemComponent
from reflection.agenda import FORTY_FIVE
from reflection.groups import PLAIN_WORDS

QUICK, EVERYONE, ALL = "quick", "everyone", "all"
SETS = {QUICK: "The eight quick questions", EVERYONE: "The questions for everyone", ALL: "All questions"}
# What the source calls the part of its list that is put to every person interviewed.
FOR_EVERYONE = "Key questions for everyone"
MOST = 200
# Minutes a group takes that talks about a question.
MINUTES = 4
LINES = 16


def page(request: HttpRequest) -> HttpResponse:
    """Choose questions, and print them as blank sheets. The address is the choice."""
    wanted, component = request.GET.get("set", ""), request.GET.get("component", "")
    references = list(dict.fromkeys(part.strip().upper() for part in request.GET.getlist("ref") if part.strip()))
    components = list(SystemComponent.objects.public())
    if wanted and wanted not in SETS:
        raise BadRequest(f"There is no set “{wanted[:40]}”. Choose {', '.join(SETS)}.")
    if component and component not in {each.pk for each in components}:
        raise BadRequest(f"There is no part of the care system called “{component[:40]}”.")
    if len(references) > MOST:
        raise BadRequest(f"Choose at most {MOST} questions.")
    questions = _questions(wanted or ("" if references or component else QUICK), component, references)
    context = {
        "sets": SETS,
        "set": wanted or QUICK,
        "component": component,
        "components": components,
        "questions": [
            # What to listen for is the first paragraph of what the editors say.
            (question, PLAIN_WORDS.get(question.pk, ""), question.editors_view.partition("\n\n")[0])
            for question in questions
        ],
        "missing": [pk for pk in references if pk not in {question.pk for question in questions}],
        "minutes": len(questions) * MINUTES,
        "agenda": FORTY_FIVE,
        "lines": range(LINES),
    }
    return render(request, "reflection/sheets.html", context)


def _questions(wanted: str, component: str, references: list[str]) -> list[KeyLineOfEnquiry]:
    """The public questions of a set, of a part of the care system, or of these references, in the source’s order."""
    questions = KeyLineOfEnquiry.objects.published().order_by("number")
    if references:
        questions = questions.filter(pk__in=references)
    if component:
        questions = questions.filter(components=component)
    if wanted == QUICK:
        questions = questions.filter(part=KeyLineOfEnquiry.Part.QUICK)
    elif wanted == EVERYONE:
        questions = questions.filter(under=FOR_EVERYONE)
    return list(questions)

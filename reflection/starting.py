"""Starting a session and opening its links: what anybody may do without holding a link yet."""

from __future__ import annotations

import secrets
from io import BytesIO

import segno
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from browse.page_sections import PageSection
from catalogue.models import Entry
from curation.forms import CouncilField
from curation.suggesting import sent_from_here
from lessons.models import KeyLineOfEnquiry
from reflection.access import links_of, new_link, remember
from reflection.agenda import FORTY_FIVE
from reflection.groups import PLAIN_WORDS
from reflection.limits import count, too_many_starts, too_many_wrong_links
from reflection.models import AccessLink, Answer, AskedQuestion, Attempt, TeamSession, Workspace
from reflection.private import private, see_other

Power = AccessLink.Power


class StartForm(forms.Form):
    """What a session needs to be known before it begins."""

    name = forms.CharField(max_length=120, required=False)
    council = CouncilField(max_length=120, required=False)
    contact = forms.EmailField(
        required=False,
        error_messages={"invalid": "Write an e-mail address like name@example.gov.uk, or leave the box empty."},
    )
    shows = forms.ChoiceField(choices=TeamSession.Shows.choices, required=False)
    wording = forms.ChoiceField(choices=[("reviewers", "As the reviewers asked"), ("plain", "Plain")], required=False)


def quick_questions() -> list[KeyLineOfEnquiry]:
    """The eight questions of the quick list, as far as they are public."""
    return list(KeyLineOfEnquiry.objects.published().filter(part=KeyLineOfEnquiry.Part.QUICK).order_by("number"))


def page(request: HttpRequest) -> HttpResponse:
    """What a session is, what one leaves with, and the form that starts it."""
    return _start_page(request, StartForm(initial={"shows": "nobody", "wording": "reviewers"}))


def _start_page(request: HttpRequest, form: StartForm, problem: str = "", status: int = 200) -> HttpResponse:
    questions = quick_questions()
    context = {
        "form": form,
        "problem": problem,
        "agenda": FORTY_FIVE,
        "questions": [(question, PLAIN_WORDS.get(question.pk, "")) for question in questions],
        "months": settings.WORKSPACE_MONTHS,
        "is_on": settings.WORKSPACES == "anyone",
    }
    return render(request, "reflection/start.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Make a workspace with a session, and show its links, this once. Who comes back to the address starts anew."""
    if request.method != "POST":
        return page(request)
    form = StartForm(request.POST)
    form.is_valid()
    problem, status = "", 400
    if settings.WORKSPACES == "off":
        problem, status = "Team sessions are switched off on this site.", 403
    elif not sent_from_here(request):
        problem, status = "This was not sent from the page itself. Please start from here.", 403
    elif not form.errors and not quick_questions():
        problem, status = "The questions are not published yet, so there is nothing to ask.", 400
    elif not form.errors and too_many_starts(request):
        problem, status = "Very many sessions are being started. Please try again in an hour.", 429
    if problem or form.errors:
        return private(_start_page(request, form, problem, status))
    count(request, Attempt.Sort.START)
    with transaction.atomic():
        session, made = _make(form.cleaned_data)
    context = {"workspace": session.workspace, "session": session, "cards": [card(*pair) for pair in made]}
    response = render(request, "reflection/ready.html", context)
    return remember(private(response, has_token=True), *made[0])


def _make(said: dict) -> tuple[TeamSession, list[tuple[AccessLink, str]]]:
    """The first session of a new workspace with the quick questions, and its two links with their tokens."""
    workspace = Workspace.objects.create(
        key=secrets.token_urlsafe(16), name=said["name"], council=said["council"], contact=said["contact"]
    )
    asked = AskedQuestion.objects.bulk_create(
        AskedQuestion(
            workspace=workspace,
            position=position,
            question=question,
            as_asked=(PLAIN_WORDS.get(question.pk, "") if said["wording"] == "plain" else "") or question.title,
            listen_for=question.editors_view,
        )
        for position, question in enumerate(quick_questions(), start=1)
    )
    Answer.objects.bulk_create(Answer(question=question) for question in asked)
    shows = said["shows"] or TeamSession.Shows.NOBODY
    session = TeamSession.objects.create(workspace=workspace, number=1, shows=shows)
    return session, [
        new_link(workspace, Power.FACILITATE, label="Made at the start"),
        new_link(workspace, Power.CONTRIBUTE, label="For the room", session=session),
    ]


def card(link: AccessLink, token: str) -> dict:
    """A link to hand out: its address in full, what it is for, and the address as a picture for telephones."""
    address = settings.BASE_URL + reverse("open-link", args=[token])
    return {"link": link, "address": address, "picture": qr_code(address)}


def qr_code(address: str) -> SafeString:
    """An address as a QR code, an SVG without a name of its own: the words stand beside it."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2)
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - made of black squares only


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A button to press; only pressing it does anything, since programs that check mail open links too."""
    link = next(iter(links_of([token])), None)
    if not link:
        if too_many_wrong_links(request):
            response = render(request, "reflection/too_many.html", status=429)
            response["Retry-After"] = "3600"
            return response
        count(request, Attempt.Sort.WRONG_LINK)
        raise Http404
    if request.method != "POST" or not sent_from_here(request):
        context = {"link": link, "workspace": link.workspace, "not_from_here": request.method == "POST"}
        return render(request, "reflection/open.html", context, status=403 if request.method == "POST" else 200)
    leads_to = link.session if link.power == Power.CONTRIBUTE and link.session else link.workspace
    return remember(see_other(leads_to.get_absolute_url()), link, token)


def quick_list(question: Entry) -> list[KeyLineOfEnquiry]:
    """What the page of a quick question offers: to ask it, with the others, in one’s own team."""
    return [question] if question.part == KeyLineOfEnquiry.Part.QUICK else []  # type: ignore[attr-defined, list-item]


SECTIONS = [
    PageSection(
        model=KeyLineOfEnquiry,
        id="ask-your-team",
        heading="Ask this in your team",
        template="reflection/ask_your_team.html",
        rows=quick_list,
    )
]

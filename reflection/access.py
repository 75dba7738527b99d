"""Who holds a link: the cookie that opening it sets, and the one gate every private page stands behind."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from curation.suggesting import sent_from_here
from reflection.models import AccessLink, TeamSession, Workspace
from reflection.powers import ALWAYS, STRENGTH, Action, may

# One cookie for each power, so that whoever leads may also open the link of the room; and one that tells a browser
# from others.
COOKIES = {power: f"workspace-{power.value}" for power in STRENGTH}
BROWSER = "workspace-browser"
COOKIE_DAYS = 30
LONGEST_TOKEN = 43


def keyed_digest(purpose: str, *secret: str) -> str:
    """What is kept in place of something secret: only this site can make it again, and nobody can turn it back."""
    return salted_hmac(f"reflection.{purpose}", " ".join(secret), algorithm="sha256").hexdigest()


def new_link(workspace: Workspace, power: str, **fields: Any) -> tuple[AccessLink, str]:
    """Make a link and return it with its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    digest = keyed_digest("link", token)
    return AccessLink.objects.create(workspace=workspace, power=power, digest=digest, **fields), token


def links_of(tokens: Iterable[str]) -> list[AccessLink]:
    """The live links that some tokens open; one query."""
    digests = [keyed_digest("link", token) for token in tokens if token and len(token) <= LONGEST_TOKEN]
    links = AccessLink.objects.select_related("workspace__council", "session").filter(digest__in=digests)
    return [link for link in links if link.is_live and not is_gone(link.workspace)] if digests else []


def is_gone(workspace: Workspace) -> bool:
    """Whether its time is over, also where nobody has deleted it yet."""
    return timezone.localdate() >= workspace.ends_on


@dataclass(frozen=True)
class Holder:
    """A browser with a live link to a workspace.

    `browser` is a random value it keeps, of which digests are made; `is_new` is whether it has still to be given it.
    """

    link: AccessLink
    browser: str
    is_new: bool

    @property
    def workspace(self) -> Workspace:
        return self.link.workspace

    def may(self, action: Action) -> bool:
        """Whether the table of powers says so."""
        return may(self.link, action, self.workspace)

    @property
    def may_lead(self) -> bool:
        return self.may(Action.LEAD)

    @property
    def may_read_report(self) -> bool:
        return self.may(Action.READ_REPORT)

    def mark(self, about: TeamSession | Workspace) -> str:
        """What stands for this browser in rows about something."""
        return keyed_digest("browser", type(about).__name__, str(about.pk), self.browser)


def holder_of(request: HttpRequest, key: str) -> Holder | None:
    """Who asks for a workspace, by the strongest of the links to it that were opened in this browser."""
    links = links_of(request.COOKIES.get(cookie, "") for cookie in COOKIES.values())
    ours = [link for link in links if link.workspace.key == key]
    if not ours:
        return None
    browser = request.COOKIES.get(BROWSER, "")[:LONGEST_TOKEN]
    strongest = max(ours, key=lambda link: STRENGTH.index(AccessLink.Power(link.power)))
    return Holder(strongest, browser or secrets.token_urlsafe(32), is_new=not browser)


def remember(response: HttpResponse, link: AccessLink, token: str) -> HttpResponse:
    """Keep a link in the browser that opened it."""
    return _set_cookie(response, link.workspace, COOKIES[AccessLink.Power(link.power)], token)


def _set_cookie(response: HttpResponse, workspace: Workspace, name: str, value: str) -> HttpResponse:
    """Set a cookie of a workspace, which no other page of the site is sent."""
    response.set_cookie(
        name,
        value,
        max_age=timedelta(days=COOKIE_DAYS),
        path=workspace.get_absolute_url(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def private_page(
    read: Action | None = None, write: Action | None = None
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view be asked by holders who may `read` it (GET) or `write` (POST); others learn nothing.

    The view is called with the request, the holder, and the session where its address names one.
    """
    methods: Collection[str] = [*(["GET", "HEAD"] if read else []), *(["POST"] if write else [])]

    def for_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest, key: str, number: int | None = None, **named: object) -> HttpResponse:
            holder = holder_of(request, key)
            if not holder:
                raise Http404
            if number is not None:
                named["session"] = _session(holder, number)
            response = require_http_methods(methods)(admit)(request, holder, **named)
            return _set_cookie(response, holder.workspace, BROWSER, holder.browser) if holder.is_new else response

        def admit(request: HttpRequest, holder: Holder, **named: object) -> HttpResponse:
            action = write if request.method == "POST" else read
            if not action or not holder.may(action):
                return refused(request, holder, "Your link does not let you do this. Ask whoever leads the session.")
            if request.method == "POST" and not sent_from_here(request):
                return refused(request, holder, "This was not sent from the page itself. Send it from the page.")
            if request.method == "POST":
                if holder.workspace.is_read_only and action not in ALWAYS:
                    return refused(request, holder, "These pages can only be read now: nobody used them for long.")
                _note_use(holder.workspace)
            return view(request, holder, **named)

        answer.read, answer.write = read, write  # type: ignore[attr-defined]
        return answer

    return for_view


def _session(holder: Holder, number: int) -> TeamSession:
    """The session of this number that the link reaches; 404 for any other."""
    if holder.link.session_id:
        session = holder.link.session if holder.link.session.number == number else None
    else:
        session = TeamSession.objects.filter(workspace=holder.workspace, number=number).first()
    if not session:
        raise Http404
    session.workspace = holder.workspace
    return session


def _note_use(workspace: Workspace) -> None:
    """Put off the end of the workspace, once a day."""
    if workspace.last_used_on < timezone.localdate():
        Workspace.objects.filter(pk=workspace.pk).update(last_used_on=timezone.localdate())


def refused(request: HttpRequest, holder: Holder, problem: str, status: int = 403) -> HttpResponse:
    """A kind sentence, and whatever was typed, so that it can be copied."""
    typed = [value for name, values in request.POST.lists() for value in values if name.startswith("text") and value]
    context = {"problem": problem, "typed": typed, "holder": holder, "workspace": holder.workspace}
    return render(request, "reflection/refused.html", context, status=status)

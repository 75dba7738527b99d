"""What holds for everybody who is signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from people import second_step
from people.second_step import Person

Answer = Callable[[HttpRequest], HttpResponse]

SSO_BACKEND = "people.sso.Accounts"
# A session is written anew at most this often (seconds), so that pages that only show something write nothing.
NOTED_EVERY = 600


def ask_for_second_step(get_response: Answer) -> Answer:
    """Let nobody count as signed in whose second step is missing.

    That is a session from before the second step was set up, in another browser; and, where everybody must have
    one, somebody who has not set it up, who is led to where that is done. Whoever came through single sign-on took
    the steps that the organisation asks for there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        request.user = SimpleLazyObject(partial(_counted, request, person))  # type: ignore[assignment]
        if settings.SECOND_STEP_REQUIRED and request.path.startswith("/admin/"):
            page = reverse("second-step")
            open_pages = {page, reverse("admin:login"), reverse("admin:logout"), reverse("admin:jsi18n")}
            if request.path not in open_pages and _has_none(request, person):
                return HttpResponseRedirect(page)
        return get_response(request)

    return middleware


def _has_none(request: HttpRequest, person: Person) -> bool:
    """Whether somebody is signed in by a password alone."""
    by_password = person.is_authenticated and request.session.get(BACKEND_SESSION_KEY) != SSO_BACKEND
    return by_password and not person.is_verified()


def _counted(request: HttpRequest, person: Person) -> Person:
    """The person, or nobody where their second step is missing."""
    if not _has_none(request, person):
        return person
    if second_step.is_set_up(person):
        return AnonymousUser()
    if settings.SECOND_STEP_REQUIRED and not request.path.startswith("/admin/"):
        return AnonymousUser()
    return person


def stay_signed_in_while_working(get_response: Answer) -> Answer:
    """Let a session end so many hours after the last page of the admin, not after the first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and SESSION_KEY in request.session:
            now = int(time.time())
            if now - request.session.get("worked_at", 0) > NOTED_EVERY:
                request.session["worked_at"] = now
        return get_response(request)

    return middleware

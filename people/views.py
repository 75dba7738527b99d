"""The page on which people set up their second step."""

from __future__ import annotations

import django_otp
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from people import second_step

WRONG = "That code is not right. Wait until your app shows the next one, and type that."


@require_http_methods(["GET", "HEAD", "POST"])
def second_step_page(request: HttpRequest) -> HttpResponse:
    """Set it up, get new recovery codes, or turn it off. What weakens it asks for a code first."""
    steps = {"begin": _begin, "confirm": _confirm, "codes": _codes, "off": _off}
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step not in steps:
            raise BadRequest("The form did not say what to do.")
        return steps[step](request)
    return _show(request)


def _begin(request: HttpRequest) -> HttpResponse:
    user = request.user
    if second_step.is_set_up(user) and not second_step.accepted(user, request.POST.get("code", "")[:20]):
        return _show(request, problem=WRONG, at="begin")
    second_step.begin(user)
    return HttpResponseRedirect(reverse("second-step"))


def _confirm(request: HttpRequest) -> HttpResponse:
    device = second_step.confirm(request.user, request.POST.get("code", "")[:20])
    if not device:
        return _show(request, problem=WRONG, at="confirm")
    # This session has just given its code; all others of the same person have to sign in again.
    request.session.cycle_key()
    django_otp.login(request, device)
    return _show(request, codes=second_step.new_recovery_codes(request.user))


def _codes(request: HttpRequest) -> HttpResponse:
    if not second_step.accepted(request.user, request.POST.get("code", "")[:20]):
        return _show(request, problem=WRONG, at="codes")
    return _show(request, codes=second_step.new_recovery_codes(request.user))


def _off(request: HttpRequest) -> HttpResponse:
    if not second_step.accepted(request.user, request.POST.get("code", "")[:20]):
        return _show(request, problem=WRONG, at="off")
    second_step.turn_off(request.user)
    messages.success(request, "Two-step sign-in is off.")
    return HttpResponseRedirect(reverse("second-step"))


def _show(request: HttpRequest, problem: str = "", at: str = "", codes: list[str] | None = None) -> HttpResponse:
    user, begun = request.user, second_step.begun(request.user)
    context = {
        **admin.site.each_context(request),
        "title": "Two-step sign-in",
        "is_set_up": second_step.is_set_up(user),
        "left": second_step.recovery_codes_left(user),
        "picture": second_step.picture(begun) if begun else "",
        "written": second_step.written(begun) if begun else "",
        "problem": problem,
        "at": at,
        "codes": codes,
    }
    return render(request, "admin/people/second_step.html", context, status=400 if problem else 200)

"""The form under every public record: suggest a change, or say that your council did this too.

It needs no account and sets no cookie. Three things stand in for them: the browser says which site the form was sent
from, a signed time stamp says when it was opened, and a box that people do not see stays empty.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from browse.record import withdrawn
from catalogue.models import Entry
from curation.forms import SuggestionForm
from curation.models import Suggestion

# Seconds between opening the form and sending it: a person needs the one, and nobody the other.
SHORTEST, LONGEST = 3, 24 * 3600
AN_HOUR = timedelta(hours=1)
# A council often has one address for the whole of its staff.
MOST_AN_HOUR_FROM_ONE_ADDRESS, MOST_AN_HOUR = 10, 200
_signer = TimestampSigner(salt="curation.suggesting")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, and what is sent with it. Whatever is refused comes back with the words kept."""
    entry, gone = _record(request, reference)
    if not entry:
        return gone
    if request.method != "POST":
        type_ = Suggestion.Type.DID_THIS if "did-this" in request.GET else Suggestion.Type.CHANGE
        return _page(request, entry, SuggestionForm(initial={"type": type_}))
    form = SuggestionForm(request.POST, instance=Suggestion(kind=entry.kind, reference=entry.pk))
    stamp = request.POST.get("opened", "")
    form.is_valid()
    if not sent_from_here(request):
        form.add_error(None, "This was not sent from the page itself. Your words are below: send them from here.")
        return _page(request, entry, form, status=403)
    if problem := _problem_with_time(stamp, entry):
        form.add_error(None, problem)
    if request.POST.get("website"):
        form.add_error(None, "A box that is not for people was filled in. Please send your words again.")
    if form.errors:
        return _page(request, entry, form, status=400, stamp=stamp)
    form.instance.sender = salted_hmac("curation.suggesting", request.META.get("REMOTE_ADDR", "")).hexdigest()
    if _sent_before(form.instance):
        return HttpResponseRedirect(reverse("suggestion-sent", args=[entry.pk]))
    if _too_many(form.instance.sender):
        form.add_error(None, "Very many suggestions are arriving. Your words are below: please send them in an hour.")
        response = _page(request, entry, form, status=429, stamp=stamp)
        response["Retry-After"] = "3600"
        return response
    form.save()
    return HttpResponseRedirect(reverse("suggestion-sent", args=[entry.pk]))


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Thanks, and what happens next. The same page for everybody."""
    entry, gone = _record(request, reference)
    return render(request, "curation/suggestion_sent.html", {"entry": entry, "kind": type(entry)}) if entry else gone


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site; older ones say it less directly."""
    if said := request.headers.get("Sec-Fetch-Site"):
        return said == "same-origin"
    came_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(came_from).netloc in {request.get_host(), urlsplit(settings.BASE_URL).netloc}
    except ValueError:
        return False


def _record(request: HttpRequest, reference: str) -> tuple[Entry | None, HttpResponse]:
    """The public record, or the answer where it is withdrawn; 404 for what was never public."""
    for kind in Entry.kinds():
        if entry := kind.objects.published().filter(pk=reference).first():
            return entry, HttpResponse()
    for kind in Entry.kinds():
        if gone := kind.objects.once_public().filter(pk=reference).first():
            return None, withdrawn(request, gone)
    raise Http404


def _page(request: HttpRequest, entry: Entry, form: SuggestionForm, status: int = 200, stamp: str = "") -> HttpResponse:
    """The form about a record; a stamp that still counts is kept, so that sending again needs no waiting."""
    if not stamp or _problem_with_time(stamp, entry, shortest=-1):
        stamp = _signer.sign(entry.pk)
    context = {
        "entry": entry,
        "kind": type(entry),
        "form": form,
        "opened": stamp,
        "days": settings.SUGGESTION_CONTACT_DAYS,
    }
    return render(request, "curation/suggest.html", context, status=status)


def _problem_with_time(stamp: str, entry: Entry, shortest: int = SHORTEST) -> str:
    """What is wrong with when the form was opened, in a sentence; nothing if all is well."""
    try:
        if _signer.unsign(stamp, max_age=LONGEST) != entry.pk:
            return "The form was opened on another page. Your words are below: please send them from here."
    except SignatureExpired:
        return "The form was open for more than a day. Your words are below: please send them again."
    except BadSignature:
        return "The form did not arrive whole. Your words are below: please send them again."
    try:
        _signer.unsign(stamp, max_age=shortest)
    except SignatureExpired:
        return ""
    return "That was very quick. Please read your words once more, and send them again."


def _lately(**conditions: object) -> int:
    return Suggestion.objects.filter(made_at__gt=timezone.now() - AN_HOUR, **conditions).count()


def _sent_before(suggestion: Suggestion) -> bool:
    """Whether the same was sent within the hour: a button pressed twice."""
    return bool(_lately(sender=suggestion.sender, reference=suggestion.reference, text=suggestion.text))


def _too_many(sender: str) -> bool:
    """Whether this sender, or everybody together, sent too much within the hour; older senders are forgotten.

    The rows themselves are counted, so that all workers count together; requests at the very same moment may let
    a few more through.
    """
    Suggestion.objects.filter(made_at__lte=timezone.now() - AN_HOUR).exclude(sender="").update(sender="")
    return _lately(sender=sender) >= MOST_AN_HOUR_FROM_ONE_ADDRESS or _lately() >= MOST_AN_HOUR

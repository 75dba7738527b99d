"""How much there may be of anything, and what is said when that is reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from foundation.texts import UNWRITABLE
from reflection.access import keyed_digest
from reflection.models import AskedQuestion, Attempt

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
WRONG_LINKS_AN_HOUR = 20
STARTS_AN_HOUR, STARTS_A_DAY = 5, 200
NOTES, LETTERS = 10_000, 10_000_000
LINKS, ACTIONS = 100, 100


def typed(text: str) -> str:
    """What was typed, with one character for the end of a line and none around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def problem_with(text: str, longest: int, what: str = "This") -> str:
    """What is wrong with a text, in a sentence; nothing if it can be kept."""
    if len(text) > longest:
        return f"{what} has {len(text):,} characters. Shorten it to {longest:,}."
    if UNWRITABLE.search(text):
        return f"{what} holds a character that cannot be kept, such as a line break of Word. Type it again there."
    return ""


def problem_with_room(asked: Iterable[AskedQuestion]) -> str:
    """Whether one more note fits under the questions of a session, in a sentence."""
    notes, letters = 0, 0
    for question in asked:
        notes += question.all_notes  # type: ignore[attr-defined]
        letters += question.letters  # type: ignore[attr-defined]
    if notes >= NOTES:
        return f"This session has {NOTES:,} notes, which is as many as it can hold."
    return "This session holds as much text as it can." if letters >= LETTERS else ""


def sender_of(request: HttpRequest) -> str:
    """A keyed digest of the address somebody asks from."""
    return keyed_digest("sender", request.META.get("REMOTE_ADDR", ""))


def count(request: HttpRequest, sort: str) -> None:
    """Note an attempt, and forget the old ones."""
    forget_attempts()
    Attempt.objects.create(sort=sort, sender=sender_of(request))


def forget_attempts() -> None:
    """Forget who tried something more than an hour ago, and what was tried more than a day ago."""
    Attempt.objects.filter(at__lt=timezone.now() - AN_HOUR).exclude(sender="").update(sender="")
    Attempt.objects.filter(at__lt=timezone.now() - A_DAY).delete()


def too_many_wrong_links(request: HttpRequest) -> bool:
    """Whether too many wrong links came from this address within the hour. Right ones are never asked about this."""
    lately = Attempt.objects.filter(sort=Attempt.Sort.WRONG_LINK, at__gt=timezone.now() - AN_HOUR)
    return lately.filter(sender=sender_of(request)).count() >= WRONG_LINKS_AN_HOUR


def too_many_starts(request: HttpRequest) -> bool:
    """Whether too many workspaces were made from this address within the hour, or by everybody within the day."""
    made = Attempt.objects.filter(sort=Attempt.Sort.START)
    lately = made.filter(sender=sender_of(request), at__gt=timezone.now() - AN_HOUR).count()
    return lately >= STARTS_AN_HOUR or made.filter(at__gt=timezone.now() - A_DAY).count() >= STARTS_A_DAY

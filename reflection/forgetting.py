"""What is forgotten by itself, once a day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from reflection import notes
from reflection.models import Note, TeamSession, Workspace


def forget_workspaces() -> int:
    """Delete the workspaces whose time is over, with all that is in them; returns how many."""
    today = timezone.localdate()
    gone = [each.pk for each in Workspace.objects.only("last_used_on") if today >= each.ends_on]
    Workspace.objects.filter(pk__in=gone).delete()
    return len(gone)


def forget_browsers(before: date) -> int:
    """Forget who wrote the notes of days before this one, though their session was never closed; returns how many."""
    known = Note.objects.filter(made_on__lt=before).exclude(browser="", key=None)
    number = known.count()
    for session in TeamSession.objects.filter(pk__in=known.values("session")):
        notes.make_anonymous(session, known.filter(session=session))
    return number

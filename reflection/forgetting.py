"""What is forgotten once a day (`manage.py daily`)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from reflection import notes
from reflection.limits import forget_attempts
from reflection.models import Note, TeamSession, Workspace


def forget_workspaces() -> str:
    """Delete the workspaces whose time is over, with all that is in them."""
    today = timezone.localdate()
    gone = [each.pk for each in Workspace.objects.only("last_used_on") if today >= each.ends_on]
    Workspace.objects.filter(pk__in=gone).delete()
    return f"Deleted {len(gone):,} workspaces that nobody had used for long."


def forget_browsers() -> str:
    """Forget who wrote notes before yesterday, though their session was never closed."""
    known = Note.objects.filter(made_on__lt=timezone.localdate() - timedelta(days=1)).exclude(browser="", key=None)
    number = known.count()
    for session in TeamSession.objects.filter(pk__in=known.values("session")):
        notes.make_anonymous(session, known.filter(session=session))
    return f"Forgot the browsers of {number:,} notes."


def forget_senders() -> str:
    """Forget who tried what is limited."""
    forget_attempts()
    return "Forgot who tried what is limited."


JOBS = [forget_workspaces, forget_browsers, forget_senders]

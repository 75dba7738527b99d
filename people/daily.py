"""What sign-in has done once a day (`manage.py daily`)."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions() -> str:
    """Remove sessions that have ended."""
    count, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"Removed {count:,} sessions that had ended."


JOBS = [forget_sessions]

"""What sign-in has done once a day (`manage.py daily`)."""

from __future__ import annotations

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions() -> str:
    """Remove sessions that have ended."""
    count, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"Removed {count:,} sessions that had ended."


def forget_failures() -> str:
    """Remove wrong passwords that no longer count."""
    count, _ = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    return f"Removed {count:,} wrong passwords that no longer counted."


JOBS = [forget_sessions, forget_failures]

"""What team sessions have done once a day (`manage.py daily`)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from reflection import forgetting, limits


def forget_workspaces() -> str:
    """Delete workspaces that nobody used for long."""
    return f"Deleted {forgetting.forget_workspaces():,} team sessions that nobody used for long."


def forget_browsers() -> str:
    """Forget which browser wrote what before yesterday, and who tried keys."""
    limits.forget_attempts()
    count = forgetting.forget_browsers(timezone.localdate() - timedelta(days=1))
    return f"Forgot of {count:,} notes of team sessions which browser wrote them."


JOBS = [forget_workspaces, forget_browsers]

"""What the catalogue has done once a day (`manage.py daily`)."""

from __future__ import annotations

from catalogue.models import Change


def forget_checkpoints() -> str:
    """Remove checkpoints of the outbox that only a reader far behind could ask for."""
    return f"Removed {Change.objects.forget_checkpoints():,} old checkpoints of the outbox."


JOBS = [forget_checkpoints]

"""What importing has done once a day (`manage.py daily`)."""

from __future__ import annotations

from importing.models import Import


def forget_abandoned() -> str:
    """Remove imports nobody finished, and the files with them."""
    abandoned = Import.objects.abandoned()
    said = f"Removed {abandoned.count():,} imports that nobody finished."
    abandoned.delete()
    return said


JOBS = [forget_abandoned]

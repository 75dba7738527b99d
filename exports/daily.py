"""What exports have done once a day (`manage.py daily`)."""

from __future__ import annotations

from exports import package


def renew_open_data() -> str:
    """Make the data package anew where it is older than the content, so that the first who asks need not wait."""
    if package.current():
        return "The open data is that of now."
    return f"The open data is in {package.build()}."


JOBS = [renew_open_data]

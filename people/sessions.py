"""Sessions in the database, in which a busy database is told from a session that has ended."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError


class SessionStore(db.SessionStore):
    """The sessions of Django."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the session. Raises OperationalError where the database is busy or away.

        Django would take that, too, for a session that somebody ended meanwhile, and say “you may have logged out”.
        """
        try:
            super().save(*args, **kwargs)
        except UpdateError as problem:
            if isinstance(problem.__context__, OperationalError):
                raise problem.__context__ from None
            raise

"""What a page showed, signed and sent back with its form: nobody agrees to what came since (decision 041)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import models

from history import acts

SALT = "history.conflicts"


def sign(model: type[models.Model], key: Any, what: Any, at: datetime | None = None) -> str:
    """What a page shows of a record, now unless it was read at an earlier moment. Sign before reading what is shown."""
    at = at or acts.monotonic_now()
    return signing.dumps([model._meta.label_lower, str(key), at.isoformat(), what], salt=SALT, compress=True)


def saw(model: type[models.Model], key: Any, token: str) -> tuple[datetime | None, Any]:
    """When somebody was shown a record, and what; nothing if the token says nothing of this record."""
    try:
        label, known, at, what = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None, None
    return (datetime.fromisoformat(at), what) if [label, known] == [model._meta.label_lower, str(key)] else (None, None)


def has_changed(model: type[models.Model], key: Any, token: str, what: Any) -> bool:
    """Whether a page showed something else than this. Who sends no token was shown no page, and agrees to nothing."""
    return bool(token) and saw(model, key, token)[1] != what

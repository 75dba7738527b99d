"""Version tokens: what a page showed, signed and sent back with its form as the field `seen` (decision 041)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import models

from history import acts

SALT = "history.conflicts"


def sign(model: type[models.Model], key: Any, what: Any, at: datetime | None = None) -> str:
    """A token of what a page shows of a record, read at this time or now. Sign before reading what is shown."""
    at = at or acts.monotonic_now()
    return signing.dumps([model._meta.label_lower, str(key), at.isoformat(), what], salt=SALT, compress=True)


def read_token(model: type[models.Model], key: Any, token: str) -> tuple[datetime | None, Any]:
    """When somebody was shown a record, and what; twice None for a token that is broken or of another record."""
    try:
        label, known, at, what = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None, None
    return (datetime.fromisoformat(at), what) if [label, known] == [model._meta.label_lower, str(key)] else (None, None)


def has_changed(model: type[models.Model], key: Any, token: str, what: Any) -> bool:
    """Whether a page showed something else than this. Who sends no token was shown no page, and agrees to nothing."""
    return bool(token) and read_token(model, key, token)[1] != what

"""Counting searches that found nothing, without anything about who searched."""

from __future__ import annotations

import logging
import re

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from search import language
from search.models import MissedSearch

# Beyond so many different ones a day, somebody is playing; nothing more is kept.
MOST_A_DAY = 1_000
# What looks like an address or a number of a person is not kept.
_PERSONAL = re.compile(r"@|(?:\d[\s-]?){6}")
log = logging.getLogger(__name__)


def remember(text: str) -> None:
    """Count a search that found nothing; a failure is logged and never reaches the visitor."""
    words = " ".join(language.clean(text).lower().split())[:200]
    if not language.words(words) or _PERSONAL.search(words):
        return
    day = timezone.localdate()
    try:
        with transaction.atomic():
            if MissedSearch.objects.filter(text=words, day=day).update(times=F("times") + 1):
                return
            if MissedSearch.objects.filter(day=day).count() < MOST_A_DAY:
                MissedSearch.objects.get_or_create(text=words, day=day)
    except DatabaseError:
        log.exception("A search that found nothing could not be counted.")

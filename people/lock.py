"""The lock after too many wrong passwords: for a name from an address, and for an address whatever the name.

Nobody can shut a colleague out by guessing at their name from elsewhere: failures from other addresses only leave fewer
tries to each.
"""

from __future__ import annotations

import logging
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

log = logging.getLogger(__name__)

# So many failures from one address lock it for every name.
MOST_FROM_AN_ADDRESS = 30
# After so many for one name, from wherever, it counts as attacked, and each address has so many tries at it.
MOST_FOR_A_NAME, TRIES_AT_AN_ATTACKED_NAME = 20, 2


class Handler(AxesDatabaseHandler):
    """Counts failures so that AXES_FAILURE_LIMIT of them lock, whatever they are failures of."""

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """The failures that count for this name from this address."""
        limit = settings.AXES_FAILURE_LIMIT
        of_pair, of_address = (_sum(attempts) for attempts in self.get_user_attempts(request, credentials))
        name = get_client_username(request, credentials)
        lately = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        if _sum(lately.filter(username=name)) >= MOST_FOR_A_NAME and of_pair >= TRIES_AT_AN_ATTACKED_NAME:
            return limit
        return max(of_pair, limit if of_address >= MOST_FROM_AN_ADDRESS else 0)

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count it, and say in the log that it was, by a digest that tells addresses apart and names none."""
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None:
            address = salted_hmac("people.lock", request.META.get("REMOTE_ADDR", "")).hexdigest()[:12]
            is_locked = getattr(request, "axes_locked_out", False)
            log.warning("A sign-in failed from address %s%s.", address, ", which is locked" if is_locked else "")


def _sum(attempts: QuerySet) -> int:
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0

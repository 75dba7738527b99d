"""What curation has done once a day (`manage.py daily`)."""

from __future__ import annotations

from curation import numbers, outward, queue
from curation.models import Suggestion

# For how many seconds links are tried.
SECONDS_FOR_LINKS = 600


def keep_numbers() -> str:
    """Keep today's numbers of what needs doing; the front page of the admin does it too, when it is looked at."""
    is_first = numbers.keep(queue.counts(None))
    return "Today’s numbers are kept." if is_first else "Today’s numbers were kept before."


def forget_suggesters() -> str:
    """Remove names and e-mail addresses from suggestions that are older than the form promises."""
    return f"Forgot who sent {Suggestion.objects.kept_too_long().forget_who()} suggestions."


def try_links() -> str:
    """Try the links to other sites. Two failures on different days make a link broken."""
    return outward.check(SECONDS_FOR_LINKS).in_words()


JOBS = [keep_numbers, forget_suggesters, try_links]

"""What needs doing with the kinds of this app (curation/queue.py)."""

from __future__ import annotations

from curation.queue import EDITORS, Question, lacks, only
from lessons.models import KeyLineOfEnquiry

QUESTIONS = [
    Question("no-lessons", "Key lines of enquiry with no lesson", EDITORS, only(KeyLineOfEnquiry), lacks("lessons")),
]

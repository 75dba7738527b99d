"""What needs doing with recommendations, and with themes for want of one (curation/queue.py)."""

from __future__ import annotations

from catalogue.models import Tag
from curation.queue import EDITORS, Question, lacks, only, theme_without
from recommendations.models import Recommendation

QUESTIONS = [
    Question(
        "no-case-studies",
        "Recommendations with no case study",
        EDITORS,
        only(Recommendation),
        lacks("case_studies"),
    ),
    Question(
        "without-recommendations",
        "Themes with no recommendation",
        EDITORS,
        only(Tag),
        theme_without(Recommendation),
    ),
]

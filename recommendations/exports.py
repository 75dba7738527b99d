"""The columns of recommendations in every download, the table for a board and the tracker of a council."""

from exports import layouts
from exports.columns import (
    ASSESSMENT,
    ORIGIN,
    REFERENCE,
    SOURCE_AND_YEAR,
    TAGS,
    WORDS,
    blank,
    choice,
    field,
    linked,
    named,
)
from exports.layouts import Layout
from recommendations.models import Recommendation

Type = Recommendation.Type
# The headings under which a text document gathers the types.
GROUPS = {
    Type.RECOMMENDATION.label: "Recommendations",
    Type.CHECK_QUESTION.label: "Check-and-challenge questions",
    Type.CHALLENGE.label: "Systemic challenges",
    Type.AREA.label: "Examples of areas",
    Type.PRINCIPLE.label: "Principles",
    Type.TAKEAWAY.label: "Takeaways",
    Type.KEY_MESSAGE.label: "Key messages",
}
COLUMNS = {
    Recommendation: [
        *REFERENCE,
        choice("type", GROUPS),
        field("number"),
        linked("part_of", "parent"),
        *WORDS,
        field("addressed_to"),
        choice("addressed_to_basis"),
        *ASSESSMENT,
        *TAGS,
        linked("lessons"),
        linked("enablers"),
        linked("case_studies"),
        *ORIGIN,
    ]
}


ACTION_PLAN = Layout(
    word="action-plan",
    title="Action plan",
    formats={"xlsx": "Excel for a tracker", "docx": "Action plan to fill in (Word)"},
    columns=[
        layouts.REFERENCE,
        layouts.title_and_summary("Recommendation"),
        SOURCE_AND_YEAR,
        named("Lessons behind it", "lessons", 30),
        field("Addressed to", "addressed_to", width=20),
        blank("Lead officer", 15),
        blank("Due date", 12, is_date=True),
        blank("Action", 30),
        blank("Status", 11),
        layouts.PAGE,
    ],
    choices={"Status": ["Red", "Amber", "Green"]},
)
# For a board: what it is asked to agree to, who says so and when, and why.
PAPER = Layout(
    word="paper",
    title="Recommendations for a paper",
    formats={"docx": "Word table for a board paper"},
    columns=[
        layouts.REFERENCE,
        choice("Type", GROUPS, source="type"),
        layouts.title_and_summary("Recommendation"),
        SOURCE_AND_YEAR,
        named("Lessons behind it", "lessons", 30),
        field("Addressed to", "addressed_to", width=20),
        layouts.PAGE,
    ],
)
LAYOUTS = {Recommendation: [PAPER, ACTION_PLAN]}

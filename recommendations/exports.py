"""The columns of recommendations in every download, and the shape of a council's action plan."""

from dataclasses import replace

from exports.columns import (
    ASSESSMENT,
    ORIGIN,
    REFERENCE,
    SOURCE_WITH_LOCATOR,
    TAGS,
    URL,
    WORDS,
    Batch,
    Column,
    blank,
    choice,
    field,
    linked,
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


def _title_and_summary(batch: Batch) -> list:
    both = zip(batch.fields["title"], batch.fields["summary"], strict=True)
    return [f"{title} {summary}" if title[-1] in ".?!" else f"{title}. {summary}" for title, summary in both]


ACTION_PLAN = Layout(
    word="action-plan",
    label="Action plan",
    title="Action plan",
    formats=("docx", "xlsx"),
    columns=[
        field("Reference", "reference", width=14),
        Column("Recommendation", _title_and_summary, ("title", "summary"), width=44),
        SOURCE_WITH_LOCATOR,
        linked(
            "Lessons behind it",
            "lessons",
            show=lambda reference, title: f"{reference} {title}",
            columns=("pk", "title"),
            width=30,
        ),
        blank("Lead officer", 15),
        blank("Due date", 12),
        blank("Action", 30),
        blank("Status", 11),
        # In a text document the reference leads there.
        replace(URL, name="Page", path="", width=30),
    ],
    choices={"Status": ["Red", "Amber", "Green"]},
)
LAYOUTS = {Recommendation: [ACTION_PLAN]}

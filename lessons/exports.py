"""The columns of lessons, enablers and key lines of enquiry in every download."""

from exports.columns import ASSESSMENT, ORIGIN, REFERENCE, TAGS, WORDS, choice, field, linked, many, named
from exports.layouts import paper_table, title_and_summary
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson

COLUMNS = {
    Lesson: [
        *REFERENCE,
        field("number"),
        *WORDS,
        field("context", markdown=True),
        field("applies_when", markdown=True),
        choice("applies_when_basis"),
        *ASSESSMENT,
        *TAGS,
        linked("enablers"),
        many("components", "name"),
        *ORIGIN,
    ],
    Enabler: [
        *REFERENCE,
        field("number"),
        *WORDS,
        field("held_back_before", markdown=True),
        field("what_was_different", markdown=True),
        field("how_to_recreate", markdown=True),
        *ASSESSMENT,
        *TAGS,
        linked("lessons"),
        *ORIGIN,
    ],
    KeyLineOfEnquiry: [
        *REFERENCE,
        choice("part"),
        field("number"),
        field("heading", "under"),
        *WORDS,
        field("who_to_ask"),
        choice("who_to_ask_basis"),
        *ASSESSMENT,
        *TAGS,
        many("components", "name"),
        linked("lessons"),
        *ORIGIN,
    ],
}
LAYOUTS = {
    Lesson: [
        paper_table("Lessons for a paper", title_and_summary("Lesson"), named("What made it possible", "enablers", 30))
    ],
    Enabler: [
        paper_table("Enablers for a paper", title_and_summary("Enabler"), named("Lessons it helped", "lessons", 30))
    ],
    KeyLineOfEnquiry: [
        paper_table(
            "Questions for a paper",
            field("Question", "title", width=44),
            field("Under", "under", width=20),
            field("Who to ask", "who_to_ask", width=24),
        )
    ],
}

"""The columns of lessons, enablers and key lines of enquiry in every download."""

from exports.columns import ASSESSMENT, ORIGIN, REFERENCE, TAGS, WORDS, choice, field, linked, many
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

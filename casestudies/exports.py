"""The columns of case studies in every download."""

from dataclasses import replace

from casestudies.models import CaseStudy
from exports.columns import ASSESSMENT, COUNCILS, ORIGIN, REFERENCE, TAGS, WORDS, choice, field, linked
from exports.layouts import paper_table, title_and_summary

COLUMNS = {
    CaseStudy: [
        *REFERENCE,
        choice("type"),
        *WORDS,
        field("period"),
        field("caveat", markdown=True),
        field("contact"),
        *ASSESSMENT,
        *TAGS,
        linked("lessons"),
        linked("enablers"),
        *ORIGIN,
    ]
}
LAYOUTS = {
    CaseStudy: [
        paper_table(
            "Case studies for a paper",
            replace(COUNCILS[0], name="Council", width=18),
            title_and_summary("What happened"),
        )
    ]
}

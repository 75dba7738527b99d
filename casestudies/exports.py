"""The columns of case studies in every download."""

from casestudies.models import CaseStudy
from exports.columns import ASSESSMENT, ORIGIN, REFERENCE, TAGS, WORDS, choice, field, linked

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

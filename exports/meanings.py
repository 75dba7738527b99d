"""What the columns of files and the fields of the API mean, for whoever has nothing else: a sentence for each name."""

from __future__ import annotations

from exports.columns import Column

BETWEEN_VALUES = "Several values have “; ” between them."
MEANINGS = {
    # Of every kind.
    "reference": "The code by which the record is known, such as NW-L01. It never changes.",
    "title": "What the record is called.",
    "summary": "One or two sentences that make sense on their own.",
    "body": "What the source says, in more detail, in Markdown.",
    "source_heading": "The heading as the source prints it, where the title is another.",
    "editors_view": "What the editors add to what the source says: advice, signs to look for, cautions. In Markdown.",
    "strength": "How strong the evidence is: from mentioned once to measured results from several places.",
    "strength_reason": "Why the evidence is that strong: who told it, or what was measured.",
    "evidence_year": "The latest year in which what it tells happened or was seen.",
    "developments": "The titles of the editors’ notes on what has changed since the source was written.",
    "themes": "The names of its themes.",
    "tags": "The names of its tags below the themes.",
    "councils": "The names of the councils its source names; of a case study, where it happened.",
    "councils_through_links": "The names of the councils of the case studies a report or the editors link it with.",
    "source": "The titles of the documents it comes from.",
    "locator": "Where in each of these documents it stands, in the same order.",
    "published_at": "When the record appeared on the site.",
    "reviewed_on": "When somebody last checked that it still holds.",
    "review_due": "When it is to be checked again.",
    "url": "The address of its page.",
    # Of some kinds.
    "number": "Its number within its source.",
    "type": "What sort of record of its kind it is.",
    "part": "The part of the list of questions it stands in.",
    "heading": "The heading it stands under in its source.",
    "part_of": "The reference of the recommendation it is a point of.",
    "addressed_to": "Who is asked to act.",
    "addressed_to_basis": "Who says whom it is for: the source, or the editors.",
    "who_to_ask": "Who could answer the question.",
    "who_to_ask_basis": "Who says whom to ask: the source, or the editors.",
    "period": "The time it is about, in words.",
    "context": "What was expected, what happened, and why, in Markdown.",
    "applies_when": "The situations in which to remember it, in Markdown.",
    "applies_when_basis": "Who says when to remember it: the source, or the editors.",
    "held_back_before": "What had stood in the way before, in Markdown.",
    "what_was_different": "What had changed when it worked, in Markdown.",
    "how_to_recreate": "What to do to have it again, in Markdown.",
    "caveat": "What to know before relying on it, in Markdown.",
    "contact": "The role and the organisation to ask, where the source prints them.",
    "components": "The parts of the care system it belongs to.",
    "lessons": "The references of the public lessons linked with it.",
    "enablers": "The references of the public enablers linked with it.",
    "case_studies": "The references of the public case studies linked with it.",
    # Of links.
    "link": "What the link leads to: a kind of record, or tag, theme, council or source.",
    "linked_reference": "The reference or the word in the address of what is linked.",
    "linked_title": "What the linked is called.",
    "basis": "Whose word a link between records is: the source’s, or the editors’.",
    "why": "What connects the two, or where in a source the record stands.",
    # At the end of every row.
    "list_url": "The address of the list the row is from.",
    "exported_at": "When the file was made.",
    "content_version": "The version of the content the file was made from.",
    "licence": "Under which licence the words may be used.",
}


def meaning(name: str, column: Column | None = None) -> str:
    """What a column says and, where it holds many values, what stands between them in a table."""
    return f"{MEANINGS[name]} {BETWEEN_VALUES}" if column and column.many else MEANINGS[name]

"""Starting a draft from what a reader said: “our council did this too”."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from catalogue.models import Entry, Link
from catalogue.models.link import LinkSide
from catalogue.places import lending_kind
from curation.models import Suggestion
from foundation.spelling import slug_of

LONGEST_SUMMARY = 500


def start(suggestion: Suggestion, reference: str, title: str, user: AbstractBaseUser) -> Entry:
    """A draft of the kind that tells where things happened, with the council and a link to the record they spoke of.

    Raises ValidationError where the record would not be valid; nothing is saved then.
    """
    kind = lending_kind()
    draft = kind(
        reference=reference,
        title=title,
        slug=slug_of(title)[:120].strip("-") or slug_of(reference),
        summary=" ".join(suggestion.text.split())[:LONGEST_SUMMARY],
        body=suggestion.text,
        owner_id=user.pk,
        created_by_id=user.pk,
        updated_by_id=user.pk,
    )
    draft.full_clean()
    with transaction.atomic():
        draft.save(force_insert=True)
        if suggestion.council:
            draft.councils.add(suggestion.council)
        if (way := way_to(suggestion)) and (record := suggestion.entry):
            link, here, there, _ = way
            link.objects.create(**{here: draft, there: record, "note": "Suggested by a reader."})
        suggestion.led_to = draft.pk
        suggestion.save(update_fields=["led_to"])
    return draft


def way_to(suggestion: Suggestion) -> LinkSide | None:
    """The link between draft and record, the draft's end and the record's; nothing where their kinds have no link."""
    return next((side for side in Link.sides_of(lending_kind()) if side.other is suggestion.model), None)

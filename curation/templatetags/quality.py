"""What the rules of a good record say, on the form of the record."""

from __future__ import annotations

from django import template

from catalogue.models import Entry
from curation import quality
from curation.models import WorkingCopy

register = template.Library()


@register.inclusion_tag("admin/advice.html")
def advice(entry: Entry, copy: WorkingCopy | None) -> dict:
    """The advice on a record, or on its working copy where it has one, as it was last saved."""
    return {"advice": quality.advice(quality.as_edited(entry, copy.data) if copy else entry)}

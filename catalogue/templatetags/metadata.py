"""What a page says about itself to programs."""

from __future__ import annotations

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalogue.exports.citation import schema_org
from catalogue.models import Entry

register = template.Library()
# As Django's own json_script does, which knows only one type of script.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def json_ld(entry: Entry) -> SafeString:
    """The record as a block of JSON-LD: data that no browser runs, escaped so that it cannot end early."""
    said = json.dumps(schema_org(entry), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{said}</script>')  # noqa: S308 - escaped just above

"""What a page says about itself to programs."""

from __future__ import annotations

import json
from html import unescape

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from catalogue.models import Entry
from exports import citation

register = template.Library()
# As Django's own json_script does, which knows only one type of script.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def json_ld(entry: Entry) -> SafeString:
    """The record as a block of JSON-LD."""
    return _block(citation.schema_org(entry))


@register.simple_tag
def json_ld_of_site() -> SafeString:
    """The site and its search as a block of JSON-LD."""
    return _block(citation.schema_org_of_site())


@register.simple_tag(takes_context=True)
def json_ld_of_list(context: Context) -> SafeString:
    """The page, which gathers records, as a block of JSON-LD, in the words of its title and description."""
    name, description = (unescape(said_in(context, block)) for block in ("title", "description"))
    return _block(citation.schema_org_of_list(name, description, this_page(context)))


@register.simple_tag(takes_context=True)
def said_in(context: Context, block: str) -> SafeString:
    """What a block of this page says, to say it again: Django lets a block stand in one place only."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(block).render(context)


@register.simple_tag(takes_context=True)
def this_page(context: Context) -> str:
    """The full address of this page."""
    return settings.BASE_URL + context["request"].get_full_path()


def _block(said: dict) -> SafeString:
    """Data that no browser runs, escaped so that it cannot end early."""
    written = json.dumps(said, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308 - escaped just above

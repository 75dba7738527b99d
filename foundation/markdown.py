"""From Markdown, as curators write it, to HTML that is safe to show."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_parse = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {"p", "br", "hr", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "code", "blockquote"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_CLASSES = {
    "<p>": '<p class="govuk-body">',
    "<ul>": '<ul class="govuk-list govuk-list--bullet">',
    "<ol>": '<ol class="govuk-list govuk-list--number">',
    "<h3>": '<h3 class="govuk-heading-s">',
    "<h4>": '<h4 class="govuk-heading-s">',
    "<table>": '<table class="govuk-table">',
    "<th>": '<th class="govuk-table__header" scope="col">',
    "<td>": '<td class="govuk-table__cell">',
    "<a ": '<a class="govuk-link" ',
}


def parse(text: str) -> list[Token]:
    """The text as the parser's tokens, for documents that are not HTML."""
    return _parse.parse(text)


def render(text: str) -> SafeString:
    """The text as HTML: raw HTML is shown as typed, and only plain elements and web links come through."""
    html = nh3.clean(
        _parse.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    for plain, styled in _CLASSES.items():
        html = html.replace(plain, styled)
    return mark_safe(html)  # noqa: S308 - nh3 has just cleaned it

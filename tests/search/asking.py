"""Asking the search of the site, and whether its index is right."""

import io
import re
from html import unescape

from django.core.cache import caches
from django.core.management import call_command


def found(client, text, **more):
    """The references the search page gives, from the index and not from a page that was kept."""
    caches["pages"].clear()
    response = client.get("/search/", {"q": text, "spelling": "as-typed", **more})
    assert response.status_code == 200
    assert not response.context["is_plain"]
    return {card.reference for card in response.context["page"].object_list}


def agrees():
    """The index holds what the database has public; raises where not."""
    call_command("check_index", stdout=io.StringIO(), stderr=io.StringIO())
    return True


def titles(response):
    """The titles of the cards of a list."""
    found = re.findall(r'<h2 class="govuk-heading-s[^>]*><a [^>]*>(.*?)</a>', response.content.decode())
    return [unescape(re.sub(r"<[^>]+>", "", title)) for title in found]


def counts(response, name="council"):
    """The numbers behind the values of a filter, by value."""
    rows = re.findall(rf'name="{name}"[^>]*value="([^"]+)".*?\((\d+)\)</label>', response.content.decode(), re.DOTALL)
    return {value: int(count) for value, count in rows}

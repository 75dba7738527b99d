"""From the front page, every link inside the site answers."""

import re
from collections import deque
from html import unescape

import pytest

LINK = re.compile(r'href="([^"#]*)[^"]*"')
# Filters combine without end; one step into each list's own links is enough to see that they answer.
DEEPEST_QUERY = 1


def test_every_internal_link_answers(client, content, db):
    seen, waiting, broken = {"/"}, deque(["/"]), {}
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        if response.status_code != 200:
            broken[address] = response.status_code
            continue
        if response.streaming or "html" not in response.headers["Content-Type"] or address.count("=") > DEEPEST_QUERY:
            continue
        for found in map(unescape, LINK.findall(response.content.decode())):
            if (
                found.startswith("/")
                and not found.startswith("/static/")
                and found not in seen
                and found.count("=") <= DEEPEST_QUERY
            ):
                seen.add(found)
                waiting.append(found)
    assert not broken
    assert len(seen) > 400


@pytest.mark.parametrize(
    "address", ["/static/hindsight/app.css", "/static/hindsight/app.js", "/static/hindsight/favicon.svg"]
)
def test_the_files_every_page_needs_are_there(address):
    from django.contrib.staticfiles import finders

    assert finders.find(address.removeprefix("/static/"))


def test_every_place_a_page_points_to_within_a_page_exists(client, content, db):
    for address in (
        "/sources/nw-adass-2020/",
        "/sources/scie-commissioning-2022/",
        "/sources/tlap-3rs-2021/",
        "/councils/",
        "/figures/",
    ):
        page = client.get(address).content.decode()
        marks = set(re.findall(r'href="#([^"]+)"', page))
        assert marks <= set(re.findall(r'id="([^"]+)"', page)), address

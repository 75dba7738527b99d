"""A list is in one order: its pages, its files, its feed and the API give the same records one after the other."""

import csv
import io
import json
import re

import openpyxl
import pytest

from catalogue.models import Entry
from search.list_query import ORDERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
WORDS = "care homes"


def references_on_pages(client, address):
    """The references of the cards on all pages of a list."""
    found, number = [], 1
    while True:
        response = client.get(f"{address}&page={number}")
        found += [card.reference for card in response.context["page"].object_list]
        if not response.context["page"].has_next():
            return found
        number += 1


def references_in_file(client, address, form):
    response = client.get(f"{address}&format={form}")
    body = b"".join(response) if response.streaming else response.content
    if form == "csv":
        return [row["reference"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    if form == "json":
        return [record["reference"] for record in json.loads(body)["records"]]
    rows = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0].iter_rows(values_only=True)
    place = next(rows).index("reference")
    return [row[place] for row in rows]


def references_in_api(client, kind, parameters):
    found, address = [], f"/api/v1/{kind.kind}?{parameters}&fields=title&limit=40"
    while address:
        answer = client.get(address).json()
        found += [record["reference"] for record in answer["results"]]
        address = answer["next"]
    return found


@pytest.mark.parametrize("words", ["", WORDS])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", Entry.kinds(), ids=lambda kind: kind.kind)
def test_pages_files_and_api_give_a_list_in_the_same_order(client, kind, order, words):
    parameters = f"sort={order}&q={words.replace(' ', '+')}"
    address = f"{kind.list_url()}?{parameters}"
    shown = references_on_pages(client, address)
    assert len(set(shown)) == len(shown)
    assert len(shown) == kind.objects.published().count() or words
    for form in ("csv", "xlsx", "json"):
        assert references_in_file(client, address, form) == shown, form
    assert references_in_api(client, kind, parameters) == shown


@pytest.mark.parametrize("kind", Entry.kinds(), ids=lambda kind: kind.kind)
def test_a_feed_is_the_beginning_of_the_list_with_the_newest_first(client, kind):
    shown = references_on_pages(client, f"{kind.list_url()}?sort=newest")
    feed = client.get(f"/feeds/{kind.kind}.atom").content.decode()
    assert re.findall(r"<id>tag:[^,]+,2020:([^<]+)</id>", feed) == shown[:50]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_and_files_of_a_search_of_all_kinds_are_in_the_same_order(client, order):
    address = f"/search/?sort={order}&q=volunteers"
    shown = references_on_pages(client, address)
    assert shown
    assert references_in_file(client, address, "csv") == shown
    answer = client.get(f"/api/v1/search?q=volunteers&sort={order}&limit=200").json()
    assert [record["reference"] for record in answer["results"]] == shown[:200]


def test_an_unknown_order_is_refused_by_page_file_and_api(client):
    for address in ("/lessons/?sort=size", "/lessons/?sort=size&format=csv", "/api/v1/lessons?sort=size"):
        assert client.get(address).status_code == 400

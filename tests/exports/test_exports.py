"""Downloads say exactly what the list says, and nothing in them runs."""

import csv
import io

import pytest
from django.db import connection

from catalogue.models import Entry
from exports import columns
from lessons.models import Lesson
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import a_council, a_development, a_draft, a_tag, a_theme, an_entry

COLUMNS = [
    *("reference", "type", "number", "part_of", "title", "source_heading", "summary", "body"),
    *("addressed_to", "addressed_to_basis"),
    *("editors_view", "strength", "strength_reason", "evidence_year", "developments"),
    *(
        "themes",
        "tags",
        "lessons",
        "enablers",
        "case_studies",
        "councils",
        "councils_through_links",
        "source",
        "locator",
    ),
    *("published_at", "reviewed_on", "review_due", "url", "list_url", "exported_at", "content_version", "licence"),
]


def download(client, address):
    """The rows of a download as a spreadsheet would read them."""
    response = client.get(address)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return response, list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_recommendation_is_one_row_with_the_columns_of_the_contract(client, db):
    theme = a_theme()
    parent = an_entry(Recommendation, reference="R-1", number="1")
    point = an_entry(
        Recommendation, reference="R-2", number="1.1", parent=parent, type="principle", addressed_to="Everyone",
        tags=[a_tag("Home care", theme), a_tag("Care homes", theme)], councils=[a_council()],
        body="One\n\nTwo, “three”",
    )  # fmt: skip
    lesson, hidden = an_entry(Lesson, reference="L-1"), a_draft(Lesson, reference="L-2")
    for other in (lesson, hidden):
        RecommendationLesson.objects.create(recommendation=point, lesson=other)
    response, rows = download(client, "/recommendations/?format=csv&tag=home-care")
    assert list(rows[0]) == COLUMNS
    (row,) = rows
    assert row["reference"] == "R-2"
    assert row["type"] == "Principle"
    assert row["part_of"] == "R-1"
    assert row["themes"] == "Care market"
    assert row["tags"] == "Care homes; Home care"
    assert row["lessons"] == "L-1"
    assert row["councils"] == "Wigan"
    assert row["body"] == "One\n\nTwo, “three”"
    assert row["url"] == f"http://testserver{point.get_absolute_url()}"
    assert row["list_url"] == "http://testserver/recommendations/?tag=home-care"
    assert 'attachment; filename="hindsight-recommendations-' in response.headers["Content-Disposition"]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.django_db
def test_what_the_editors_add_stands_in_columns_of_its_own(client):
    lesson = an_entry(
        Lesson, body="The report says so.", editors_view="Look for it.", strength="interviews",
        strength_reason="Told in two places.", evidence_year=2020, applies_when_basis="stated",
    )  # fmt: skip
    lesson.developments.set([a_development(), a_development("not-yet", title="Not yet", status="draft")])
    _, (row,) = download(client, "/lessons/?format=csv")
    assert (row["body"], row["editors_view"]) == ("The report says so.", "Look for it.")
    assert (row["strength"], row["evidence_year"]) == ("Interviews in several places", "2020")
    assert row["strength_reason"] == "Told in two places."
    assert row["applies_when_basis"] == "Stated by the source"
    assert row["developments"] == "The law changed"


@pytest.mark.django_db
def test_every_list_is_downloaded_whole_in_its_own_order(client):
    from tests.cast import KINDS

    for kind in KINDS:
        for number in range(23):
            an_entry(kind, title=f"{number:02}")
    for kind in Entry.kinds():
        _, rows = download(client, f"{kind.list_url()}?format=csv&sort=title")
        assert [row["title"] for row in rows] == [f"{number:02}" for number in range(23)]
        assert next(iter(rows[0])) == "reference"


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1+1", "''-1"])
def test_nothing_in_a_download_is_a_formula(client, db, evil):
    an_entry(Lesson, title=f"{evil}", summary="plain")
    _, rows = download(client, "/lessons/?format=csv")
    assert rows[0]["title"] == f"'{evil}"
    assert rows[0]["summary"] == "plain"


def test_a_download_with_a_bad_filter_is_refused(client, db):
    assert client.get("/recommendations/?format=csv&theme=nonsense").status_code == 400


def test_an_empty_list_is_a_heading_and_no_rows(client, db):
    assert download(client, "/recommendations/?format=csv")[1] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite answers every query row by row")
def test_the_database_gives_the_first_rows_before_it_has_read_the_last(monkeypatch):
    monkeypatch.setattr(columns, "FIRST_ROWS", 1)
    made = [an_entry(Lesson) for _ in range(2)]
    reading = columns.batches(Lesson.objects.published(), columns.columns_of(Lesson))
    assert next(reading).references == [made[0].pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_holdable FROM pg_cursors WHERE statement LIKE '%lessons_lesson%'")
        assert cursor.fetchall() == [(False,)]
    reading.close()
    assert connection.get_autocommit(), "the transaction ends where reading does, also halfway"

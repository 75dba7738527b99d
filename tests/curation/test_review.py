"""When a record is due for review."""

from datetime import date

import pytest

from curation.review import next_due
from lessons.models import Lesson
from tests.cast import a_draft, a_tag, a_theme


@pytest.mark.django_db
def test_a_record_without_tags_is_due_in_a_year():
    assert next_due(a_draft(Lesson), date(2026, 11, 22)) == date(2027, 11, 22)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "since", "due"),
    [
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (1, date(2027, 12, 31), date(2028, 1, 31)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (24, date(2026, 1, 15), date(2028, 1, 15)),
    ],
)
def test_the_shortest_interval_of_its_themes_counts(months, since, due):
    theme, slower = a_theme("Beds"), a_theme("Care market")
    type(theme).objects.filter(pk=theme.pk).update(review_months=months)
    type(theme).objects.filter(pk=slower.pk).update(review_months=36)
    record = a_draft(Lesson, tags=[a_tag("Home care", theme), slower])
    assert next_due(record, since) == due

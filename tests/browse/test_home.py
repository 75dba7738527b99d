"""The front page leads somewhere, whoever you are."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from browse.pages.home import OFTEN_NEEDED
from lessons.models import Lesson
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import a_draft, a_source, an_entry

pytestmark = pytest.mark.django_db


def test_every_need_leads_to_a_page_with_something_on_it(client, content):
    html = client.get("/").content.decode()
    start = html[html.index('id="start"') : html.index('id="themes"')].partition("</ul>")[0]
    links = re.findall(r'href="([^"]+)"', start)
    assert start.count("<h3") == len(links) == 4
    for link in links:
        response = client.get(link)
        assert response.status_code == 200
        if "page" in response.context:
            assert response.context["page"].paginator.count


def test_topics_that_are_often_needed_stand_under_the_search(client, content):
    needed = client.get("/").context["often_needed"]
    assert {tag.slug for tag in needed} == set(OFTEN_NEEDED)
    for tag in needed:
        assert client.get(tag.get_absolute_url()).status_code == 200


def test_a_report_is_named_with_how_many_public_records_rest_on_it(client):
    source = a_source()
    an_entry(Lesson, source=source)
    a_draft(Lesson, source=source)
    (report,) = client.get("/").context["reports"]
    assert (report.title, report.rest_on_it) == (source.title, 1)


def test_one_lesson_stands_there_in_full_with_what_to_do_about_it(client):
    lesson, todo = an_entry(Lesson, title="Pay early"), an_entry(Recommendation, title="Pay on plan")
    RecommendationLesson.objects.create(recommendation=todo, lesson=lesson)
    html = client.get("/").content.decode()
    assert (
        html.index("One lesson in full") < html.index("Pay early") < html.index("Do first") < html.index("Pay on plan")
    )


def test_the_newest_and_the_newly_reviewed_come_first(client):
    long_ago = timezone.now() - timedelta(days=900)
    an_entry(Lesson, title="Old", reviewed_on="2020-01-01", published_at=long_ago)
    an_entry(Lesson, title="Checked", reviewed_on="2024-01-01", published_at=long_ago)
    for _ in range(4):
        an_entry(Lesson, title="New", published_at=timezone.now() - timedelta(days=2))
    an_entry(Lesson, title="Never checked")
    context = client.get("/").context
    assert [entry.title for entry in context["reviewed"]] == ["Checked", "Old"]
    assert context["newest"][0].title == "Never checked"


def test_what_is_newest_does_not_stand_under_recently_reviewed_too(client):
    an_entry(Lesson, reviewed_on="2024-01-01")
    an_entry(Lesson, reviewed_on="2024-02-01", published_at=timezone.now() - timedelta(days=2))
    page = client.get("/")
    assert len(page.context["newest"]) == 2
    assert "Recently reviewed" not in page.content.decode()


def test_where_all_came_on_one_day_nothing_is_called_newest(client):
    for _ in range(3):
        an_entry(Lesson, reviewed_on="2024-01-01")
    html = client.get("/").content.decode()
    assert "Newest" not in html
    assert "Recently reviewed" not in html

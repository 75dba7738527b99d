"""The front page leads somewhere, whoever you are."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Entry
from lessons.models import Lesson
from tests.cast import a_tag, a_theme, an_entry

pytestmark = pytest.mark.django_db


def test_every_path_from_where_you_are_leads_to_a_page_with_something_on_it(client, content):
    html = client.get("/").content.decode()
    start = html[html.index('id="start"') : html.index('id="themes"')]
    assert start.count("<h3") == 4
    links = re.findall(r'href="([^"]+)"', start)
    assert len(links) == 8
    for link in links:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in html
        else:
            response = client.get(link)
            assert response.status_code == 200
            if "page" in response.context:
                assert response.context["page"].paginator.count


def test_a_theme_is_pictured_with_how_much_it_has_of_each_kind(client):
    an_entry(Lesson, tags=[a_tag()])
    an_entry(Lesson, tags=[a_tag()])
    (theme,) = client.get("/").context["themes"]
    assert theme.total == 2
    assert [(kind.kind, count) for kind, count in theme.present] == [("lessons", 2)]
    assert [round(part.width) for part in theme.parts] == [100, 0, 0, 0, 0]
    assert len(theme.kinds) == len(Entry.kinds())


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
    page = client.get("/")
    assert len(page.context["newest"]) == 1
    assert "Recently reviewed" not in page.content.decode()


def test_the_strips_of_the_themes_have_a_key(client):
    a_theme()
    html = client.get("/").content.decode()
    key = html[html.index('aria-label="What the parts of the strips mean"') :].partition("</ul>")[0]
    assert [kind.names().capitalize() in key for kind in Entry.kinds()] == [True] * len(Entry.kinds())

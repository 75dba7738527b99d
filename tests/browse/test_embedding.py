"""Cards of records and lists for other sites, and oEmbed, by which other systems find them."""

import json

import pytest

from catalogue.models import FormerSlug
from lessons.models import Lesson
from recommendations.models import Recommendation
from tests.cast import KINDS, a_draft, a_tag, an_entry

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def body(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content


def test_a_card_may_be_framed_by_any_site_and_no_other_page_may(client):
    lesson = an_entry(Lesson)
    card = client.get(f"/embed/{lesson.pk}/")
    assert "frame-ancestors 'none' *" not in card["Content-Security-Policy"]
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    page = client.get(lesson.get_absolute_url())
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert lesson.title in card.content.decode()


def test_a_card_says_type_source_and_year_and_only_the_source_s_words(client):
    entry = an_entry(Recommendation, type="check-question", editors_view="Our own advice.")
    card = body(client, f"/embed/{entry.pk}/").decode()
    assert f"Recommendation {entry.pk} · Check-and-challenge question · Report report, 2020" in card
    assert "Our own advice" not in card


@pytest.mark.parametrize("kind", KINDS)
def test_records_and_lists_of_every_kind_can_be_embedded(client, kind):
    entry = an_entry(kind, tags=[a_tag()])
    for url in (entry.get_absolute_url(), f"{kind.list_url()}?tag=hospital-discharge"):
        said = json.loads(body(client, f"/oembed/?maxwidth=300&url={SITE}{url}".replace("?tag=", "%3Ftag%3D")))
        assert (said["type"], said["version"], said["width"]) == ("rich", "1.0", 300)
        source = said["html"].split('src="')[1].split('"')[0].replace("&amp;", "&")
        assert entry.title in body(client, source.removeprefix(SITE)).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_says_how_to_embed_it_and_offers_its_card(client, kind):
    entry = an_entry(kind, tags=[a_tag()])
    page = body(client, f"{kind.list_url()}?tag=hospital-discharge").decode()
    assert f'href="/embed/{kind.kind}/?tag=hospital-discharge">Card for another site' in page
    found = page.split('type="application/json+oembed" href="')[1].split('"')[0]
    said = json.loads(body(client, found.removeprefix(SITE)))
    source = said["html"].split('src="')[1].split('"')[0].replace("&amp;", "&")
    assert source == f"{SITE}/embed/{kind.kind}/?tag=hospital-discharge"
    assert entry.title in body(client, source.removeprefix(SITE)).decode()


def test_a_card_is_never_larger_than_asked_and_found_by_a_former_address(client):
    lesson = an_entry(Lesson)
    FormerSlug.objects.create(kind="lessons", slug="as-it-was", reference=lesson.pk)
    said = json.loads(body(client, f"/oembed/?maxwidth=100&maxheight=50&url={SITE}/lessons/as-it-was/"))
    assert (said["width"], said["height"], said["title"]) == (100, 50, lesson.title)
    body(client, f"/oembed/?maxwidth=0&url={SITE}/lessons/", 400)


def test_nothing_else_can_be_embedded(client):
    hidden = a_draft(Lesson)
    for url in (hidden.get_absolute_url(), "/about/", "/nowhere/", "/lessons/?tag=nonsense"):
        body(client, f"/oembed/?url={SITE}{url}", 404)
    body(client, "/oembed/?url=https://elsewhere.example/lessons/", 404)
    body(client, "/oembed/", 404)
    for broken in ("http://[", "//[::1", "http://[::1", f"{SITE}/lessons/%00"):
        body(client, f"/oembed/?url={broken}", 404 if "%" not in broken else 400)
    body(client, f"/embed/{hidden.pk}/", 404)
    body(client, "/oembed/?format=xml", 501)
    body(client, f"/oembed/?maxwidth=wide&url={SITE}/lessons/", 400)
    body(client, "/embed/lessons/?tag=nonsense", 400)

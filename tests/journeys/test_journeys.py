"""The four things people come for, from the front page to what they take away."""

import csv
import io
import re

import pytest
from django.urls import reverse

from lessons.models import Lesson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def follow(client, response, words):
    """Click the first link with these words, whether or not some of them are marked."""
    page = re.sub(r"</?mark[^>]*>", "", response.content.decode())
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:<[^>]+>|\s|✕)*{re.escape(words)}\s*</a>', page)
    assert found, f"There is no link “{words}”."
    page = client.get(found[1].replace("&amp;", "&"))
    assert page.status_code == 200
    return page


def test_a_commissioner_browses_lessons_by_theme_and_finds_what_to_do(client):
    home = client.get("/")
    theme = follow(client, home, "Care market and commissioning")
    lesson = follow(client, theme, "The market is responsive and resilient when given the right environment")
    words = lesson.content.decode()
    assert words.index("Do first") < words.index("The full account") < words.index("What happened")
    everything = follow(client, lesson, re.search(r"All \d+ things to do[^<]*", words)[0])
    todo = follow(client, everything, "Develop the way we commission")
    assert "The editors’ view" in todo.content.decode()
    report = follow(client, todo, "Covid-19 Lessons Learned Review")
    assert report.request["PATH_INFO"].startswith("/sources/nw-adass-2020/")
    assert "Records from this section" in report.content.decode()


def test_an_officer_searches_case_studies_by_council(client):
    cases = client.get("/case-studies/")
    assert "94 case studies" in cases.content.decode()
    wigan = client.get("/case-studies/?council=wigan&q=hotel")
    case = follow(client, wigan, "Town-centre hotel for rough sleepers, Wigan")
    council = follow(client, case, "Wigan")
    assert "Wigan Metropolitan Borough Council" in council.content.decode()


def test_a_programme_officer_curates_a_lesson_from_draft_to_withdrawn(client, curating):
    from tests.forms import form_of

    def save(page, **changes):
        data = form_of(curating.get(page)) | changes
        response = curating.post(page, data)
        assert response.status_code == 302, response.context["errors"]

    def take(step, **said):
        address = reverse("admin:lessons_lesson_step", args=["TRY-L01", step])
        assert curating.post(address, said).status_code == 302

    add = reverse("admin:lessons_lesson_add")
    words = {
        "reference": "TRY-L01",
        "title": "Ask before you cut",
        "slug": "ask-before-you-cut",
        "summary": "Ask first.",
    }
    save(add, **words, **{"citations-0-source": "nw-adass-2020", "citations-0-locator": "Section 3"})
    page = "/lessons/ask-before-you-cut/"
    assert curating.get(page).status_code == 200
    assert client.get(page).status_code == 404
    assert "Ask before you cut" not in client.get("/lessons/").content.decode()
    change = reverse("admin:lessons_lesson_change", args=["TRY-L01"])
    take("publish")
    assert client.get(page).status_code == 200
    assert "11 lessons" in client.get("/lessons/").content.decode()
    save(change, slug="ask-first", summary="Ask before anything is cut.")
    assert "Ask before anything is cut" not in client.get(page).content.decode()
    take("publish")
    assert client.get(page).headers["Location"] == "/lessons/ask-first/"
    take("withdraw", note="It no longer holds.")
    assert client.get("/lessons/ask-first/").status_code == 410
    assert Lesson.objects.get(pk="TRY-L01").history.count() >= 4


def test_a_director_exports_a_list_of_recommendations(client):
    page = client.get("/recommendations/?theme=care-market-and-commissioning&type=takeaway")
    number = int(re.search(r"(\d+) takeaways", page.content.decode())[1])
    address = re.search(r'href="([^"]+format=csv)"', page.content.decode())[1].replace("&amp;", "&")
    file = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file, newline="")))
    assert len(rows) == number > 3
    for row in rows:
        assert "Care market and commissioning" in row["themes"]
        assert client.get(row["url"].removeprefix("http://testserver")).status_code == 200
        assert client.get(row["list_url"].removeprefix("http://testserver")).status_code == 200

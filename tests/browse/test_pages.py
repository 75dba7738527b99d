"""The page of one record."""

import pytest

from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue.models import FormerSlug
from foundation import markdown
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, LessonEnabler, QuestionLesson
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import KINDS, a_draft, a_tag, an_entry


def page_of(client, entry):
    response = client.get(entry.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_a_lesson_shows_what_helped_what_to_do_where_and_what_to_ask(client, db):
    lesson = an_entry(Lesson)
    enabler, case = an_entry(Enabler, title="Money"), an_entry(CaseStudy, title="Wigan")
    todo, question = an_entry(Recommendation, title="Act"), an_entry(KeyLineOfEnquiry, title="Why")
    LessonEnabler.objects.create(lesson=lesson, enabler=enabler, basis="stated")
    CaseStudyLesson.objects.create(case_study=case, lesson=lesson, basis="suggested", note="Same road.")
    RecommendationLesson.objects.create(recommendation=todo, lesson=lesson)
    QuestionLesson.objects.create(question=question, lesson=lesson)
    page = page_of(client, lesson)
    for heading, title in (
        ("What made it work", "Money"),
        ("Seen in", "Wigan"),
        ("Do first", "Act"),
        ("Ask your team", "Why"),
    ):
        assert page.index(heading) < page.index(f">{title}<")
    for entry in (enabler, case, todo, question):
        assert lesson.title in page_of(client, entry)


def test_stated_and_suggested_links_are_kept_apart(client, db):
    lesson = an_entry(Lesson)
    LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler, title="Said so"), basis="stated")
    LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler, title="We think"), basis="suggested")
    page = page_of(client, lesson)
    order = [page.index(words) for words in ("Stated by the source", "Said so", "Suggested by the editors", "We think")]
    assert order == sorted(order)


def test_records_of_other_kinds_that_share_tags_are_listed_and_labelled(client, db):
    tags = [a_tag("Hospital discharge"), a_tag("Home care")]
    lesson = an_entry(Lesson, tags=tags)
    an_entry(CaseStudy, title="Shares both", tags=tags)
    an_entry(CaseStudy, title="Shares one", tags=tags[:1])
    an_entry(Lesson, title="Same kind", tags=tags)
    page = client.get(f"{lesson.get_absolute_url()}similar/").content.decode()
    assert f'href="{lesson.get_absolute_url()}similar/">Similar records' in page_of(client, lesson)
    assert "not by anybody’s judgement" in page
    assert page.index("Shares both") < page.index("Shares the tags Home care, Hospital discharge")
    assert "Same kind" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_renamed_record_is_found_at_its_former_address(client, db, kind):
    entry = an_entry(kind, slug="new-name")
    FormerSlug.objects.remember(entry, "old-name")
    response = client.get(f"{kind.list_url()}old-name/")
    assert (response.status_code, response.headers["Location"]) == (301, entry.get_absolute_url())
    kind.objects.filter(pk=entry.pk).update(status="draft")
    assert client.get(f"{kind.list_url()}old-name/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_previewed_only_by_those_who_may_change_it(client, curating, django_user_model, kind):
    draft = a_draft(kind)
    page = curating.get(draft.get_absolute_url())
    assert page.status_code == 200
    assert "visitors cannot see this page" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    # What only a public record can give is not offered.
    for offered in ("Take it with you", "?format=", "/embed/"):
        assert offered not in page.content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 404
    stranger = django_user_model.objects.create_user("stranger", password="x", is_staff=True)
    client.force_login(stranger)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_visitors_get_no_cookies(client, db):
    lesson = an_entry(Lesson)
    for address in ("/", "/lessons/", lesson.get_absolute_url(), "/nowhere/", "/lessons/?format=csv"):
        assert not client.get(address).cookies


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![x](https://example.org/x.png)", ""),
        ("### Heading", '<h3 class="govuk-heading-s">Heading</h3>'),
        ("- one\n- two", '<ul class="govuk-list govuk-list--bullet">'),
        ("[x](https://example.org/)", '<a class="govuk-link" href="https://example.org/">x</a>'),
        ("**bold**", "<strong>bold</strong>"),
    ],
)
def test_markdown_comes_through_only_as_plain_elements(written, shown):
    html = markdown.render(written)
    assert shown in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html

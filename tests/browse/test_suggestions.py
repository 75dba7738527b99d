"""Suggestions while typing, and records like the one being read."""

import pytest

from casestudies.models import CaseStudy, CaseStudyLesson
from lessons.models import Enabler, Lesson
from search import following
from tests.cast import a_council, a_draft, a_tag, an_entry

pytestmark = pytest.mark.django_db


def suggested(client, text):
    return [
        (each["label"], each["url"]) for each in client.get("/search/suggest.json", {"q": text}).json()["suggestions"]
    ]


def test_titles_themes_tags_and_councils_are_suggested_from_their_first_letters(client):
    lesson = an_entry(Lesson, title="Dischargeable debts", tags=[a_tag("Hospital discharge")], councils=[a_council()])
    assert suggested(client, "disch") == [
        ("Hospital discharge", "/tags/hospital-discharge/"),
        (lesson.title, lesson.get_absolute_url()),
    ]
    assert suggested(client, "wig") == [("Wigan", "/councils/wigan/")]
    assert suggested(client, "care m") == [("Care market", "/themes/care-market/")]


def test_nothing_hidden_unused_or_shorter_than_two_letters_is_suggested(client):
    a_draft(Lesson, title="Gooseberry", tags=[a_tag("Gooseberries")], councils=[a_council("GOO", "Goosnargh")])
    assert suggested(client, "goos") == []
    assert suggested(client, "g") == []


@pytest.mark.parametrize("typed", ['"', "(((", "*", "a" * 3000, "title:x", "😀"])
def test_suggestions_answer_whatever_is_typed(client, typed):
    assert client.get("/search/suggest.json", {"q": typed}).status_code in {200, 400}


def test_a_record_names_those_of_other_kinds_most_like_it(client):
    words = "Reablement after a stroke needs therapists at the weekend."
    lesson = an_entry(Lesson, title="Stroke", body=words)
    like = an_entry(Enabler, title="Weekend therapists", body=words)
    an_entry(Enabler, title="Payments", body="Invoices were paid faster.")
    hidden = a_draft(Enabler, title="Hidden", body=words)
    page = client.get(lesson.get_absolute_url())
    [(kind, rows)] = page.context["similar"]
    assert (kind, rows[0]["pk"]) == (Enabler, like.pk)
    assert hidden.title not in page.content.decode()
    assert "not by anybody’s judgement" in page.content.decode()


def test_what_is_linked_is_not_suggested_again(client):
    tags = [a_tag("Home care"), a_tag("Day care")]
    lesson, study = an_entry(Lesson, tags=tags), an_entry(CaseStudy, tags=tags)
    assert client.get(lesson.get_absolute_url()).context["similar"]
    CaseStudyLesson.objects.create(case_study=study, lesson=lesson)
    assert not client.get(lesson.get_absolute_url()).context["similar"]


def test_without_an_index_records_that_share_tags_stand_in(client, settings, monkeypatch):
    monkeypatch.setattr(following, "MAX_BUILT_BY_A_SEARCH", 0)
    tags = [a_tag("Home care"), a_tag("Day care")]
    lesson, study = an_entry(Lesson, tags=tags), an_entry(CaseStudy, tags=tags)
    an_entry(Enabler, tags=tags[:1])
    assert [[row["pk"] for row in rows] for _, rows in client.get(lesson.get_absolute_url()).context["similar"]] == [
        [study.pk]
    ]

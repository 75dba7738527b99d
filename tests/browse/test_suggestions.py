"""Suggestions while typing, and records like the one being read."""

import pytest

from browse import suggestions
from casestudies.models import CaseStudy, CaseStudyLesson
from catalogue.models import TagLabel
from councils.models import Area, Council
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson
from search import following
from tests.cast import a_council, a_draft, a_scheduled, a_source, a_tag, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db


def suggested(client, text):
    return [
        (each["label"], each["url"]) for each in client.get("/search/suggest.json", {"q": text}).json()["suggestions"]
    ]


def sorts(client, text):
    return [
        (each["label"], each["sort"]) for each in client.get("/search/suggest.json", {"q": text}).json()["suggestions"]
    ]


def test_titles_themes_tags_and_councils_are_suggested_from_their_first_letters(client):
    lesson = an_entry(Lesson, title="Dischargeable debts", tags=[a_tag("Hospital discharge")], councils=[a_council()])
    assert suggested(client, "disch") == [
        ("Hospital discharge", "/tags/hospital-discharge/"),
        (lesson.title, lesson.get_absolute_url()),
    ]
    assert suggested(client, "wig") == [("Wigan", "/councils/wigan/")]
    assert suggested(client, "care m") == [("Care market", "/themes/care-market/")]


@pytest.mark.parametrize("make", [a_draft, a_scheduled, a_withdrawn])
def test_nothing_hidden_unused_or_shorter_than_two_letters_is_suggested(client, make):
    source = a_source("goose-report", title="Gooseberry report")
    make(Lesson, reference="GOO-L1", title="Gooseberry", tags=[a_tag("Gooseberries")], source=source)
    assert suggested(client, "goos") == []
    assert suggested(client, "goo-l1") == []
    assert suggested(client, "g") == []


def test_a_council_is_suggested_though_no_record_names_it(client):
    a_council("GOO", "Goosnargh")
    assert suggested(client, "goos") == [("Goosnargh", "/councils/goosnargh/")]


def test_every_council_with_adult_social_care_is_suggested_by_the_beginning_of_its_name(client, content):
    councils = Council.objects.current().with_adult_social_care()
    assert len(councils) == 153
    for council in councils:
        assert (council.name, council.get_absolute_url()) in suggested(client, council.name[:12]), council


def test_councils_of_the_past_regions_and_areas_are_suggested_and_say_what_they_are(client):
    a_council("CMA", "Cumbria", official_name="Cumbria County Council", slug="cumbria-cc", ended_on="2023-04-01")
    a_council("MAN", "Manchester")
    a_council("ADU", "Adur", type="NMD")
    Area.objects.create(slug="gm", name="Greater Manchester")
    assert sorts(client, "cumb") == [("Cumbria County Council", "Council until 2023")]
    assert sorts(client, "manch") == [("Manchester", "Council"), ("Greater Manchester", "Area")]
    assert sorts(client, "north w") == [("North West", "Region")]
    assert sorts(client, "adu") == [("Adur", "Non-metropolitan district")]


@pytest.mark.parametrize("typed", ["NW-L06", "nw-l0", "NW–L06", "nw l06"])
def test_a_record_is_suggested_by_its_reference_once(client, typed):
    lesson = an_entry(Lesson, reference="NW-L06", title="What NW L06 says")
    an_entry(Lesson, reference="NW-L16")
    assert sorts(client, typed) == [(lesson.title, "Lesson NW-L06")]


def test_a_topic_is_suggested_by_its_other_names(client):
    tag = a_tag("Testing")
    TagLabel.objects.create(tag=tag, label="PPE", stands_for="personal protective equipment")
    an_entry(Lesson, tags=[tag])
    for typed in ("ppe", "personal prot", "testi"):
        assert sorts(client, typed) == [("Testing", "Topic")]


def test_a_question_is_suggested_as_it_is_asked_and_a_report_by_its_title(client):
    source = a_source("nw", title="Lessons of the winter")
    question = an_entry(KeyLineOfEnquiry, title="Did the winter plan hold?", source=source)
    assert sorts(client, "winter") == [("Lessons of the winter", "Source"), (question.title, "Key line of enquiry")]


def test_without_an_index_places_and_references_are_suggested(client, monkeypatch):
    monkeypatch.setattr(following, "MAX_BUILT_BY_A_SEARCH", 0)
    lesson = an_entry(Lesson, reference="NW-L06", title="Wigan listens", councils=[a_council()])
    assert suggested(client, "wig") == [("Wigan", "/councils/wigan/")]
    assert suggested(client, "nw-l") == [(lesson.title, lesson.get_absolute_url())]


def test_suggestions_take_as_many_queries_for_a_hundred_records(client, django_assert_max_num_queries):
    for _ in range(100):
        an_entry(Lesson, title="Home care grew", tags=[a_tag("Home care")], councils=[a_council("HOM", "Homeland")])
    suggestions.suggestions("home")
    for typed in ("home", "t-lesson-0"):
        with django_assert_max_num_queries(4):
            assert suggestions.suggestions(typed)


@pytest.mark.parametrize("typed", ['"', "(((", "*", "a" * 3000, "title:x", "😀"])
def test_suggestions_answer_whatever_is_typed(client, typed):
    assert client.get("/search/suggest.json", {"q": typed}).status_code in {200, 400}


def test_a_record_names_those_of_other_kinds_most_like_it(client):
    words = "Reablement after a stroke needs therapists at the weekend."
    lesson = an_entry(Lesson, title="Stroke", body=words)
    like = an_entry(Enabler, title="Weekend therapists", body=words)
    an_entry(Enabler, title="Payments", body="Invoices were paid faster.")
    hidden = a_draft(Enabler, title="Hidden", body=words)
    page = client.get(f"{lesson.get_absolute_url()}similar/")
    [(kind, rows)] = page.context["similar"]
    assert (kind, rows[0]["pk"]) == (Enabler, like.pk)
    assert hidden.title not in page.content.decode()
    assert "not by anybody’s judgement" in page.content.decode()


def test_what_is_linked_is_not_suggested_again(client):
    tags = [a_tag("Home care"), a_tag("Day care")]
    lesson, study = an_entry(Lesson, tags=tags), an_entry(CaseStudy, tags=tags)
    assert client.get(f"{lesson.get_absolute_url()}similar/").context["similar"]
    CaseStudyLesson.objects.create(case_study=study, lesson=lesson)
    assert not client.get(f"{lesson.get_absolute_url()}similar/").context["similar"]


def test_without_an_index_records_that_share_tags_stand_in(client, settings, monkeypatch):
    monkeypatch.setattr(following, "MAX_BUILT_BY_A_SEARCH", 0)
    tags = [a_tag("Home care"), a_tag("Day care")]
    lesson, study = an_entry(Lesson, tags=tags), an_entry(CaseStudy, tags=tags)
    an_entry(Enabler, tags=tags[:1])
    assert [
        [row["pk"] for row in rows] for _, rows in client.get(f"{lesson.get_absolute_url()}similar/").context["similar"]
    ] == [[study.pk]]

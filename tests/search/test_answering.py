"""What a search counts, marks, puts first and says about itself."""

import csv
import io
import json
import re

import pytest

from catalogue.models import TagLabel
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson
from recommendations.models import Recommendation
from search import engine
from search.forms import inflections
from search.index import Unavailable
from tests.cast import a_tag, an_entry
from tests.search.asking import titles as titles_of

pytestmark = pytest.mark.django_db


def titles(client, path):
    return titles_of(client.get(path))


def asked(client, words, **more):
    return json.loads(client.get("/api/v1/search", {"q": words, **more}).content)


def passage(client, words):
    """What the first card of a search says, with its marks."""
    page = client.get("/lessons/", {"q": words}).content.decode()
    return page[page.index('<ul class="app-results">') :]


def marked(html):
    return [word.lower() for word in re.findall("<mark>(.*?)</mark>", html)]


def test_the_programs_get_the_partial_ones_after_the_others_marked_and_not_counted(client):
    an_entry(Lesson, title="Night shifts")
    whole = an_entry(Enabler, title="Visitors at night")
    answer = asked(client, "night visitors")
    assert (answer["count"], answer["partial_count"]) == (1, 1)
    assert [(row["reference"] == whole.pk, row["partial"]) for row in answer["results"]] == [
        (True, False),
        (False, True),
    ]
    pages = [asked(client, "night visitors", limit=1), asked(client, "night visitors", limit=1, cursor="1")]
    assert [row for page in pages for row in page["results"]] == answer["results"]
    assert pages[1]["next"] is None


def test_count_filters_and_files_work_on_what_holds_all_that_was_asked(client):
    an_entry(Lesson, title="Night shifts", tags=[a_tag("Rotas")])
    whole = an_entry(Lesson, title="Visitors at night", tags=[a_tag("Visits")])
    page = client.get("/lessons/?q=night+visitors").content.decode()
    assert "Visits" in page
    assert "Rotas" not in page
    file = client.get("/lessons/?q=night+visitors&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert [row["reference"] for row in rows] == [whole.pk]


def test_nothing_is_counted_where_a_word_is_in_no_record(client):
    an_entry(Lesson, title="Council tax")
    assert titles(client, "/lessons/?q=council+tax+arrears") == []
    assert asked(client, "council tax arrears")["count"] == 0


def test_a_phrase_of_the_vocabulary_is_a_unit(client):
    home = an_entry(Lesson, title="Visits to the care home", tags=[a_tag("Care homes")])
    an_entry(Lesson, title="People at home want care")
    assert [row["reference"] for row in asked(client, "care homes")["results"] if not row["partial"]] == [home.pk]


def test_of_a_sentence_words_are_let_go_until_ten_records_remain_and_the_page_says_so(client):
    for number in range(10):
        an_entry(Lesson, title=f"Lesson {number}", body="Volunteers drive patients to clinics.")
    page = client.get("/lessons/", {"q": "volunteers drive patients to clinics on Sundays"}).content.decode()
    assert "10 lessons" in page
    assert "These hold at least 4 of them" in page


def test_an_exact_title_is_first_whatever_the_texts_hold(client):
    for number in range(4):
        an_entry(Lesson, title=f"Other {number}", body="Support what works. " * 20)
    an_entry(Lesson, title="Support what works", summary="Short.", body="")
    assert titles(client, "/lessons/?q=support+what+works")[0] == "Support what works"


def test_all_words_in_a_title_come_before_all_words_in_a_text(client):
    an_entry(Lesson, title="Other", body="Moral courage. " * 30)
    an_entry(Lesson, title="Strong leadership and moral courage inspire change")
    assert titles(client, "/lessons/?q=moral+courage")[0].startswith("Strong leadership")


@pytest.mark.parametrize(
    ("typed", "written"),
    [("covid19", "COVID-19"), ("daycare", "day care"), ("day care", "daycare"), ("homecare", "home care"),
     ("co-production", "coproduction"), ("coproduction", "co-production"), ("co production", "coproduction"),
     ("re-ablement", "reablement"), ("reablement", "re-ablement"), ("wellbeing", "well-being"), ("antiracism", "anti-racism"),
     ("Kings Fund", "the King’s Fund"), ("King's Fund", "the Kings Fund"), ("2792", "2,792 people"), ("2,792", "2792 people")],
)  # fmt: skip
def test_joined_hyphened_and_spaced_forms_meet(client, typed, written):
    wanted = an_entry(Lesson, title="Wanted", body=f"They spoke about {written} there.")
    an_entry(Lesson, title="Other", body="They spoke about it there.")
    assert [row["reference"] for row in asked(client, typed)["results"]] == [wanted.pk]


def test_a_joined_form_means_what_the_spaced_one_means_in_the_vocabulary(client):
    TagLabel.objects.create(tag=a_tag("Domiciliary care"), label="home care")
    wanted = an_entry(Lesson, title="Domiciliary care in winter", body="Some call it home care.")
    other = an_entry(Lesson, title="Domiciliary care")
    found = {row["reference"] for row in asked(client, "homecare")["results"]}
    assert found == {wanted.pk, other.pk}


def test_dont_does_not_find_done(client):
    an_entry(Lesson, title="What was done")
    assert asked(client, "dont worry")["count"] == 0


@pytest.mark.parametrize(
    ("words", "kind"),
    [("questions for leaders", KeyLineOfEnquiry), ("recommendations on leaders", Recommendation), ("Lessons about leaders", Lesson)],
)  # fmt: skip
def test_the_kind_that_is_asked_for_comes_first_with_a_way_out(client, words, kind):
    for other in (Lesson, KeyLineOfEnquiry, Recommendation):
        an_entry(other, title="Leaders", body="leaders " * (1 if other is kind else 9))
    page = client.get("/search/", {"q": words}).content.decode()
    assert asked(client, words)["results"][0]["kind"] == kind.kind
    assert f"{kind.names().capitalize()} come first, because you asked for them." in page
    assert "spelling=as-typed" in page


def test_who_is_to_act_counts_for_a_record(client):
    other = an_entry(Recommendation, title="Other", body="Commissioners. " + "filler " * 20)
    wanted = an_entry(Recommendation, title="Wanted", body="filler " * 20, addressed_to="Commissioners")
    assert [row["reference"] for row in asked(client, "commissioners")["results"]] == [wanted.pk, other.pk]


def test_an_english_word_that_no_record_has_is_told_and_never_replaced(client):
    an_entry(Lesson, title="Refusals of admission", body="He refuses. Refuge was sought.")
    page = client.get("/lessons/?q=refugees").content.decode()
    assert "Nothing here is about “refugees”." in page
    assert "0 lessons" in page
    assert "Showing results for" not in page


def test_what_cannot_be_a_word_is_put_right_and_the_page_says_so_first(client):
    an_entry(Lesson, title="Hospital discharge")
    page = client.get("/lessons/?q=hospitol").content.decode()
    assert page.index("Showing results for") < page.index("app-results")


def test_only_what_was_typed_its_inflections_and_whole_phrases_are_marked(client):
    TagLabel.objects.create(tag=a_tag("Care homes"), label="residential homes")
    body = "Old people set out from care homes. A residential home closed. Caring people left home."
    an_entry(Lesson, title="Homes", body=body)
    assert marked(passage(client, "care homes")) == ["care homes", "residential home"]


def test_moral_does_not_mark_morale(client):
    an_entry(Lesson, title="Other", body="Morale was low. Moral courage was not.")
    assert marked(passage(client, "moral")) == ["moral"]
    assert "morale" not in inflections("moral")


@pytest.mark.parametrize(
    ("word", "forms"),
    [("discharge", {"discharges", "discharged", "discharging"}), ("plan", {"plans", "planned", "planning"}),
     ("policies", {"policy"}), ("carers", {"carer"}), ("visiting", {"visit", "visited", "visits"})],
)  # fmt: skip
def test_the_inflections_of_a_word_are_known(word, forms):
    assert forms <= inflections(word)


def test_a_passage_is_sentences_of_one_paragraph_without_its_heading(client):
    an_entry(
        Lesson, title="Other", body="### What was done\nNurses rang each home. It helped.\n\n### Why\nNobody knew."
    )
    said = re.sub("<[^>]+>", "", passage(client, "nurses"))
    assert "Nurses rang each home. It helped." in said
    assert "What was done" not in said
    assert "Why" not in said


def test_whom_a_record_is_for_is_no_passage(client):
    an_entry(Recommendation, title="Other", body="Visit people.", addressed_to="Wardens")
    page = client.get("/recommendations/?q=wardens").content.decode()
    assert "Other" in page
    assert "<mark>Wardens</mark>" not in page


@pytest.mark.parametrize("typed", ["???", "-", "…", "😀"])
def test_what_has_no_letter_and_no_digit_finds_nothing_and_is_told(client, typed):
    an_entry(Lesson, title="Something")
    page = client.get("/lessons/", {"q": typed}).content.decode()
    assert "has no letter and no digit, so nothing in it can be searched for." in page
    assert "Something" not in page


def test_a_value_of_partly_that_makes_no_sense_is_refused(client):
    assert client.get("/lessons/?q=night&partly=no").status_code == 400


def test_four_quoted_phrases_have_all_to_be_there(client):
    wanted = an_entry(Lesson, title="Wanted", body="Night shifts. Day care. Home visits. Staff rotas.")
    an_entry(Lesson, title="Other", body="Night shifts. Day care. Home visits.")
    phrases = '"night shifts" "day care" "home visits" "staff rotas"'
    assert [row["reference"] for row in asked(client, phrases)["results"]] == [wanted.pk]


def test_without_an_index_no_record_that_holds_all_is_said_to_hold_some(client, monkeypatch):
    def unavailable(*_):
        raise Unavailable

    an_entry(Lesson, title="Night visitors")
    monkeypatch.setattr(engine, "find", unavailable)
    assert titles(client, "/lessons/?q=night+visitors") == ["Night visitors"]
    assert titles(client, "/lessons/?q=night+visitors&partly=yes") == []

"""What visitors find with words."""

import csv

import pytest

from casestudies.models import CaseStudy
from catalogue.models import TagLabel
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson
from tests.cast import a_council, a_draft, a_scheduled, a_source, a_tag, a_withdrawn, an_entry
from tests.search import asking

pytestmark = pytest.mark.django_db


def titles(client, address):
    """The titles on a page of results, in order."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    return asking.titles(response)


def test_one_search_finds_records_of_every_kind(client):
    for kind in (Lesson, Enabler, CaseStudy, KeyLineOfEnquiry):
        an_entry(kind, title=f"Reablement {kind.__name__}")
    assert len(titles(client, "/search/?q=reablement")) == 4
    assert titles(client, "/search/?q=reablement&kind=enablers") == ["Reablement Enabler"]


@pytest.mark.parametrize("typed", ["discharging", "DISCHARGED", "díscharge", "discharge,"])
def test_endings_capitals_accents_and_commas_do_not_matter(client, typed):
    an_entry(Lesson, title="Discharges from hospital")
    assert titles(client, f"/lessons/?q={typed}") == ["Discharges from hospital"]


def test_only_records_with_all_words_count_and_the_others_are_a_link_away(client):
    an_entry(Lesson, title="Night shifts", body="night " * 30)
    an_entry(Lesson, title="Something else", body="Testing of visitors. " + "filler " * 80 + "A shift at night.")
    page = client.get("/lessons/?q=night+visitors").content.decode()
    assert titles(client, "/lessons/?q=night+visitors") == ["Something else"]
    assert "1 lesson<" in page
    assert (
        '<a class="govuk-link" href="/lessons/?q=night+visitors&amp;partly=yes">1 more is partly about this</a>' in page
    )
    assert titles(client, "/lessons/?q=night+visitors&partly=yes") == ["Night shifts"]


def test_what_only_the_editors_say_is_found_after_what_the_source_says_and_never_shown_as_its_words(client):
    an_entry(Lesson, title="Ours", body="filler", editors_view="Ask about the falls clinic.")
    an_entry(Lesson, title="Theirs", body="It met at the clinic. " + "filler " * 80)
    assert titles(client, "/lessons/?q=clinic") == ["Theirs", "Ours"]
    assert "falls <mark>clinic" not in client.get("/lessons/?q=clinic").content.decode()
    assert titles(client, '/lessons/?q="falls+clinic"') == ["Ours"]
    assert titles(client, "/lessons/?q=clinik") == ["Theirs", "Ours"]


def test_a_record_is_found_by_the_heading_its_source_prints(client):
    an_entry(Lesson, title="One", source_heading="The Oscar moment")
    assert titles(client, "/lessons/?q=oscar") == ["One"]


def test_a_quoted_phrase_is_found_only_as_it_stands(client):
    an_entry(Lesson, title="One", body="home care workers")
    an_entry(Lesson, title="Two", body="care at home")
    assert titles(client, '/lessons/?q="home+care"') == ["One"]


def test_a_word_with_a_minus_is_left_out(client):
    an_entry(Lesson, title="Testing at home")
    an_entry(Lesson, title="Testing in hospital")
    assert titles(client, "/lessons/?q=testing+-hospital") == ["Testing at home"]
    assert titles(client, "/lessons/?q=-hospital") == ["Testing at home"]


@pytest.mark.parametrize("typed", ["D2A", "discharge to assess", "d2a"])
def test_an_acronym_and_its_words_find_each_other(client, typed):
    tag = a_tag("Hospital discharge")
    TagLabel.objects.create(tag=tag, label="D2A", stands_for="discharge to assess")
    an_entry(Lesson, title="By acronym", body="We used D2A.", tags=[tag])
    an_entry(Lesson, title="In full", body="We used discharge to assess.")
    assert set(titles(client, f"/lessons/?q={typed}")) == {"By acronym", "In full"}


@pytest.mark.parametrize("typed", ["wigan", "Wigan MBC", "wigan council", "Wigan Metropolitan Borough Council"])
def test_any_spelling_of_a_council_finds_its_records(client, typed):
    an_entry(CaseStudy, title="No name in the words", councils=[a_council()])
    an_entry(CaseStudy, title="Elsewhere", councils=[a_council("BOL", "Bolton")])
    assert titles(client, f"/case-studies/?q={typed}")[0] == "No name in the words"


def test_the_words_of_tags_sources_and_findings_count_too(client):
    an_entry(Lesson, title="Tagged", tags=[a_tag("Intermediate care")])
    an_entry(Lesson, title="Sourced", source=a_source("blue", title="The blue handbook"))
    assert titles(client, "/lessons/?q=intermediate") == ["Tagged"]
    assert titles(client, "/lessons/?q=handbook") == ["Sourced"]


def test_a_misspelled_word_is_put_right_and_can_be_searched_as_typed(client):
    an_entry(Lesson, title="Safeguarding adults")
    response = client.get("/lessons/?q=safegaurding")
    page = response.content.decode()
    assert "Showing results for <strong>safeguarding</strong>" in page
    assert "Search instead for safegaurding" in page
    assert titles(client, "/lessons/?q=safegaurding&spelling=as-typed") == []


def test_a_council_without_records_is_not_put_right_to_another_word(client):
    a_council("BOL", "Bolton")
    an_entry(Lesson, title="Bolted doors", body="bolton bolton".replace("bolton", "bolted"))
    assert "Showing results for" not in client.get("/lessons/?q=bolton").content.decode()


def test_nothing_found_says_which_filter_to_leave_out_and_offers_near_words_and_themes(client):
    an_entry(Lesson, title="Safeguarding adults", tags=[a_tag()])
    an_entry(CaseStudy, title="Something", councils=[a_council()])
    page = client.get("/lessons/?q=safeguarding&council=wigan").content.decode()
    assert "leave out council “Wigan”" in page
    page = client.get("/lessons/?q=safegaurding&spelling=as-typed").content.decode()
    assert "/lessons/?q=safeguarding" in page
    assert "/themes/care-market/" in page


def test_words_are_marked_in_the_title_and_in_the_best_passage_and_nothing_else_becomes_html(client):
    an_entry(
        Lesson,
        title="Visits <b>",
        body="Nothing here.\n\n" + "Filler. " * 60 + "Families & friends visited <i>often</i>.",
    )
    page = client.get("/lessons/?q=visiting+families").content.decode()
    assert "<mark>Visits</mark> &lt;b&gt;" in page
    assert "<mark>Families</mark> &amp; friends <mark>visited</mark>" in page
    assert "<i>often" not in page


@pytest.mark.parametrize("make", [a_draft, a_scheduled, a_withdrawn])
def test_what_is_not_public_is_never_found_by_search(client, make):
    make(Lesson, title="Hidden gooseberry")
    assert titles(client, "/search/?q=gooseberry") == []


def test_a_facet_counts_as_if_its_own_filter_were_off(client):
    one, two = a_tag("Home care"), a_tag("Day care")
    an_entry(Lesson, title="Testing A", tags=[one])
    an_entry(Lesson, title="Testing B", tags=[two])
    an_entry(Lesson, title="Other", tags=[two])
    response = client.get("/lessons/?q=testing&tag=home-care")
    panel = next(panel for panel in response.context["panels"] if panel.facet.name == "tag")
    assert {option.value: option.count for option in panel.options} == {"home-care": 1, "day-care": 1}


def test_the_results_can_be_sorted_and_the_address_keeps_everything(client):
    an_entry(Lesson, title="Testing b", reference="T-2")
    an_entry(Lesson, title="Testing A", reference="T-3")
    an_entry(Lesson, title="testing c", reference="T-1")
    assert titles(client, "/lessons/?q=testing&sort=title") == ["Testing A", "Testing b", "testing c"]
    assert titles(client, "/lessons/?q=testing&sort=source") == ["testing c", "Testing b", "Testing A"]
    assert client.get("/lessons/?q=testing&sort=size").status_code == 400
    assert b"q=testing" in client.get("/lessons/?q=testing&sort=title").content


def test_a_download_holds_exactly_what_was_found_in_the_same_order(client):
    for number in range(25):
        an_entry(Lesson, title=f"Testing {number}", body="testing " * number)
    an_entry(Lesson, title="Other")
    listed = titles(client, "/lessons/?q=testing") + titles(client, "/lessons/?q=testing&page=2")
    file = b"".join(client.get("/lessons/?q=testing&format=csv").streaming_content).decode("utf-8-sig")
    assert [row["title"] for row in csv.DictReader(file.splitlines())] == listed
    assert len(listed) == 25


def test_an_editor_sees_why_a_record_was_found_and_a_visitor_does_not(client, curating):
    an_entry(Lesson, title="Testing visitors", tags=[a_tag("Home care")])
    said = curating.get("/lessons/?q=testing+home+care").content.decode()
    assert "“testing” is in the title" in said
    assert "“home care” is its tag Home care" in said
    assert "Why this result" not in client.get("/lessons/?q=testing").content.decode()


def test_the_front_page_searches_all_kinds(client):
    assert 'action="/search/"' in client.get("/").content.decode()

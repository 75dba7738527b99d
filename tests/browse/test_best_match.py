"""What stands above the results of a search: the one thing its words name, with its page and what there is of it."""

import pytest
from django.core.cache import caches

from browse import best_match
from casestudies.models import CaseStudy
from catalogue.models import Source, TagLabel
from councils.models import Area, Council, Organisation
from lessons.models import KeyLineOfEnquiry, Lesson
from search import following
from tests.cast import KINDS, a_council, a_draft, a_scheduled, a_source, a_tag, a_theme, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db


def matches(client, words):
    caches["pages"].clear()
    return client.get("/search/", {"q": words, "spelling": "as-typed"}).context["matches"]


def shown(client, words):
    return [(match.noun, match.name, match.url) for match in matches(client, words)]


def notes(match):
    return {note.text: [name for name, _ in note.links] for note in match.notes}


@pytest.mark.parametrize(
    "words", ["Home care", "home care", "homecare", "HOME-CARE", "the home care", "domiciliary care"]
)
def test_a_topic_is_said_on_top_by_its_name_or_a_synonym_however_it_is_joined(client, words):
    tag = a_tag("Home care")
    TagLabel.objects.create(tag=tag, label="domiciliary care")
    an_entry(Lesson, tags=[tag])
    an_entry(CaseStudy, tags=[tag])
    a_draft(Lesson, tags=[tag])
    [match] = matches(client, words)
    assert (match.noun, match.name, match.url, match.about) == (
        "topic",
        "Home care",
        "/tags/home-care/",
        "About Home care.",
    )
    assert [(tally.label, tally.count, tally.url) for tally in match.tallies] == [
        ("Lessons", 1, "/lessons/?tag=home-care"),
        ("Case studies", 1, "/case-studies/?tag=home-care"),
    ]


def test_a_theme_is_a_topic_too(client):
    an_entry(Lesson, tags=[a_tag()])
    assert shown(client, "care market") == [("topic", "Care market", "/themes/care-market/")]
    assert matches(client, "care market")[0].tallies[0].count == 1


def test_a_merged_tag_is_the_one_that_took_its_place(client):
    old, new = a_tag("Domiciliary"), a_tag("Home care")
    old.merged_into = new
    old.save()
    an_entry(Lesson, tags=[new])
    assert shown(client, "domiciliary") == [("topic", "Home care", "/tags/home-care/")]


@pytest.mark.parametrize("words", ["Care 2030 Review", "care-2030 review", "Institute of Care", "IoC", "care-2030"])
def test_a_source_is_said_on_top_by_its_title_or_its_publisher(client, words):
    Organisation.objects.create(slug="ioc", name="Institute of Care", abbreviation="IoC")
    source = a_source("care-2030", title="Care 2030 Review", publisher="Institute of Care")
    an_entry(Lesson, source=source)
    [match] = matches(client, words)
    assert (match.noun, match.url, match.about) == ("source", "/sources/care-2030/", "Institute of Care, 2020")
    assert match.tallies[0].url == "/lessons/?source=care-2030"


def test_a_source_that_only_a_draft_cites_is_not_named(client):
    a_draft(Lesson, source=a_source("secret", title="Secret report"))
    assert Source.objects.filter(pk="secret").exists()
    assert shown(client, "Secret report") == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_exact_title_is_said_on_top(client, kind):
    entry = an_entry(kind, title="Trust people’s judgement")
    an_entry(kind, title="Trust people’s judgement, always")
    assert shown(client, "trust people’s JUDGEMENT") == [(kind.name(), entry.title, entry.get_absolute_url())]


@pytest.mark.parametrize("make", [a_draft, a_scheduled, a_withdrawn])
def test_the_title_of_what_is_not_public_names_nothing(client, make):
    an_entry(Lesson)
    make(Lesson, title="Xyzzyqux moves", slug="xyzzyqux")
    assert shown(client, "Xyzzyqux moves") == []


def test_a_council_is_said_on_top_with_what_is_there(client):
    an_entry(CaseStudy, councils=[a_council("BOL", "Bolton")])
    a_draft(Lesson, councils=[a_council("BOL", "Bolton")])
    [match] = matches(client, "Bolton MBC")
    assert (match.noun, match.url, match.about) == (
        "council",
        "/councils/bolton/",
        "Metropolitan district in the North West.",
    )
    assert [(tally.label, tally.count) for tally in match.tallies] == [("Case studies", 1)]
    assert 'href="/councils/bolton/"' in client.get("/search/?q=bolton").content.decode()


def test_a_council_with_nothing_names_the_review_of_its_region_and_councils_like_it_that_have_something(client):
    a_council("SKP", "Stockport", population=290_000)
    an_entry(CaseStudy, councils=[a_council("BOL", "Bolton", population=288_000)])
    a_draft(CaseStudy, councils=[a_council("WGN", "Wigan", population=300_000)])
    source, hidden = a_source("nw", title="Review of the North West"), a_source("hidden", title="Hidden review")
    area = Area.objects.create(slug="north-west", name="North West", region="north-west")
    for each in (source, hidden):
        each.areas.add(area)
    an_entry(Lesson, source=source)
    a_draft(Lesson, source=hidden)
    [match] = matches(client, "stockport")
    assert match.about == "Metropolitan district in the North West. Nothing of its own yet."
    assert notes(match) == {
        "A review of its area covers it": ["Review of the North West"],
        "Councils like it that have something": ["Bolton"],
    }


def test_an_abolished_council_names_those_that_took_over(client):
    old = a_council("CMA", "Cumbria", ended_on="2023-04-01", official_name="Cumbria County Council", type="CTY")
    old.successors.add(a_council("CBD", "Cumberland"), a_council("WAF", "Westmorland and Furness"))
    an_entry(CaseStudy, councils=[old])
    [match] = matches(client, "cumbria")
    assert match.name == "Cumbria County Council"
    assert match.about == "Abolished on 1 April 2023."
    assert notes(match) == {"Its area is now looked after by": ["Cumberland", "Westmorland and Furness"]}
    # What belonged to it belongs to those that took over.
    assert matches(client, "cumberland")[0].tallies[0].count == 1


def test_a_name_of_several_councils_offers_each(client):
    a_council("ESX", "East Sussex")
    a_council("WSX", "West Sussex")
    [match] = matches(client, "Sussex")
    assert match.name == "“Sussex”"
    assert match.notes == (
        best_match.Note(
            "Choose one", [("East Sussex", "/councils/east-sussex/"), ("West Sussex", "/councils/west-sussex/")]
        ),
    )


def test_manchester_is_told_apart_from_greater_manchester(client):
    manchester, bolton = a_council("MAN", "Manchester"), a_council("BOL", "Bolton")
    Area.objects.create(slug="gm", name="Greater Manchester").councils.set([manchester, bolton])
    an_entry(CaseStudy, councils=[bolton])
    [city] = matches(client, "Manchester")
    assert (city.noun, city.tallies, notes(city)["Not the same as"]) == ("council", (), ["Greater Manchester"])
    [area] = matches(client, "Greater Manchester")
    assert (area.noun, area.tallies[0].count) == ("area", 1)
    assert notes(area) == {"Its councils": ["Bolton", "Manchester"]}


def test_a_region_is_said_on_top(client):
    an_entry(CaseStudy, councils=[a_council()])
    [match] = matches(client, "north west")
    assert (match.noun, match.name, match.url) == ("region", "North West", "/regions/north-west/")
    assert match.tallies[0].url == "/case-studies/?region=north-west"


def test_a_district_is_not_said_to_have_adult_social_care(client):
    a_council("ADU", "Adur", type="NMD", region="south-east")
    assert "Adult social care is the duty of its county." in matches(client, "adur")[0].about


def test_councils_named_beside_other_words_are_shown_too(client):
    a_council("BOL", "Bolton")
    a_council()
    an_entry(Lesson, title="Volunteers")
    assert [match.name for match in matches(client, "volunteers in Bolton and Wigan")] == ["Bolton", "Wigan"]


@pytest.mark.parametrize("words", ["", "   ", "zebra crossing", '"', "💥", "(((", "a" * 3000])
def test_words_that_name_nothing_have_nothing_above_them(client, words):
    a_council()
    an_entry(Lesson)
    assert shown(client, words) == []
    assert "app-match" not in client.get("/search/", {"q": words}).content.decode()


def test_what_words_name_stands_on_the_first_page_only(client):
    for _ in range(25):
        an_entry(Lesson, title="Wigan did well", councils=[a_council()])
    assert client.get("/search/?q=wigan").context["matches"]
    assert not client.get("/search/?q=wigan&page=2").context["matches"]


def test_without_an_index_all_but_titles_are_named(client, monkeypatch):
    monkeypatch.setattr(following, "MAX_BUILT_BY_A_SEARCH", 0)
    an_entry(Lesson, tags=[a_tag("Home care")], councils=[a_council()])
    for words in ("home care", "wigan", "report report"):
        response = client.get("/search/", {"q": words})
        assert response.context["is_plain"]
        assert len(response.context["matches"]) == 1, words


def test_the_number_of_queries_does_not_grow_with_what_there_is(client, django_assert_max_num_queries):
    theme, tag, council, source = a_theme(), a_tag(), a_council(), a_source()
    for _ in range(30):
        for kind in (Lesson, CaseStudy, KeyLineOfEnquiry):
            an_entry(kind, tags=[tag], councils=[council], source=source)
    for words in (theme.name, tag.name, "Wigan", source.title):
        best_match.matches(words)
        with django_assert_max_num_queries(8):
            best_match.matches(words)


def test_every_council_with_adult_social_care_is_in_the_panel_in_as_few_queries(content, django_assert_max_num_queries):
    councils = Council.objects.current().with_adult_social_care()
    assert len(councils) == 153
    best_match.matches("Wigan")
    for council in councils:
        with django_assert_max_num_queries(20):
            found = best_match.matches(council.name)
        assert council.get_absolute_url() in {match.url for match in found}, council

"""Lists: what filters do, what they refuse, and how a list is paged, sorted and counted."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from browse import downloads
from casestudies.models import CaseStudy
from lessons.models import KeyLineOfEnquiry, Lesson, QuestionComponent, SystemComponent
from recommendations.models import Recommendation
from search import engine, index
from tests.cast import KINDS, a_council, a_source, a_tag, a_theme, an_entry
from tests.search.asking import titles


@pytest.fixture
def two(db):
    """Two lessons that differ in everything a list can filter by."""
    discharge, digital = a_tag("Hospital discharge", a_theme("Care market")), a_tag("Digital", a_theme("Technology"))
    wigan, leeds = a_council(), a_council("LDS", "Leeds", region="yorkshire-and-the-humber")
    one = an_entry(
        Lesson, title="One", tags=[discharge], councils=[wigan], source=a_source("first"), body="quick beds",
        strength="figures",
    )  # fmt: skip
    other = an_entry(
        Lesson, title="Other", tags=[digital], councils=[leeds], source=a_source("second"), body="slow screens"
    )
    return one, other


@pytest.mark.parametrize(
    "query",
    [
        "theme=care-market",
        "tag=hospital-discharge",
        "council=wigan",
        "region=north-west",
        "source=first",
        "strength=figures",
        "q=QUICK",
        "q=beds+quick",
        "theme=care-market&council=wigan&q=one",
    ],
)
def test_each_filter_narrows_the_list(client, two, query):
    assert titles(client.get(f"/lessons/?{query}")) == ["One"]


def test_values_of_one_filter_widen_and_filters_together_narrow(client, two):
    assert titles(client.get("/lessons/?council=wigan&council=leeds")) == ["One", "Other"]
    assert titles(client.get("/lessons/?council=wigan&source=second")) == []


def test_a_theme_includes_its_tags_and_a_tag_is_exact(client, db):
    theme = a_theme()
    an_entry(Lesson, title="On a tag", tags=[a_tag("Home care", theme)])
    an_entry(Lesson, title="On the theme itself", tags=[theme])
    assert titles(client.get("/lessons/?theme=care-market")) == ["On a tag", "On the theme itself"]
    assert titles(client.get("/lessons/?tag=care-market")) == ["On the theme itself"]


def test_a_council_s_records_include_those_of_the_council_it_replaced(client, db):
    new = a_council("SMT", "Somerset")
    old = a_council(
        "SOM",
        "Somerset",
        official_name="Somerset County Council",
        slug="somerset-county-council",
        gss_code="E9",
        ended_on="2023-04-01",
    )
    old.successors.add(new)
    an_entry(CaseStudy, title="Before", councils=[old])
    an_entry(CaseStudy, title="After", councils=[new])
    assert titles(client.get("/case-studies/?council=somerset")) == ["Before", "After"]
    assert titles(client.get("/case-studies/?council=somerset-county-council")) == ["Before"]
    assert "Before" in client.get("/councils/somerset/").content.decode()


def test_each_kind_has_its_own_filters(client, db):
    an_entry(CaseStudy, title="Short", type="short-note")
    an_entry(CaseStudy, title="Whole", type="whole-place-review")
    assert titles(client.get("/case-studies/?type=short-note")) == ["Short"]
    an_entry(Recommendation, title="Rule", type="principle")
    assert titles(client.get("/recommendations/?type=principle")) == ["Rule"]
    question = an_entry(KeyLineOfEnquiry, title="Quick", part="b")
    an_entry(KeyLineOfEnquiry, title="Long", part="a")
    component = SystemComponent.objects.create(reference="front-door", number=2, name="Front door")
    QuestionComponent.objects.create(question=question, component=component)
    assert titles(client.get("/key-lines-of-enquiry/?part=b")) == ["Quick"]
    assert titles(client.get("/key-lines-of-enquiry/?component=front-door")) == ["Quick"]


def test_every_list_can_be_narrowed_by_strength_of_evidence_with_the_weakest_first(client, db):
    for number, strength in enumerate(["measured", "mention", "measured", ""]):
        for kind in KINDS:
            an_entry(kind, title=f"{kind.__name__} {number}", strength=strength)
    for kind in KINDS:
        page = client.get(kind.list_url()).content.decode()
        assert "Strength of evidence" in page
        once, measured = page.index("Mentioned once (1)"), page.index("Measured results from several places (2)")
        assert once < measured
        assert titles(client.get(f"{kind.list_url()}?strength=mention")) == [f"{kind.__name__} 1"]
    assert "Measured results from several places (10)" in client.get("/search/").content.decode()
    assert client.get("/lessons/?strength=certain").status_code == 400


def test_counts_beside_a_filter_are_those_without_it(client, two):
    page = client.get("/lessons/?council=wigan").content.decode()
    assert "Wigan (1)" in page
    assert "Leeds (1)" in page
    assert "Hospital discharge (1)" in page
    assert "Digital (1)" not in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=title",
        "tag=home-care",
        "tag=home-care&council=wigan",
        "q=testing",
        "q=testing&tag=home-care",
        "strength=mention",
        "q=advice",
    ],
)
def test_the_index_and_the_database_answer_alike(client, db, monkeypatch, query):
    tags, councils = [a_tag("Home care"), a_tag("Day care")], [a_council(), a_council("BOL", "Bolton")]
    for number in range(6):
        an_entry(
            Lesson, title=f"Testing {9 - number}", tags=tags[: number % 3], councils=councils[: number % 2 + 1],
            strength=["", "measured", "mention"][number % 3], editors_view="Our advice." if number % 2 else "",
        )  # fmt: skip

    def answered():
        caches["pages"].clear()
        response = client.get(f"/lessons/?{query}&sort=title")
        options = re.findall(r'<input class="govuk-checkboxes__input".*?</label>', response.content.decode())
        count = response.context["page"].paginator.count
        return response.context["is_plain"], (titles(response), count, options)

    is_plain, by_index = answered()
    assert not is_plain
    monkeypatch.setattr(engine, "find", unavailable)
    is_plain, by_database = answered()
    assert is_plain
    assert by_database == by_index


def unavailable(*_, **__):
    raise index.Unavailable


@pytest.mark.parametrize("passing_costs", [0, 1_000])
@pytest.mark.parametrize(("sort", "field"), [("title", "title"), ("source", "pk"), ("newest", "published_at")])
def test_every_page_of_an_order_follows_the_one_before(client, db, monkeypatch, passing_costs, sort, field):
    monkeypatch.setattr(engine, "COST_OF_SKIPPING", passing_costs)
    monkeypatch.setattr("browse.lists.PER_PAGE", 3)
    now = timezone.now()
    for number in range(11):
        an_entry(
            Lesson, title=f"About {number * 7 % 11:02}", published_at=now - timezone.timedelta(hours=number * 5 % 11)
        )
    shown = [title for page in range(1, 5) for title in titles(client.get(f"/lessons/?sort={sort}&page={page}"))]
    expected = sorted(Lesson.objects.all(), key=lambda lesson: getattr(lesson, field), reverse=sort == "newest")
    assert shown == [lesson.title for lesson in expected]


def test_a_list_without_words_is_counted_anew_after_a_change(client, two):
    assert client.get("/lessons/").context["page"].paginator.count == 2
    an_entry(Lesson, title="Third", tags=[a_tag("Digital", a_theme("Technology"))])
    page = client.get("/lessons/").content.decode()
    assert "Hospital discharge (1)" in page
    assert "Digital (2)" in page


def test_a_card_shows_a_change_at_once(client, two):
    assert "One" in titles(client.get("/lessons/?sort=title"))
    two[0].title = "Renamed"
    two[0].save()
    assert "Renamed" in titles(client.get("/lessons/?sort=newest&page=1"))


def test_what_the_index_holds_is_shown_only_while_its_record_is_public(client, two):
    assert titles(client.get("/lessons/?sort=title")) == ["One", "Other"]
    # Written past everything that would note the change.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lessons_lesson SET status = 'draft' WHERE title = 'One'")
    assert titles(client.get("/lessons/?sort=source")) == ["Other"]


def test_chosen_filters_can_be_taken_off_one_by_one(client, two):
    page = client.get("/lessons/?q=beds&council=wigan&council=leeds").content.decode()
    assert 'href="/lessons/?q=beds&amp;council=leeds"' in page
    assert 'href="/lessons/?council=wigan&amp;council=leeds"' in page


NONSENSE = [
    ("theme=nonsense", "There is no theme “nonsense”"),
    ("theme=hospital-discharge", "There is no theme “hospital-discharge”"),
    ("tag=nonsense", "There is no tag"),
    ("council=atlantis", "There is no council"),
    ("region=atlantis", "There is no region"),
    ("source=atlantis", "There is no source"),
    ("sort=backwards", "A list has no order “backwards”. Its orders are relevance, source, newest, title."),
    ("spelling=wrong", "The spelling cannot be “wrong”"),
    ("page=two", "“two” is not a page number"),
    ("sort=backwards&page=two", "“two” is not a page number"),
    ("sort=backwards&page=two", "no order “backwards”"),
    ("page=-1", "is not a page number"),
    ("page=99999999999999999999", "is not a page number"),
    ("format=exe", "There is no download format “exe”"),
    ("q=%00", "cannot be read"),
    ("theme=%00", "cannot be read"),
    ("council=" + "x" * 3000, "longer than 2,000"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_makes_no_sense_is_answered_with_what_is_wrong(client, two, kind):
    for query, said in NONSENSE:
        response = client.get(f"{kind.list_url()}?{query}")
        assert response.status_code == 400, query
        assert said in response.content.decode(), query
        assert not titles(response), query


def test_the_rest_of_a_bad_address_is_kept(client, two):
    page = client.get("/lessons/?council=wigan&theme=nonsense&q=beds").content.decode()
    assert 'href="/lessons/?q=beds&amp;council=wigan"' in page


def test_type_is_refused_where_it_has_no_such_value(client, db):
    assert client.get("/case-studies/?type=principle").status_code == 400


@pytest.mark.parametrize("query", ["theme=", "q=", "page=", "theme=&council=", "nonsense=1", "q=+++", "format="])
def test_empty_values_and_unknown_names_are_ignored(client, two, query):
    assert titles(client.get(f"/lessons/?{query}")) == ["One", "Other"]


def test_a_page_past_the_end_is_not_found(client, two):
    assert client.get("/lessons/?page=1").status_code == 200
    beyond = client.get("/lessons/?page=2")
    assert beyond.status_code == 404
    assert "This list has no page 2." in beyond.content.decode()
    assert 'href="/lessons/">Go to its first page</a>' in beyond.content.decode()
    assert "No Lesson matches" not in client.get("/lessons/nothing/").content.decode()
    assert 'name="q"' in client.get("/lessons/nothing/").content.decode()


def test_long_lists_are_paged_by_twenty_and_keep_their_filters(client, db):
    tag = a_tag()
    for number in range(45):
        an_entry(Lesson, title=f"Lesson {number:02}", tags=[tag])
    first = client.get("/lessons/?tag=hospital-discharge&sort=title")
    assert len(titles(first)) == 20
    assert "45 lessons" in first.content.decode()
    assert 'href="/lessons/?sort=title&amp;tag=hospital-discharge&amp;page=3"' in first.content.decode()
    assert titles(client.get("/lessons/?tag=hospital-discharge&sort=title&page=3")) == [
        f"Lesson {n}" for n in range(40, 45)
    ]


def test_the_whole_list_comes_on_one_page_to_be_printed(client, db):
    tag, other = a_tag(), a_tag("Home care")
    for number in range(45):
        an_entry(Lesson, title=f"Lesson {number:02}", tags=[tag if number % 15 else other])
    assert (
        'href="/lessons/?tag=hospital-discharge&amp;page=all"'
        in client.get("/lessons/?tag=hospital-discharge").content.decode()
    )
    response = client.get("/lessons/?tag=hospital-discharge&sort=title&page=all")
    assert titles(response) == [f"Lesson {n:02}" for n in range(45) if n % 15]
    page = response.content.decode()
    assert "/lessons/?tag=hospital-discharge&amp;sort=title&amp;page=all" in page.partition('class="app-cover"')[2]
    assert "govuk-pagination" not in page


def test_a_list_too_long_for_one_page_says_so(client, two, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_ON_A_PAGE", 1)
    assert "page=all" not in client.get("/lessons/").content.decode()
    response = client.get("/lessons/?page=all")
    assert response.status_code == 400
    assert "This list has 2 records. At most 1 fit on one page." in response.content.decode()


def test_lists_sort_by_title_by_time_and_by_best_match(client, db):
    late = an_entry(Lesson, title="B about beds", published_at=timezone.now() - timezone.timedelta(hours=1))
    an_entry(Lesson, title="A", body="beds")
    assert titles(client.get("/lessons/?sort=title")) == ["A", late.title]
    assert titles(client.get("/lessons/?sort=newest")) == [late.title, "A"]
    assert titles(client.get("/lessons/?q=beds")) == [late.title, "A"]


def test_an_empty_list_says_which_filter_to_leave_out(client, two):
    page = client.get("/lessons/?council=wigan&source=second").content.decode()
    assert "0 lessons" in page
    assert "leave out council “Wigan”" in page


@pytest.mark.parametrize(
    "hostile", ['"', "*", "(((", "NEAR(", "AND", "'; DROP TABLE", "title:x", "../..", "%", "_", "\\", "🙂", "\u202e"]
)
def test_anything_typed_is_only_text(client, two, hostile):
    assert client.get("/lessons/", {"q": hostile}).status_code == 200

"""Pages that gather kinds: a theme, a tag, a council, a region, a source."""

import pytest

from casestudies.models import CaseStudy, Finding
from catalogue.models import Source, Statistic, Tag
from tests.cast import KINDS, a_council, a_draft, a_section, a_source, a_tag, a_theme, an_entry


@pytest.fixture
def gathered(db):
    """One record of each kind with the same tag, council and section."""
    source = a_source()
    section = a_section(source)
    shared = {"tags": [a_tag()], "councils": [a_council()], "source": source, "section": section}
    return [an_entry(kind, **shared) for kind in KINDS]


@pytest.mark.parametrize(
    "address",
    [
        "/themes/care-market/",
        "/tags/hospital-discharge/",
        "/councils/wigan/",
        "/regions/north-west/",
        "/sources/report/section/",
    ],
)
def test_a_gathering_page_shows_every_kind(client, gathered, address):
    page = client.get(address).content.decode()
    for entry in gathered:
        assert entry.title in page


@pytest.mark.parametrize(
    "address",
    [
        "/themes/none/",
        "/tags/none/",
        "/councils/none/",
        "/regions/none/",
        "/sources/none/",
        "/themes/hospital-discharge/",
        "/nowhere/",
    ],
)
def test_an_unknown_address_is_not_found(client, gathered, address):
    assert client.get(address).status_code == 404


def test_the_tag_page_of_a_theme_leads_to_the_theme(client, gathered):
    response = client.get("/tags/care-market/")
    assert (response.status_code, response.headers["Location"]) == (301, "/themes/care-market/")


def test_a_merged_tag_leads_to_the_one_that_took_its_place(client, gathered):
    old = Tag.objects.create(
        name="Discharges", slug="discharges", definition="x", broader=a_theme(), merged_into=a_tag()
    )
    response = client.get(old.get_absolute_url())
    assert (response.status_code, response.headers["Location"]) == (301, "/tags/hospital-discharge/")
    assert client.get("/lessons/?tag=discharges").status_code == 200
    assert gathered[0].title in client.get("/lessons/?tag=discharges").content.decode()


def test_a_source_is_read_in_its_own_order(client, db):
    source = a_source()
    later = a_section(source, "second", position=2, title="Then")
    first = a_section(source, "first", position=1, title="First")
    inner = a_section(source, "inner", position=3, title="Within then", parent=later)
    an_entry(CaseStudy, title="From inside", source=source, section=inner)
    review = an_entry(CaseStudy, title="Review", source=source, section=first)
    Finding.objects.create(reference="F1", case_study=review, section=later, number=1, title="A finding", body="x")
    contents = client.get("/sources/report/").content.decode().split("In its own order")[1]
    assert contents.index(">First<") < contents.index(">Then<")
    assert "Review" in client.get(first.get_absolute_url()).content.decode()
    page = client.get(later.get_absolute_url()).content.decode()
    places = [page.index(words) for words in (">Then<", "A finding", ">Within then<", "From inside")]
    assert places == sorted(places)
    assert "From inside" in client.get(inner.get_absolute_url()).content.decode()


@pytest.mark.parametrize("part", ["figures", "events", "references", "nothing"])
def test_a_source_has_no_page_of_what_it_has_not(client, db, part):
    an_entry(CaseStudy, source=a_source())
    a_section(a_source("hidden"), "secret")
    assert client.get(f"/sources/report/{part}/").status_code == 404
    assert client.get("/sources/hidden/secret/").status_code == 404


def test_a_reference_is_listed_with_the_report_that_names_it(client, db):
    source = a_source()
    an_entry(CaseStudy, source=source)
    named = Source.objects.create(reference="a-study", type="reference", title="A study", named_in=source)
    assert 'id="a-study"' in client.get("/sources/report/references/").content.decode()
    assert named.get_absolute_url() == "/sources/report/references/#a-study"


def test_a_council_without_records_has_a_page_that_helps(client, db):
    a_council()
    a_draft(CaseStudy, councils=[a_council()])
    page = client.get("/councils/wigan/").content.decode()
    assert "Nothing has been published here yet" in page


@pytest.mark.django_db
def test_a_council_has_the_findings_of_its_review_and_the_figures_of_its_case_studies(client):
    source, wigan = a_source(), a_council()
    figures = [
        Statistic.objects.create(reference=name, title=name, value="7", source=source) for name in ("here", "elsewhere")
    ]
    for case, figure in zip((an_entry(CaseStudy, councils=[wigan]), an_entry(CaseStudy)), figures, strict=True):
        case.statistics.add(figure)
        Finding.objects.create(
            reference=f"f-{figure.pk}",
            case_study=case,
            section=a_section(source),
            number=1,
            title=f"Found {figure.pk}",
            body="x",
        )
    page = client.get("/councils/wigan/")
    assert page.context["figures"] == figures[:1]
    review = CaseStudy.objects.get(councils=wigan)
    assert f'{review.get_absolute_url()}#findings">1 finding of {review.title}' in page.content.decode()
    CaseStudy.objects.update(status="draft")
    assert "1 finding of" not in client.get("/councils/wigan/").content.decode()

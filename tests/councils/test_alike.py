"""Councils like another, by the rule the page states."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casestudies.models import CaseStudy
from councils.alike import RULE, Alike, like, with_something
from councils.models import NearestNeighbour
from tests.cast import a_council, a_draft, a_tag, an_entry

pytestmark = pytest.mark.django_db


def test_the_same_type_and_a_population_within_a_quarter():
    wigan = a_council(population=300_000)
    near = a_council("BOL", "Bolton", population=374_000)
    a_council("BIG", "Big", population=376_000)
    a_council("CTY", "County", population=300_000, type="CTY")
    a_council("OLD", "Old", population=300_000, ended_on="2023-04-01")
    assert like(wigan) == Alike([near], RULE)


def test_the_same_region_first_then_the_nearest_population_and_six_at_most():
    wigan = a_council(population=300_000)
    far = [a_council(f"F{n}", f"Far {n}", population=300_000 + n * 1000, region="london") for n in range(1, 7)]
    home = a_council("HOM", "Home", population=340_000)
    assert like(wigan).councils == [home, *far[:5]]


def test_none_where_the_population_is_unknown_or_the_council_is_no_more():
    a_council("BOL", "Bolton", population=300_000)
    assert like(a_council()).councils == []
    assert like(a_council("OLD", "Old", population=300_000, ended_on="2023-04-01")).councils == []


def test_the_page_states_the_rule_and_offers_to_compare(client):
    a_council(population=300_000)
    a_council("BOL", "Bolton", population=300_000)
    page = client.get("/councils/wigan/").content.decode()
    assert RULE in page
    assert "/compare/?council=wigan&amp;council=bolton" in page


def test_a_council_that_is_no_more_is_not_likened_to_others(client):
    a_council("BOL", "Bolton", population=300_000)
    a_council("OLD", "Old", population=300_000, ended_on="2023-04-01")
    assert "Councils like Bolton" in client.get("/councils/bolton/").content.decode()
    assert "Councils like Old" not in client.get("/councils/old/").content.decode()


def test_every_council_is_likened_to_some_that_have_something_those_most_like_it_first(client):
    lonely = a_council("LON", "Lonely", population=9_000_000, type="UA", region="london")
    twin = a_council("TWI", "Twin", population=310_000)
    wigan, empty = a_council(population=300_000), a_council("EMP", "Empty", population=300_000)
    far = a_council("FAR", "Far", population=300_000, region="london")
    for council in (far, twin, twin):
        an_entry(CaseStudy, councils=[council])
    a_draft(CaseStudy, councils=[empty])
    likes = client.get("/councils/wigan/").context["likes"]
    assert likes.councils == [(twin, 2), (far, 1)]
    assert likes.empty == [empty]
    assert {council for council, _ in client.get("/councils/lonely/").context["likes"].councils} == {twin, far}
    assert lonely not in with_something(lonely, ["LON"], [])
    assert wigan in with_something(lonely, [wigan.pk], [])


def test_the_list_of_councils_like_mine_holds_what_the_page_counts(client):
    wigan, bolton = a_council(), a_council("BOL", "Bolton")
    an_entry(CaseStudy, councils=[bolton], tags=[a_tag()])
    an_entry(CaseStudy, councils=[wigan])
    likes = client.get("/councils/wigan/").context["likes"]
    ((label, url, count),) = likes.topics
    assert (label, count, likes.count) == (a_tag().broader.name, 1, 1)
    for address in (url, likes.url):
        assert client.get(address).context["page"].paginator.count == 1


def load(tmp_path, *lines, head="council,neighbour,rank"):
    file = tmp_path / "neighbours.csv"
    file.write_text("\n".join([head, *lines]), encoding="utf-8")
    call_command("load_neighbours", str(file), source="The list of 2026", stdout=StringIO())


def test_a_loaded_list_takes_the_place_of_the_rule_and_is_named_on_the_page(client, tmp_path):
    wigan = a_council(population=300_000)
    a_council("BOL", "Bolton", population=300_000)
    far, near = a_council("FAR", "Far", region="london"), a_council("NEA", "Near", type="UA")
    had = client.get("/councils/wigan/")
    load(tmp_path, "Wigan,Far,2", "Wigan MBC,near,1")
    assert like(wigan).councils == [near, far]
    page = client.get("/councils/wigan/", headers={"if-none-match": had["ETag"]}).content.decode()
    assert "as listed in: The list of 2026" in page
    assert RULE not in page
    assert RULE in client.get("/councils/bolton/").content.decode()
    load(tmp_path)
    assert like(wigan).rule == RULE


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Wigan,Bolton,1", "Nowhere,Bolton,1"], "Line 3: There is no council called “Nowhere”."),
        (["Wigan,Bolton,first"], "Line 2: “first” is no rank"),
        (["Wigan,Wigan,1"], "Line 2: Wigan cannot be its own neighbour."),
        (["Wigan,Bolton,1", "Wigan,Bolton,2"], "Line 3: Wigan has this neighbour, or this rank, twice."),
        (["Wigan"], "Line 2: There is no council called “”."),
    ],
)
def test_a_list_with_a_mistake_is_refused_whole_and_the_old_one_stays(tmp_path, lines, said):
    a_council()
    a_council("BOL", "Bolton")
    load(tmp_path, "Bolton,Wigan,1")
    with pytest.raises(CommandError, match=said):
        load(tmp_path, *lines)
    assert [str(row) for row in NearestNeighbour.objects.all()] == ["Bolton, 1: Wigan"]


def test_a_file_that_is_no_such_list_is_refused(tmp_path):
    with pytest.raises(CommandError, match="The first line has to be: council,neighbour,rank"):
        load(tmp_path, head="name,other")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_neighbours", str(tmp_path / "none.csv"), source="x")


def test_a_name_too_long_for_the_page_is_refused_and_not_cut(tmp_path):
    a_council(population=300_000), a_council("BOL", "Bolton")
    file = tmp_path / "neighbours.csv"
    file.write_text("council,neighbour,rank\nWigan,Bolton,1", encoding="utf-8")
    with pytest.raises(CommandError, match="at most 200 characters"):
        call_command("load_neighbours", str(file), source="x" * 201)
    assert not NearestNeighbour.objects.exists()

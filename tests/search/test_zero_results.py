"""What people searched and did not find."""

import pytest

from lessons.models import Lesson
from search.models import MissedSearch
from tests.cast import an_entry

pytestmark = pytest.mark.django_db


def test_a_search_that_finds_nothing_is_counted_by_query_and_day(client):
    an_entry(Lesson, title="Testing")
    for typed in ("zzyzx road", "ZZYZX  road", "testing"):
        client.get("/search/", {"q": typed})
    missed = MissedSearch.objects.get()
    assert (missed.text, missed.times) == ("zzyzx road", 2)


@pytest.mark.parametrize("typed", ["someone@example.org", "07700 900123", "   ", "((("])
def test_nothing_personal_and_nothing_without_words_is_kept(client, typed):
    client.get("/search/", {"q": typed})
    assert not MissedSearch.objects.exists()


def test_searching_sets_no_cookie(client):
    assert not client.get("/search/?q=zzyzx").cookies


def test_editors_see_them_as_a_list_to_work_through(client, curating):
    client.get("/search/?q=zzyzx")
    page = curating.get("/admin/search/missedsearch/").content.decode()
    assert "zzyzx" in page
    assert "/search/?q=zzyzx" in page
    assert curating.get("/admin/search/missedsearch/add/").status_code == 403

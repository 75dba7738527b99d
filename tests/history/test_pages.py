"""The pages of the history in the admin: what they tell, who may restore, and that nobody can edit them."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Source, Tag
from history.deleting import delete
from history.snapshot import RecordHistory
from lessons.models import Enabler, Lesson, LessonEnabler
from tests.cast import a_council, a_development, a_draft, a_source, a_tag, an_entry
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(django_user_model):
    """Somebody who may look at lessons and change none."""
    user = django_user_model.objects.create_user("reader", password="a long pass phrase", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_lesson"))
    client = Client()
    client.force_login(user)
    return client


def edit(curating, lesson, **changes):
    data = form_of(curating.get(address(type(lesson), "change", lesson.pk))) | changes
    response = curating.post(address(type(lesson), "change", lesson.pk), data)
    assert response.status_code == 302, response.context["errors"]


def numbers(record):
    return [revision.number for revision in RecordHistory(type(record), record.pk).revisions()]


def test_the_history_says_who_changed_what_when_and_why(curating, curator):
    lesson = a_draft(Lesson, title="Ask before you cut", tags=[a_tag()])
    curator.first_name, curator.last_name = "Jo", "Smith"
    curator.save()
    edit(curating, lesson, title="Ask before cutting", tags=[a_tag("Home care").pk])
    acts = curating.get(address(Lesson, "history", lesson.pk)).context["revisions"]
    assert acts[0]["revision"].who == "Jo Smith"
    assert [str(difference) for difference in acts[0]["differences"]] == [
        "Title: “Ask before you cut” became “Ask before cutting”",
        "Tags: added Home care, removed Hospital discharge",
    ]
    text = curating.get(address(Lesson, "history", lesson.pk)).content.decode()
    assert "<del>you cut</del><ins>cutting</ins>" in text
    assert "Jo Smith" in text


def test_the_history_says_in_words_what_became_of_the_editors_part(curating):
    lesson = a_draft(Lesson, editors_view="Look.", strength="mention")
    changed = {
        "editors_view": "Look twice.",
        "strength": "figures",
        "evidence_year": 2020,
        "applies_when_basis": "stated",
    }
    edit(curating, lesson, **changed, developments=[a_development().pk])
    (told, *_) = curating.get(address(Lesson, "history", lesson.pk)).context["revisions"]
    said = {str(difference) for difference in told["differences"]}
    assert "Strength of evidence: “Mentioned once” became “Figures from one place”" in said
    assert "The editors’ view: “Look.” became “Look twice.”" in said
    assert "Who says when to use it: “Suggested by the editors” became “Stated by the source”" in said
    assert any(each.startswith("Year of the evidence: ") and "2020" in each and "2,020" not in each for each in said)
    assert "What has changed since: added The law changed" in said


def test_one_save_is_one_act(curating):
    lesson = a_draft(Lesson)
    before = len(numbers(lesson))
    enabler = an_entry(Enabler)
    edit(
        curating, lesson, title="Other", tags=[a_tag().pk], councils=[a_council().pk],
        **{"enabler_links-TOTAL_FORMS": 1, "enabler_links-0-enabler": enabler.pk, "enabler_links-0-basis": "stated"},
    )  # fmt: skip
    assert LessonEnabler.objects.get().basis == "stated"
    assert len(numbers(lesson)) == before + 1


def test_two_versions_can_be_compared(curating):
    lesson = a_draft(Lesson, title="One")
    edit(curating, lesson, title="Two")
    edit(curating, lesson, title="Three")
    newest, _, first = numbers(lesson)[:3]
    page = curating.get(address(Lesson, "compare", lesson.pk), {"from": newest, "to": first})
    assert [str(difference) for difference in page.context["found"]] == ["Title: “One” became “Three”"]
    for wrong in ("", "x", "1", "9" * 40):
        assert curating.get(address(Lesson, "compare", lesson.pk), {"from": wrong, "to": newest}).status_code == 404


def test_restoring_shows_what_would_change_and_does_so_when_confirmed(curating, curator):
    lesson = a_draft(Lesson, title="One")
    edit(curating, lesson, title="Two")
    page = address(Lesson, "restore", lesson.pk, numbers(lesson)[1])
    shown = curating.get(page)
    assert [str(difference) for difference in shown.context["found"]] == ["Title: “Two” became “One”"]
    assert Lesson.objects.get().title == "Two"
    assert curating.post(page).status_code == 302
    assert Lesson.objects.get().title == "One"
    newest = curating.get(address(Lesson, "history", lesson.pk)).context["revisions"][0]["revision"]
    assert newest.user == curator
    assert newest.reason.startswith("Restored the version of ")


def test_a_deleted_record_is_listed_with_who_deleted_it_and_can_be_restored(curating, curator):
    lesson = a_draft(Lesson, title="Precious", tags=[a_tag()])
    curating.post(address(Lesson, "delete", lesson.pk), {"post": "yes"})
    assert not Lesson.objects.exists()
    listed = curating.get(address(Lesson, "deleted")).context["deleted"][0]
    assert (listed["title"], listed["revision"].user) == ("Precious", curator)
    history = curating.get(address(Lesson, "history", lesson.pk))
    assert "Precious" in history.content.decode()
    assert history.context["revisions"][0]["revision"].change_type == "-"
    page = address(Lesson, "restore", lesson.pk, history.context["revisions"][1]["revision"].number)
    assert curating.get(page).status_code == 200
    curating.post(page)
    assert Lesson.objects.get().title == "Precious"
    assert curating.get(address(Lesson, "deleted")).context["deleted"] == []


def test_records_deleted_together_are_in_the_history_with_who(curating, curator):
    lessons = [a_draft(Lesson) for _ in range(3)]
    page = curating.post(
        address(Lesson, "changelist"),
        {"action": "delete_selected", "_selected_action": [lesson.pk for lesson in lessons], "index": 0},
    )
    seen = {"seen": page.context["seen"]} if "seen" in page.context else {}
    data = {"action": "delete_selected", "_selected_action": [lesson.pk for lesson in lessons], "post": "yes"} | seen
    curating.post(address(Lesson, "changelist"), data)
    assert not Lesson.objects.exists()
    assert {row["revision"].user for row in curating.get(address(Lesson, "deleted")).context["deleted"]} == {curator}


def test_who_may_only_look_can_see_the_history_and_restore_nothing(reader, curating):
    lesson = a_draft(Lesson, title="One")
    edit(curating, lesson, title="Two")
    page = address(Lesson, "restore", lesson.pk, numbers(lesson)[1])
    shown = reader.get(address(Lesson, "history", lesson.pk))
    assert shown.status_code == 200
    assert page not in shown.content.decode()
    assert reader.get(page).status_code == reader.post(page).status_code == 403
    assert Lesson.objects.get().title == "Two"
    number = numbers(lesson)[0]
    curating.post(address(Lesson, "delete", lesson.pk), {"post": "yes"})
    assert reader.post(address(Lesson, "restore", lesson.pk, number)).status_code == 403
    assert not Lesson.objects.exists()


def test_the_history_is_closed_to_those_who_may_not_see_the_record(reader, client):
    source = a_source()
    for page in ("history", "change"):
        assert reader.get(address(Source, page, source.pk)).status_code == 403
    assert reader.get(address(Source, "deleted")).status_code == 403
    assert client.get(address(Source, "history", source.pk)).status_code == 302


@pytest.mark.parametrize("model", [Lesson, Source, Tag])
def test_the_history_cannot_be_edited_or_deleted_through_the_admin(curating, model):
    record = {Lesson: a_draft, Source: lambda _: a_source(), Tag: lambda _: a_tag()}[model](model)
    before = list(model.history.values())
    for row in model.history.filter(**{model._meta.pk.name: record.pk}):
        place = f"{address(model, 'history', record.pk)}{row.history_id}/"
        assert curating.get(place).status_code in (302, 404)
        assert curating.post(place, {"title": "Forged", "name": "Forged"}).status_code in (302, 404)
    curating.post(address(model, "history", record.pk), {"title": "Forged"})
    assert list(model.history.values()) == before
    assert not [model for model in admin.site._registry if model.__name__.startswith("Historical")]


@pytest.mark.parametrize("key", ["no-such", "_00", "x" * 300])
def test_the_history_of_nothing_leads_back(curating, key):
    assert curating.get(f"/admin/lessons/lesson/{key}/history/").status_code == 302
    assert curating.get(f"/admin/catalogue/tag/{key}/history/").status_code == 302
    assert curating.get(f"/admin/lessons/lesson/{key}/history/1/restore/").status_code == 404


def test_the_pages_of_the_history_ask_as_many_questions_whatever_its_length(curating):
    lesson = a_draft(Lesson, title="Start")

    def queries(page):
        with CaptureQueriesContext(connection) as captured:
            assert curating.get(page).status_code == 200
        return len(captured)

    edit(curating, lesson, title="Once", tags=[a_tag().pk])
    few = queries(address(Lesson, "history", lesson.pk))
    for number in range(15):
        edit(curating, lesson, title=f"Title {number}", tags=[a_tag(f"Tag {number}").pk])
        LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler))
    assert queries(address(Lesson, "history", lesson.pk)) == few
    for _ in range(2):
        curating.post(address(Lesson, "delete", a_draft(Lesson).pk), {"post": "yes"})
    few = queries(address(Lesson, "deleted"))
    for _ in range(10):
        curating.post(address(Lesson, "delete", a_draft(Lesson).pk), {"post": "yes"})
    assert queries(address(Lesson, "deleted")) == few


def test_a_record_deleted_twice_is_listed_once_with_its_latest_deletion(curating):
    for title in ("Ask once", "Ask twice"):
        lesson = a_draft(Lesson, reference="TRY-L01", title=title)
        delete([lesson])
    other = a_draft(Lesson, reference="TRY-L02")
    delete([other])
    rows = curating.get(address(Lesson, "deleted")).context["deleted"]
    assert [(row["key"], row["title"]) for row in rows] == [("TRY-L02", other.title), ("TRY-L01", "Ask twice")]

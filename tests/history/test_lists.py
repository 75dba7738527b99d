"""Lists, deletions and presence: nothing is done to what changed unseen, and people see who else is at work."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from history.models import Presence
from lessons.models import Lesson
from search.models import MissedSearch
from tests.cast import a_draft
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(django_user_model):
    """Another curator's browser."""
    user = django_user_model.objects.create_superuser("colleague", password="a long pass phrase", first_name="Jo")
    client = Client()
    client.force_login(user)
    return client


def change(client, lesson, **changes):
    data = form_of(client.get(address(Lesson, "change", lesson.pk))) | changes
    assert client.post(address(Lesson, "change", lesson.pk), data).status_code == 302


def test_records_changed_after_the_list_was_shown_are_not_deleted_with_it(curating, colleague):
    lesson, other = a_draft(Lesson), a_draft(Lesson)
    page = address(Lesson, "changelist")
    seen = curating.get(page).context["action_form"].initial["seen"]
    change(colleague, lesson, title="An hour of work")
    chosen = {"action": "delete_selected", "_selected_action": [lesson.pk, other.pk], "index": 0, "seen": seen}
    answer = curating.post(page, chosen, follow=True)
    assert f"Nothing was done: {lesson.pk} changed after you opened the page (by Jo)" in answer.content.decode()
    assert Lesson.objects.count() == 2


def test_a_record_changed_after_the_question_is_not_deleted_by_the_answer(curating, colleague):
    lesson = a_draft(Lesson)
    page, one = address(Lesson, "changelist"), address(Lesson, "delete", lesson.pk)
    seen = curating.get(page).context["action_form"].initial["seen"]
    chosen = {"action": "delete_selected", "_selected_action": [lesson.pk], "seen": seen}
    several = curating.post(page, chosen | {"index": 0}).context["seen"]
    alone = curating.get(one).context["seen"]
    change(colleague, lesson, title="An hour of work")
    curating.post(page, chosen | {"post": "yes", "seen": several})
    curating.post(one, {"post": "yes", "seen": alone})
    assert Lesson.objects.get().title == "An hour of work"
    curating.post(one, {"post": "yes", "seen": curating.get(one).context["seen"]})
    assert not Lesson.objects.exists()


def test_a_forged_list_does_nothing(curating):
    lesson = a_draft(Lesson)
    chosen = {"action": "delete_selected", "_selected_action": [lesson.pk], "post": "yes", "seen": "forged"}
    curating.post(address(Lesson, "changelist"), chosen)
    assert Lesson.objects.exists()


def rows(page):
    """What a browser sends back from a list that can be edited."""
    formset = page.context["cl"].formset
    data = {f"form-{field.name}": field.value() for field in formset.management_form} | {"_save": "Save"}
    for form in formset.forms:
        data[form.add_prefix("id")] = form.instance.pk
        data[form.add_initial_prefix("is_done")] = str(form.instance.is_done)
        if form.instance.is_done:
            data[form.add_prefix("is_done")] = "on"
    return data


def test_a_tick_made_by_a_colleague_is_not_taken_away_by_saving_another_row(curating, colleague):
    first, second = (MissedSearch.objects.create(text=text, day=timezone.localdate()) for text in ("one", "two"))
    page = address(MissedSearch, "changelist")
    mine = rows(curating.get(page))
    MissedSearch.objects.filter(pk=first.pk).update(is_done=True)
    number = next(n for n in (0, 1) if mine[f"form-{n}-id"] == second.pk)
    assert curating.post(page, mine | {f"form-{number}-is_done": "on"}).status_code == 302
    assert set(MissedSearch.objects.values_list("is_done", flat=True)) == {True}


def test_opening_a_record_shows_who_else_has_it_open(curating, colleague):
    lesson, page = a_draft(Lesson), None
    page = address(Lesson, "change", lesson.pk)
    colleague.get(page)
    assert "Jo has this record open too" in curating.get(page).content.decode()
    assert (
        "has this record open too" not in curating.get(address(Lesson, "change", a_draft(Lesson).pk)).content.decode()
    )
    change(colleague, lesson, title="Done")
    assert "has this record open too" not in curating.get(page).content.decode()


def test_who_was_seen_long_ago_is_forgotten(curating, colleague):
    lesson = a_draft(Lesson)
    page = address(Lesson, "change", lesson.pk)
    colleague.get(page)
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=11))
    assert "has this record open too" not in curating.get(page).content.decode()
    assert Presence.objects.count() == 1


def test_a_page_left_open_says_so_and_only_who_may_edit_can(curating, curator, client):
    lesson = a_draft(Lesson)
    page = address(Lesson, "presence", lesson.pk)
    assert curating.post(page).status_code == 204
    assert Presence.objects.get().user == curator
    assert curating.get(page).status_code == 405
    assert client.post(page).status_code == 302
    assert curating.post(address(Lesson, "presence", "NO-SUCH")).status_code == 403

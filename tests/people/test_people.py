"""Whoever has done something here stays, so that the history goes on saying who did what; and no name gets into addresses."""

import pytest
from django.contrib.auth.models import User

from curation.models import StepTaken
from lessons.models import Lesson
from tests.cast import a_draft
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(django_user_model):
    return django_user_model.objects.create_user("colleague", password="a long pass phrase", is_staff=True)


def changed_a_record(person):
    record = a_draft(Lesson)
    record._history_user = person
    record.save()


TRACES = {
    "a change in the history": changed_a_record,
    "a record made": lambda person: a_draft(Lesson, created_by=person),
    "a record looked after": lambda person: a_draft(Lesson, owner=person),
    "a step": lambda person: StepTaken.objects.create(
        kind="lessons", reference="L1", step="send", before="draft", after="in-review", by=person
    ),
}


def ways_to_delete(curating, person):
    yield curating.post(address(User, "delete", person.pk), {"post": "yes"}, follow=True)
    chosen = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    yield curating.post(address(User, "changelist"), chosen, follow=True)


@pytest.mark.parametrize("trace", TRACES)
def test_nobody_who_left_a_trace_is_deleted_even_by_an_administrator(curating, colleague, trace):
    TRACES[trace](colleague)
    for response in ways_to_delete(curating, colleague):
        assert "Deactivate the account instead" in response.content.decode()
        assert User.objects.filter(pk=colleague.pk).exists()
    page = curating.get(address(User, "change", colleague.pk)).content.decode()
    assert address(User, "delete", colleague.pk) not in page


def test_one_who_has_to_stay_keeps_all_that_were_chosen_with_them(curating, colleague, django_user_model):
    a_draft(Lesson, created_by=colleague)
    other = django_user_model.objects.create_user("other")
    chosen = {"action": "delete_selected", "_selected_action": [colleague.pk, other.pk], "post": "yes"}
    curating.post(address(User, "changelist"), chosen)
    assert User.objects.filter(pk__in=[colleague.pk, other.pk]).count() == 2


def test_an_account_made_by_mistake_is_deleted_either_way(curating, django_user_model):
    for number in range(2):
        mistake = django_user_model.objects.create_user(f"mistake {number}")
        list(ways_to_delete(curating, mistake))[number]
        assert not User.objects.filter(pk=mistake.pk).exists()


def test_an_account_is_deactivated_instead(curating, colleague):
    a_draft(Lesson, created_by=colleague)
    page = address(User, "change", colleague.pk)
    data = form_of(curating.get(page)) | {"is_active": ""}
    assert curating.post(page, data).status_code == 302
    assert not User.objects.get(pk=colleague.pk).is_active


def test_people_are_not_searched_for_by_name_in_an_address(curating):
    assert 'name="q"' not in curating.get(address(User, "changelist")).content.decode()

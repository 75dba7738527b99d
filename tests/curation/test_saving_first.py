"""A step takes what was typed, and what a record says is the same whoever asks."""

import pytest

from curation import copies
from curation.models import WorkingCopy
from lessons.models import Lesson
from tests.cast import a_source, an_entry
from tests.curation.desk import a_person, edit
from tests.forms import address

pytestmark = pytest.mark.django_db


def test_what_a_record_says_is_the_same_for_a_colleague_who_sees_less_of_its_form(rf):
    lesson = an_entry(Lesson, source=a_source())
    asking = rf.get("/")
    asking.user = a_person("Publisher")
    everything = copies.said(asking, lesson).digest()
    asking.user = a_person("")
    assert copies.said(asking, lesson).digest() == everything


def test_a_form_sent_with_a_step_is_saved_and_leads_to_the_page_of_that_step(publisher):
    lesson = an_entry(Lesson)
    response = edit(publisher, lesson, summary="A better summary.", _step="send")
    assert response["Location"] == address(Lesson, "step", lesson.pk, "send")
    assert WorkingCopy.objects.of(lesson).data["summary"] == ["A better summary."]
    assert edit(publisher, lesson, summary="Best.", _step="//elsewhere")["Location"] == address(
        Lesson, "change", lesson.pk
    )

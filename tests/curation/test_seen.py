"""Nobody publishes or restores over what they were not shown."""

import pytest

from curation.models import StepTaken, WorkingCopy
from history.snapshot import RecordHistory
from lessons.models import Lesson
from tests.cast import a_draft, an_entry
from tests.curation.desk import IN_TWO_MONTHS, edit, step
from tests.forms import address

pytestmark = pytest.mark.django_db


def opened(client, page):
    """What the form of a page sends back."""
    return client.get(page).context


def test_a_draft_that_was_changed_after_its_page_was_opened_is_shown_again(publisher, editor, client):
    draft = a_draft(Lesson, title="Ask first")
    page = address(Lesson, "step", draft.pk, "publish")
    answer = publisher.get(page)
    shown = answer.context["shown"]
    assert f'<input type="hidden" name="shown" value="{shown}">' in answer.content.decode()
    edit(editor, draft, title="Something else")
    refused = publisher.post(page, {"note": "", "shown": shown})
    said = refused.content.decode()
    assert (refused.status_code, "Somebody changed this since you opened the page" in said) == (409, True)
    assert "What changed since you opened this page" in said
    assert "Something else" in said
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert not StepTaken.objects.exists()
    assert publisher.post(page, {"note": "", "shown": refused.context["shown"]}).status_code == 302
    assert "Something else" in client.get(draft.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["publish", "approve"])
def test_a_working_copy_that_was_changed_meanwhile_is_shown_again(publisher, editor, client, name):
    record = an_entry(Lesson, title="Ask first")
    edit(editor, record, title="Better")
    step(editor, record, "send")
    page = address(Lesson, "step", record.pk, name)
    said = {"note": "", "shown": opened(publisher, page)["shown"]}
    said |= {"published_at": IN_TWO_MONTHS} if name == "approve" else {}
    edit(editor, record, title="Unseen")
    refused = publisher.post(page, said)
    assert refused.status_code == 409
    assert "Unseen" in refused.content.decode()
    assert WorkingCopy.objects.get().appears_at is None
    assert "Ask first" in client.get(record.get_absolute_url()).content.decode()
    assert publisher.post(page, said | {"shown": refused.context["shown"]}).status_code == 302


def test_what_was_shown_of_one_record_or_made_up_says_nothing_of_another(publisher):
    one, other = a_draft(Lesson), a_draft(Lesson)
    shown = opened(publisher, address(Lesson, "step", one.pk, "publish"))["shown"]
    assert step(publisher, other, "publish", shown=shown).status_code == 409
    assert step(publisher, other, "publish", shown="made up").status_code == 409


def test_a_version_is_not_restored_over_a_change_made_after_its_page_was_opened(editor):
    draft = a_draft(Lesson, title="First")
    edit(editor, draft, title="Second")
    page = address(Lesson, "restore", draft.pk, RecordHistory(Lesson, draft.pk).revisions()[-1].number)
    shown = opened(editor, page)["seen"]
    edit(editor, draft, title="Third")
    refused = editor.post(page, {"seen": shown})
    said = refused.content.decode()
    assert (refused.status_code, "has changed since you opened this page" in said, "Third" in said) == (409, True, True)
    draft.refresh_from_db()
    assert draft.title == "Third"
    assert editor.post(page, {"seen": refused.context["seen"]}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "First"


def test_a_deleted_record_that_somebody_restored_meanwhile_is_not_restored_over(curating):
    draft = a_draft(Lesson, title="First")
    number = RecordHistory(Lesson, draft.pk).revisions()[-1].number
    curating.post(address(Lesson, "delete", draft.pk), {"post": "yes"})
    page = address(Lesson, "restore", draft.pk, number)
    shown = opened(curating, page)["seen"]
    assert curating.post(page, {"seen": shown}).status_code == 302
    back = Lesson.objects.get()
    back.title = "Second"
    back.save()
    assert curating.post(page, {"seen": shown}).status_code == 409
    assert Lesson.objects.get().title == "Second"

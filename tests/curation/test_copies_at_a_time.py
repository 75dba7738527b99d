"""A working copy approved for a time takes the place of the public record when that time comes, or goes back."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format

from catalogue.models import Change
from catalogue.version import last_change
from curation.models import StepTaken, WorkingCopy
from lessons.models import Lesson
from tests.cast import an_entry
from tests.curation.desk import IN_TWO_MONTHS, edit, step
from tests.forms import address


def wait(record):
    """Let the time of a working copy come."""
    past = timezone.now() - timedelta(minutes=1)
    WorkingCopy.objects.filter(reference=record.pk, appears_at__isnull=False).update(appears_at=past)
    Change.objects.filter(kind="reminder").update(due_at=past)


def approve(browser, record, **said):
    return step(browser, record, "approve", published_at=IN_TWO_MONTHS, **said)


def test_a_copy_approved_for_a_time_takes_the_place_of_the_public_record_then_and_not_before(editor, publisher, client):
    record = an_entry(Lesson, title="As published")
    edit(editor, record, title="As it will be")
    step(editor, record, "send")
    assert approve(publisher, record, note="For the new year.").status_code == 302
    assert (
        date_format(datetime.fromisoformat(IN_TWO_MONTHS), "j F Y")
        in editor.get(address(Lesson, "change", record.pk)).content.decode()
    )
    assert "As it will be" not in client.get(record.get_absolute_url()).content.decode()
    wait(record)
    # An editor who happens to look first is not the one who published it.
    editor.get("/lessons/")
    assert "As it will be" in client.get(record.get_absolute_url()).content.decode()
    saved = Lesson.objects.get()
    assert (saved.title, saved.version, saved.updated_by.username) == ("As it will be", 2, "editor")
    assert saved.history.first().history_user.username == "publisher"
    assert not WorkingCopy.objects.exists()
    told = [(s.step, s.by.username, s.of_copy) for s in StepTaken.objects.of(record)]
    assert told == [("publish", "publisher", True), ("approve", "publisher", True), ("send", "editor", True)]


def test_editing_returning_or_discarding_a_copy_takes_its_time_back(editor, publisher, client):
    for change in (
        lambda record: edit(editor, record, title="Once more"),
        lambda record: step(publisher, record, "return", note="Not yet."),
        lambda record: step(editor, record, "discard"),
    ):
        record = an_entry(Lesson, title="As published")
        edit(editor, record, title="As it will be")
        approve(publisher, record)
        change(record)
        assert not WorkingCopy.objects.filter(appears_at__isnull=False).exists()
        Change.objects.filter(kind="reminder").update(due_at=timezone.now())
        assert "As published" in client.get(record.get_absolute_url()).content.decode()


def test_a_copy_that_cannot_be_published_at_its_time_goes_back_with_the_reasons(editor, publisher, client):
    record = an_entry(Lesson, title="As published")
    edit(editor, record, title="As it will be")
    approve(publisher, record)
    Lesson.objects.filter(pk=record.pk).update(title="As the import has it")
    wait(record)
    assert "As the import has it" in client.get(record.get_absolute_url()).content.decode()
    assert (WorkingCopy.objects.get().status, WorkingCopy.objects.get().appears_at) == ("draft", None)
    last = StepTaken.objects.of(record).first()
    assert (last.step, last.by) == ("return", None)
    assert "has changed since" in last.note
    assert last.note in editor.get(address(Lesson, "change", record.pk)).content.decode()


def test_who_may_no_longer_publish_publishes_nothing_by_the_clock(editor, publisher, client):
    record = an_entry(Lesson, title="As published")
    edit(editor, record, title="As it will be")
    approve(publisher, record)
    User.objects.filter(username="publisher").update(is_active=False)
    wait(record)
    assert "As published" in client.get(record.get_absolute_url()).content.decode()
    assert "may no longer publish" in StepTaken.objects.of(record).first().note


def test_a_record_withdrawn_meanwhile_stays_withdrawn(editor, publisher, client):
    record = an_entry(Lesson)
    edit(editor, record, title="As it will be")
    approve(publisher, record)
    step(publisher, record, "withdraw", note="Wrong.")
    wait(record)
    assert client.get(record.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("said", [{}, {"published_at": "2020-01-01T10:00"}, {"published_at": "soon"}])
def test_a_time_is_asked_for_and_has_to_be_still_to_come(editor, publisher, said):
    record = an_entry(Lesson)
    edit(editor, record, title="As it will be")
    assert step(publisher, record, "approve", **said).status_code == 200
    assert WorkingCopy.objects.get().appears_at is None


def test_with_four_eyes_nobody_approves_their_own_copy(settings, publisher):
    settings.FOUR_EYES = True
    record = an_entry(Lesson)
    edit(publisher, record, title="As it will be")
    assert approve(publisher, record).status_code == 409
    assert WorkingCopy.objects.get().appears_at is None


def test_waiting_for_a_time_never_takes_the_version_of_the_site_back(editor, publisher, client):
    record = an_entry(Lesson)
    edit(editor, record, title="As it will be")
    approve(publisher, record)
    version = last_change()
    step(publisher, record, "return", note="Not yet.")
    wait(record)
    assert last_change() >= version

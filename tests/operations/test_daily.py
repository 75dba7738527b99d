"""One command does all that has to be done once a day."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.models import Change, Checkpoint, change
from curation import outward
from curation.models import NumberOfTheDay
from exports import package
from importing.models import Import
from lessons.models import Lesson
from tests.cast import an_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offline(monkeypatch, settings, tmp_path):
    """No site is asked, and the open data has a folder of its own."""
    monkeypatch.setattr(outward, "check", lambda seconds: outward.Outcome(3, 3, 1, is_online=True))
    settings.DATA_DIR = tmp_path


def daily():
    said = StringIO()
    call_command("daily", stdout=said)
    return said.getvalue()


def test_it_counts_tries_forgets_and_renews(monkeypatch):
    monkeypatch.setattr(change, "KEPT_CHECKPOINTS", 2)
    lesson = an_entry(Lesson)
    for _ in range(5):
        lesson.save()
    ended, lasting = (timezone.now() + timedelta(hours=hours) for hours in (-1, 1))
    Session.objects.create(session_key="ended", expire_date=ended)
    Session.objects.create(session_key="lasting", expire_date=lasting)
    Import.objects.create(kind="lessons", file_name="old.csv", started_at=timezone.now() - timedelta(days=8))
    said = daily()
    assert "Tried 3 of 3 links, 1 failed." in said
    assert NumberOfTheDay.objects.exists()
    assert [session.pk for session in Session.objects.all()] == ["lasting"]
    assert not Import.objects.exists()
    assert package.current()
    newest = Change.objects.latest("pk").pk
    assert Checkpoint.objects.exists()
    assert not Checkpoint.objects.filter(pk__lt=newest - 2).exists()


def test_a_second_run_on_the_same_day_does_no_harm():
    daily()
    before = list(NumberOfTheDay.objects.values_list())
    daily()
    assert list(NumberOfTheDay.objects.values_list()) == before


def test_a_job_that_fails_keeps_none_of_the_others_from_its_turn_and_is_told(monkeypatch):
    def fail(seconds):
        raise RuntimeError("the network is gone")

    monkeypatch.setattr(outward, "check", fail)
    with pytest.raises(CommandError, match="the network is gone"):
        daily()
    assert NumberOfTheDay.objects.exists()
    assert package.current()

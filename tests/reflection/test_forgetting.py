"""What nobody uses is deleted, after warnings; what somebody uses is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reflection.forgetting import JOBS
from reflection.models import Note, Workspace
from tests.reflection.sessions import started

pytestmark = pytest.mark.django_db


def forget():
    """What is done once a day."""
    for job in JOBS:
        job()


@pytest.fixture
def team():
    found = started()
    found.notes(found.leader, "Words")
    return found


def unused(days):
    Workspace.objects.update(last_used_on=timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize(("days", "warned"), [(300, False), (340, True), (364, True)])
def test_the_pages_warn_before_they_can_only_be_read(team, days, warned):
    unused(days)
    assert ("Nobody has used these pages" in team.leader.get(team.home).content.decode()) is warned


def test_for_thirty_days_it_can_only_be_read_and_nothing_typed_is_lost(team):
    unused(370)
    assert team.leader.get(f"{team.home}report/").status_code == 200
    refused = team.notes(team.leader, "Words to copy")
    assert refused.status_code == 403
    assert "Words to copy" in refused.content.decode()


def test_it_is_kept_when_somebody_who_leads_says_so(team):
    unused(370)
    assert team.leader.post(team.home).status_code == 303
    assert team.notes(team.leader, "More words").status_code == 303


def test_what_was_used_lately_stays_and_the_rest_goes_with_all_that_is_in_it(team):
    unused(390)
    forget()
    assert Workspace.objects.count() == 1
    unused(400)
    forget()
    assert not Workspace.objects.exists()
    assert not Note.objects.exists()


def test_writing_puts_the_end_off(team):
    unused(200)
    team.notes(team.leader, "More words")
    assert Workspace.objects.get().last_used_on == timezone.localdate()


def test_a_group_too_small_is_forgotten_with_the_browsers():
    team = started(shows="group")
    for group, people in (("nhs", 3), ("providers", 1)):
        for _ in range(people):
            team.notes(team.somebody(), "Words", group=group)
    Note.objects.update(made_on=timezone.localdate() - timedelta(days=2))
    forget()
    assert sorted(Note.objects.values_list("group", "browser")) == [("", ""), *[("nhs", "")] * 3]

"""The roles: groups made from one table, again and again the same; nobody publishes their own work where asked."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from curation.roles import ROLES, may
from lessons.models import Lesson
from tests.cast import a_draft, an_entry
from tests.config.starting import KEY, start
from tests.curation.desk import a_person, browser_of, edit, step
from tests.forms import address


def permissions():
    return {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}


@pytest.mark.django_db
def test_setting_up_the_roles_twice_gives_the_same_and_takes_back_what_was_added_by_hand():
    said = StringIO()
    call_command("setup_roles", stdout=said)
    assert "Contributor, Editor, Publisher, Vocabulary keeper" in said.getvalue()
    first = permissions()
    assert set(first) == {role.name for role in ROLES}
    Group.objects.get(name="Contributor").permissions.set(Group.objects.get(name="Publisher").permissions.all())
    own = Group.objects.create(name="Our own group")
    call_command("setup_roles", stdout=StringIO())
    assert permissions() == first | {own.name: set()}


@pytest.mark.django_db
def test_somebody_who_left_may_do_nothing():
    editor = a_person("Editor")
    draft = a_draft(Lesson)
    assert may(editor, "edit", draft)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not may(User.objects.get(pk=editor.pk), "edit", draft)


@pytest.mark.django_db
def test_a_draft_given_to_a_contributor_is_theirs_to_edit():
    contributor = a_person("Contributor")
    draft = a_draft(Lesson)
    assert not may(contributor, "edit", draft)
    draft.owner = contributor
    assert may(contributor, "edit", draft)


@pytest.mark.parametrize("by", ["created_by", "updated_by"])
def test_with_four_eyes_nobody_publishes_what_they_made_or_edited_last(settings, publisher, by):
    settings.FOUR_EYES = True
    me, other = User.objects.get(username="publisher"), browser_of(a_person("Publisher", "another"))
    record = a_draft(Lesson, **{by: me})
    for answer in (publisher.get(address(Lesson, "step", record.pk, "publish")), step(publisher, record, "publish")):
        assert "Somebody else has to publish this, because you" in answer.content.decode()
    assert answer.status_code == 409
    assert Lesson.objects.get().status == "draft"
    given = {"action": "step_publish", "_selected_action": [record.pk]}
    assert "Somebody else" in publisher.post(address(Lesson, "changelist"), given, follow=True).content.decode()
    assert step(other, record, "publish").status_code == 302


def test_with_four_eyes_nobody_publishes_what_they_sent_nor_their_own_working_copy(settings, publisher, editor):
    settings.FOUR_EYES = True
    sent, copied = a_draft(Lesson), an_entry(Lesson)
    assert step(publisher, sent, "send").status_code == 302
    assert step(publisher, sent, "publish").status_code == 409
    edit(publisher, copied, title="Mine")
    assert step(publisher, copied, "publish").status_code == 409
    edit(editor, copied, title="Now the editor’s")
    answer = step(publisher, copied, "publish")
    assert "because you began this working copy." in answer.content.decode()
    assert Lesson.objects.get(pk=copied.pk).title == copied.title


def test_with_four_eyes_an_administrator_is_no_exception_and_no_version_is_restored_unseen(settings, curating, curator):
    settings.FOUR_EYES = True
    record = a_draft(Lesson, created_by=curator)
    assert step(curating, record, "publish").status_code == 409
    assert not may(curator, "restore", an_entry(Lesson))
    assert may(curator, "restore", record)


def test_without_four_eyes_a_publisher_publishes_alone(publisher):
    record = a_draft(Lesson, created_by=User.objects.get())
    assert step(publisher, record, "publish").status_code == 302


def test_four_eyes_that_is_neither_yes_nor_no_stops_the_start(tmp_path):
    done = start(tmp_path, SECRET_KEY=KEY, FOUR_EYES="sometimes")
    assert done.returncode != 0
    assert "FOUR_EYES must be true or false, not 'sometimes'" in done.stderr

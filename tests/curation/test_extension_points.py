"""What an app above curation declares is asked, allowed and refused like what curation has itself."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.models import Q

from curation import queue, roles
from foundation.registry import POINTS, gathered
from lessons.models import Lesson
from search.models import MissedSearch
from tests.cast import a_draft
from tests.curation.desk import a_person

# What the app of these tests adds. Nobody may delete a search that found nothing but for this.
QUESTIONS = [
    queue.Question("half-done", "Half done", queue.EDITORS, queue.only(Lesson), lambda *_: Q(title__startswith="Half"))
]
GRANTS = [roles.Grant(lambda: [MissedSearch], contributor="delete")]
ACTIONS = [roles.Action("praise", "view", lambda user, record: record is None or record.title == "Good")]


@pytest.fixture
def declare(monkeypatch):
    """Declare a list on an app above curation for the length of a test."""

    def declared(point, path):
        monkeypatch.setattr(apps.get_app_config("lessons"), point, path, raising=False)
        gathered.cache_clear()

    yield declared
    monkeypatch.undo()
    gathered.cache_clear()


@pytest.mark.django_db
def test_a_question_an_app_declares_is_asked_on_the_front_page_and_filters_its_list(curating, declare):
    declare("queue_questions", f"{__name__}.QUESTIONS")
    a_draft(Lesson, title="Half of it"), a_draft(Lesson, title="All of it")
    lines = {line.question.name: line.total for line in curating.get("/admin/").context["lines"]}
    assert lines["half-done"] == 1
    assert curating.get("/admin/lessons/lesson/?needs=half-done").context["cl"].result_count == 1


@pytest.mark.django_db
def test_a_question_nobody_declares_is_refused(curating):
    assert curating.get("/admin/lessons/lesson/?needs=half-done").status_code == 400


def test_no_two_apps_ask_questions_of_one_name():
    names = [question.name for question in queue.questions()]
    assert len(set(names)) == len(names)


@pytest.mark.django_db
def test_a_permission_an_app_grants_is_that_of_the_role_once_the_roles_are_set_up(declare):
    delete = Permission.objects.get(codename="delete_missedsearch")
    roles.set_up()
    assert not delete.group_set.exists()
    declare("role_grants", f"{__name__}.GRANTS")
    roles.set_up()
    assert [group.name for group in delete.group_set.all()] == ["Contributor"]


@pytest.mark.django_db
def test_an_action_an_app_declares_is_decided_by_its_own_rule(declare):
    declare("role_actions", f"{__name__}.ACTIONS")
    good, other = a_draft(Lesson, title="Good"), a_draft(Lesson, title="Other")
    contributor, nobody = a_person("Contributor"), a_person("")
    assert [roles.may(contributor, "praise", each) for each in (Lesson, good, other)] == [True, True, False]
    assert not roles.may(nobody, "praise", good)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("path", ["lessons.nowhere.LIST", "lessons.models.NOTHING", "lessons.models.public"])
def test_a_path_that_leads_to_no_list_stops_the_start(declare, point, path):
    declare(point, path)
    with pytest.raises(SystemCheckError, match=f"{point} = “{path}” leads to no list"):
        call_command("check", stdout=StringIO(), stderr=StringIO())

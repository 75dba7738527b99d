"""A page of a session asks the database as many questions for 5,000 notes as for none."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy, Finding
from lessons.models import Lesson, QuestionLesson
from reflection.models import Note
from tests.cast import a_section, a_source, an_entry
from tests.reflection.sessions import started

pytestmark = pytest.mark.django_db
MOST_FOR_A_PAGE, MOST_FOR_A_NOTE = 10, 5


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code in {200, 303}
    return len(captured)


def test_pages_ask_as_much_for_many_notes_as_for_none():
    team = started()
    somebody = team.somebody()
    team.does("reveal")
    pages = {
        f"{team.place}": (somebody, team.leader),
        f"{team.place}lead/?step=4&question=1": (team.leader,),
        f"{team.place}lead/?step=8": (team.leader,),
        f"{team.place}screen/?step=4&question=1": (team.leader,),
        f"{team.place}notes/?question=1": (somebody,),
        team.home: (team.leader,),
        f"{team.home}report/": (team.leader,),
    }

    def counted():
        return {
            (page, n): queries(partial(person.get, page))
            for page, people in pages.items()
            for n, person in enumerate(people)
        }

    before = counted()
    Note.objects.bulk_create(
        Note(session=team.session, question=question, text="Words", size=5)
        for question in team.questions
        for _ in range(625)
    )
    source = a_source()
    case_study, question = an_entry(CaseStudy), team.questions[0].question
    for number in range(5):
        finding = Finding.objects.create(
            reference=f"f-{number}",
            case_study=case_study,
            section=a_section(source),
            number=number,
            title="A",
            body="B",
        )
        finding.questions.add(question)
        QuestionLesson.objects.create(question=question, lesson=an_entry(Lesson))
    assert counted() == before
    assert max(before.values()) <= MOST_FOR_A_PAGE, before


def test_a_note_asks_little():
    team = started()
    somebody = team.somebody()
    for person in (somebody, team.leader):
        team.notes(person, "The first")
        assert queries(partial(team.notes, person, "Words")) <= MOST_FOR_A_NOTE

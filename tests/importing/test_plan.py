"""The plan of a row: typed in the code, JSON in the database, and the same however old the JSON is."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from importing.committing import commit
from importing.models import ImportRow
from importing.plan import FieldChange, Message, RowPlan
from importing.undoing import undo
from lessons.models import Enabler, Lesson, LessonEnabler
from tests.cast import a_council, a_draft, a_source, a_tag, an_entry
from tests.importing.files import a_csv
from tests.importing.run import checked

# As the first release stored it: lists for pairs, and a key for each part.
STORED_EARLIER = """{"new": false, "title": "After", "slug": "before", "public": false,
 "fields": {"title": ["Before", "After"]},
 "adds": [["lessons.LessonEnabler", {"lesson_id": "L1", "enabler_id": "E2", "basis": "suggested", "note": ""}]],
 "removes": [], "changes": [["lessons.LessonEnabler", {"lesson_id": "L1", "enabler_id": "E1"},
   {"basis": ["suggested", "stated"]}]],
 "shown": [["title", "Before", "After"]], "problems": [], "remarks": [["title", "Look at it."]],
 "unknown": [], "fingerprint": "FINGERPRINT"}"""


def a_checked_change():
    """A checked import that changes a lesson: its title, and the basis of one of its links."""
    lesson = a_draft(Lesson, reference="L1", title="Before")
    LessonEnabler.objects.create(lesson=lesson, enabler=an_entry(Enabler, reference="E1"))
    an_entry(Enabler, reference="E2")
    return checked(Lesson, a_csv([["reference", "title", "enablers"], ["L1", "After", "E1 (stated); E2"]]))


def says():
    """The title of the lesson, and its links each with a basis."""
    return Lesson.objects.get().title, dict(LessonEnabler.objects.values_list("enabler", "basis"))


@pytest.mark.django_db
def test_a_plan_comes_back_from_the_database_as_it_was():
    a_tag(), a_council(), a_source()
    rows = [
        ["reference", "title", "summary", "tags", "councils", "source"],
        ["L9", "A title", "A summary.", "No such tag", "Wigan", "report"],
    ]
    plan = checked(Lesson, a_csv(rows)).rows.get().plan
    assert RowPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
    assert (plan.new, plan.fields["title"]) == (True, FieldChange(None, "A title"))
    assert [row.label for row in plan.adds] == ["lessons.Lesson_councils", "lessons.LessonCitation"]
    assert [(value.column, value.value) for value in plan.unknown] == [("tags", "No such tag")]


@pytest.mark.django_db
def test_an_import_checked_by_an_earlier_version_is_made_and_undone():
    batch = a_checked_change()
    stored = STORED_EARLIER.replace("FINGERPRINT", batch.rows.get().plan.fingerprint)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {ImportRow._meta.db_table} SET plan = %s", [stored])
    assert batch.rows.get().plan.remarks == [Message("title", "Look at it.")]
    commit(batch, None)
    assert says() == ("After", {"E1": "stated", "E2": "suggested"})
    undo(batch, None)
    assert says() == ("Before", {"E1": "suggested"})


@pytest.mark.django_db
def test_a_row_nobody_has_looked_at_has_an_empty_plan_which_queries_find():
    batch = a_checked_change()
    assert not batch.rows.filter(plan=RowPlan()).exists()
    batch.rows.update(plan=RowPlan())
    assert batch.rows.filter(plan={}).get().plan.new is None


@pytest.mark.django_db
def test_a_backup_holds_plans():
    a_checked_change()
    written = StringIO()
    call_command("dumpdata", "importing.importrow", stdout=written)
    assert json.loads(written.getvalue())[0]["fields"]["plan"]["fields"]["title"] == ["Before", "After"]

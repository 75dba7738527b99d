"""What the site gives out comes back as it was: nothing is written where nothing changed, and nothing is lost."""

import csv
import io
import itertools

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.changes import change_set
from catalogue.models import Entry
from importing.committing import commit
from lessons.models import Lesson
from recommendations.models import Recommendation
from tests.cast import KINDS, a_council, a_draft, a_source, a_tag, a_theme, an_entry
from tests.importing.files import an_export
from tests.importing.run import checked, imported, outcomes, problems

FORMATS = ["csv", "xlsx", "ods"]
TOLD_ANEW = {"exported_at", "content_version"}


def rows_of(file):
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def everything():
    """How many rows every table holds, and the last number of every history."""
    return {
        model._meta.label: (model._default_manager.count(), str(model._default_manager.order_by("pk").last()))
        for model in apps.get_models()
        if model._meta.app_label not in {"importing", "sessions"}
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_our_own_export_imported_again_changes_nothing(kind, extension):
    before = everything()
    batch = checked(kind, an_export(kind, extension), f"list.{extension}")
    assert problems(batch) == []
    assert set(outcomes(batch)) == {"unchanged"}
    assert batch.total == kind.objects.published().count() > 5
    commit(batch, None)
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_all_content_exported_into_a_database_without_records_comes_out_the_same():
    formats = dict(zip(KINDS, itertools.cycle(FORMATS), strict=False))
    first = {kind: an_export(kind, extension) for kind, extension in formats.items()}
    cells = {kind: rows_of(an_export(kind, "csv")) for kind in KINDS}
    with change_set():
        Recommendation.objects.exclude(parent=None).delete()
        for kind in reversed(Entry.kinds()):
            kind.objects.all().delete()
    for kind in KINDS:
        imported(kind, first[kind], f"list.{formats[kind]}", publish=True)
    for kind in KINDS:
        again = rows_of(an_export(kind, "csv"))
        assert len(again) == len(cells[kind])
        for row, was in zip(again, cells[kind], strict=True):
            passed_over = {*TOLD_ANEW, "developments"}
            assert {n: c for n, c in row.items() if n not in passed_over} == {
                n: c for n, c in was.items() if n not in passed_over
            }


@pytest.mark.django_db
def test_what_an_export_does_not_show_stays():
    lesson = an_entry(Lesson, tags=[a_tag(), a_theme()], councils=[a_council()], source=a_source())
    hidden = a_draft(Recommendation)
    hidden.lesson_links.create(lesson=lesson)
    recommendation = an_entry(Recommendation)
    recommendation.parent = hidden
    recommendation.save()
    enabler = a_draft(KINDS[1])
    lesson.enabler_links.create(enabler=enabler)
    file = an_export(Lesson, "csv").decode().replace("Something was learned.", "Something else was learned.")
    imported(Lesson, file.encode())
    lesson.refresh_from_db()
    assert lesson.summary == "Something else was learned."
    assert [link.enabler for link in lesson.enabler_links.all()] == [enabler]
    assert set(lesson.tags.all()) == {a_tag(), a_theme()}
    file = an_export(Recommendation, "csv").decode().replace("Something was learned.", "More.")
    imported(Recommendation, file.encode())
    recommendation.refresh_from_db()
    assert (recommendation.summary, recommendation.parent) == ("More.", hidden)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["=1+1", "'=1+1", "''@x", "-5", "\tindented", "@mention", "'quoted'", "\r=1", "\n=1"])
@pytest.mark.parametrize("extension", FORMATS)
def test_words_that_look_like_formulas_come_back_as_they_are(words, extension):
    lesson = an_entry(Lesson, title=words, body=f"{words}\nand more")
    file = an_export(Lesson, extension)
    assert outcomes(checked(Lesson, file, f"list.{extension}")) == ["unchanged"]
    Lesson.objects.all().delete()
    imported(Lesson, file, f"list.{extension}")
    again = Lesson.objects.get()
    assert (again.title, again.body) == (lesson.title.strip(), lesson.body.replace("\r", "\n"))


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows():
    for number in range(30):
        an_entry(Lesson, tags=[a_tag()], councils=[a_council()], reference=f"L{number:02}")

    def queries(entries):
        file = an_export(Lesson, "csv", entries).decode().replace("Something was learned.", f"It is {entries.count()}.")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            imported(Lesson, file.encode())
        return len(captured)

    queries(Lesson.objects.filter(pk__lt="L02"))
    few = queries(Lesson.objects.filter(pk__lt="L03"))
    assert queries(Lesson.objects.all()) == few

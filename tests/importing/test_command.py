"""manage.py import_records: the same import, without a browser."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from importing.models import Import
from lessons.models import Lesson
from tests.cast import an_entry
from tests.importing.files import a_csv


def run(tmp_path, rows, *options, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(a_csv(rows) if isinstance(rows, list) else rows)
    said = StringIO()
    call_command("import_records", str(path), "--kind", "lessons", *options, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_dry_run_says_what_would_change_and_writes_nothing(tmp_path, django_assert_max_num_queries):
    lesson = an_entry(Lesson)
    before = lesson.history.count()
    said = run(tmp_path, [["reference", "summary", "Colour"], [lesson.pk, "Changed.", "red"]], "--dry-run")
    assert "Columns that are left out: C “Colour”." in said
    assert "'Something was learned.' becomes 'Changed.'" in said
    assert "Nothing has been written" in said
    lesson.refresh_from_db()
    assert (lesson.summary, lesson.history.count(), Import.objects.count()) == ("Something was learned.", before, 0)


@pytest.mark.django_db
def test_a_run_imports_and_can_be_undone_later(tmp_path, curator):
    said = run(
        tmp_path, [["title", "summary", "tags"], ["A", "B.", "nonsense"]], "--leave-out-unknown", "--user", "curator"
    )
    assert "new: 1" in said
    assert Import.objects.get().state == "done"
    assert Lesson.objects.get().created_by == curator


@pytest.mark.django_db
def test_problems_and_unreadable_files_stop_it(tmp_path):
    with pytest.raises(CommandError, match="1 rows have problems"):
        run(tmp_path, [["title", "summary", "tags"], ["A", "B.", "nonsense"]])
    with pytest.raises(CommandError, match="is empty"):
        run(tmp_path, b"")
    with pytest.raises(CommandError, match="is there twice"):
        run(tmp_path, [["title", "title"], ["A", "B."]])
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_records", str(tmp_path / "none.csv"), "--kind", "lessons")
    with pytest.raises(CommandError, match="no user called"):
        run(tmp_path, [["title"], ["A"]], "--user", "nobody")
    assert not Import.objects.exists()
    assert not Lesson.objects.exists()

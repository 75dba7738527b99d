"""load_content is idempotent, all or nothing, and never undoes a curator's work."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from catalogue.models import LoadedRecord, Tag
from councils import register
from councils.models import Council
from importing import loading
from importing.content import version_of
from lessons.models import Enabler, Lesson, LessonEnabler
from tests.cast import a_council

LESSON = """
- model: lessons.lesson
  pk: X-L01
  fields:
    title: {title}
    slug: {slug}
    summary: What happened.
    status: published
    published_at: 2026-01-01T09:00:00+00:00
"""


ENABLER = "- model: lessons.enabler\n  pk: X-E01\n  fields: {title: T, slug: t, summary: S}\n"
LINK = "- model: lessons.lessonenabler\n  fields: {lesson: X-L01, enabler: X-E01}\n"
WORD = "- model: catalogue.taglabel\n  fields: {tag: [night-care], label: nights}\n"


NOTE = "- model: catalogue.development\n  pk: note\n  fields: {title: T, body: B, about: law, happened: '2023', as_of: 2024-01-01}\n"
NOTE += "- model: catalogue.developmentsource\n  fields: {development: note, title: The Act, url: '%s'}\n"


@pytest.fixture(autouse=True)
def no_register(monkeypatch):
    """The register takes seconds to load and is not what these tests are about."""
    monkeypatch.setattr(register, "records", lambda: iter(()))


@pytest.fixture
def folder(tmp_path):
    """A folder of fixtures with one lesson, and a way to write it again."""

    def write(title="First", slug="first", more=""):
        (tmp_path / "01.yaml").write_text(LESSON.format(title=title, slug=slug) + more)
        return tmp_path

    write()
    return write


def load(folder, **options):
    said = StringIO()
    call_command("load_content", folder=folder, stdout=said, **options)
    return said.getvalue()


@pytest.mark.django_db
def test_loading_twice_changes_nothing(folder):
    assert "1 new" in load(folder())
    before = list(Lesson.history.values_list("history_id", flat=True))
    assert "already loaded" in load(folder())
    assert list(Lesson.history.values_list("history_id", flat=True)) == before
    assert "already loaded" in load(folder(), force=True)


@pytest.mark.django_db
def test_each_load_is_one_version_of_a_record_with_its_lists(folder):
    a_council(), a_council("BOL", "Bolton")
    load(folder(more="    councils: [WGN, BOL]\n"))
    load(folder("Second", more="    councils: [WGN]\n"))
    told = Lesson.history.order_by("history_id").values_list("history_type", "title", "history_change_reason")
    reason = "Loaded with the project’s content"
    assert list(told) == [("+", "First", reason), ("~", "Second", reason)]
    lists = [
        sorted(version.councils.values_list("council", flat=True)) for version in Lesson.history.order_by("history_id")
    ]
    assert lists == [["BOL", "WGN"], ["WGN"]]


@pytest.mark.django_db
def test_a_changed_fixture_updates_a_record_nobody_touched_and_keeps_its_old_address(folder, client):
    load(folder())
    assert "1 updated" in load(folder("Second", "second"))
    assert Lesson.objects.get().title == "Second"
    assert client.get("/lessons/first/").headers["Location"] == "/lessons/second/"


@pytest.mark.django_db
def test_a_changed_fixture_does_not_overwrite_a_curator(folder):
    load(folder())
    Lesson.objects.update(summary="A curator knows better.")
    assert "1 records were changed here and are kept" in load(folder("Second"))
    assert Lesson.objects.get().title == "First"
    assert "1 updated" in load(folder("Second"), force=True)
    assert Lesson.objects.get().summary == "What happened."


@pytest.mark.django_db
def test_a_record_a_curator_deleted_stays_deleted(folder):
    load(folder())
    Lesson.objects.all().delete()
    load(folder())
    assert not Lesson.objects.exists()


@pytest.mark.django_db
def test_a_record_deleted_here_stays_deleted_when_its_fixture_changes(folder):
    load(folder())
    Lesson.objects.all().delete()
    assert "1 records were changed here and are kept as they are, what was deleted included" in load(folder("Second"))
    assert not Lesson.objects.exists()
    assert "1 new" in load(folder("Second"), force=True)
    assert Lesson.objects.get().title == "Second"


@pytest.mark.django_db
def test_a_row_that_points_to_what_was_deleted_here_is_kept_out_and_the_rest_is_loaded(folder):
    load(folder())
    Lesson.objects.all().delete()
    said = load(folder(more=ENABLER + LINK + "- model: councils.organisation\n  pk: x\n  fields: {name: X}\n"))
    assert "2 new" in said
    assert "1 records were changed here" in said
    assert "lesson enabler X-L01 X-E01" in said
    assert Enabler.objects.exists()
    assert not LessonEnabler.objects.exists()


@pytest.mark.django_db
def test_a_word_for_a_tag_that_was_deleted_here_stops_nothing(folder):
    tag = "- model: catalogue.tag\n  fields: {name: Night care, slug: night-care, definition: At night.}\n"
    load(folder(more=tag + WORD))
    Tag.objects.all().delete()
    said = load(folder("Second", more=tag + WORD))
    assert "1 updated" in said
    assert "alternative label of night-care" in said
    assert not Tag.objects.exists()


@pytest.mark.django_db
def test_a_column_added_by_a_release_takes_no_record_for_changed(folder, monkeypatch):
    load(folder())
    lesson = Lesson.objects.get()
    before = loading.digest(lesson)
    added = models.CharField(max_length=5, default="no")
    added.set_attributes_from_name("added")
    monkeypatch.setitem(Lesson._meta.__dict__, "concrete_fields", [*Lesson._meta.concrete_fields, added])
    lesson.added = "no"
    assert loading.digest(lesson) == before
    lesson.added = "yes"
    assert loading.digest(lesson) != before


@pytest.mark.django_db
def test_what_an_earlier_release_loaded_is_known_again_and_remembered_as_today(folder):
    load(folder(more=ENABLER))
    records = LoadedRecord.objects.exclude(model="").order_by("key")
    kept = list(records.values("key", "loaded", "stored"))
    for record in (Lesson.objects.get(), Enabler.objects.get()):
        older = loading.digest(record, with_empty=True)
        LoadedRecord.objects.filter(key=record.pk).update(loaded=older, stored=older)
    Enabler.objects.update(summary="A curator knows better.")
    assert "already loaded" in load(folder(more=ENABLER))
    now = list(records.values("key", "loaded", "stored"))
    assert now[1] == kept[1]
    assert (now[0]["loaded"], now[0]["stored"]) == (kept[0]["loaded"], older)
    said = load(folder("Second", more=ENABLER.replace("S}", "Z}")))
    assert "1 updated" in said
    assert "1 records were changed here" in said


@pytest.mark.django_db
def test_a_record_that_was_there_before_is_kept(folder):
    Lesson.objects.create(reference="X-L01", title="Mine", slug="mine", summary="Mine.")
    assert "kept" in load(folder())
    assert Lesson.objects.get().title == "Mine"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("- model: lessons.lesson\n  pk: X L 2\n  fields: {title: T, slug: t, summary: S}\n", "A reference holds"),
        (
            "- model: lessons.lesson\n  pk: X-L02\n  fields: {title: T, slug: t, summary: S, replaced_by: NO-SUCH}\n",
            "replaced_by",
        ),
        ("- model: lessons.lesson\n  pk: X-L02\n  fields: {colour: red}\n", "colour"),
        ("- model: lessons.nonsense\n  pk: 1\n  fields: {}\n", "lessons.nonsense"),
        ("- {{ not yaml", "01.yaml"),
        (
            "- model: lessons.lesson\n  pk: X-L02\n  fields: {title: T, slug: first, summary: S}\n",
            "01.yaml: lesson X-L02: slug:",
        ),
        ("- fields: {title: T}\n", "01.yaml: A row does not say its “model”."),
        ("- model: lessons.lesson\n", "01.yaml: A row does not say its “fields”."),
        (WORD, "01.yaml: alternative label: There is no tag “night-care”."),
        (
            "- model: lessons.lesson\n  pk: X-L02\n  fields: {title: T, slug: t, summary: S, councils: [NOWHERE]}\n",
            "01.yaml: lesson X-L02: There is no council “NOWHERE”.",
        ),
        (LINK.replace("X-E01", "X-E09"), "01.yaml: lesson enabler X-L01 X-E09: enabler:"),
    ],
)
def test_one_bad_record_leaves_nothing(folder, more, said):
    with pytest.raises(CommandError, match="Nothing was loaded") as refused:
        load(folder(more=more))
    assert said in str(refused.value)
    assert not Lesson.objects.exists()
    assert not LoadedRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_kill_halfway_leaves_nothing(folder, monkeypatch):
    def killed(*args, **options):
        raise KeyboardInterrupt

    more = "- model: lessons.lesson\n  pk: X-L02\n  fields: {title: T, slug: t, summary: S}\n"
    monkeypatch.setattr(loading.LoadedRecord.objects, "bulk_create", killed)
    with pytest.raises(KeyboardInterrupt):
        load(folder(more=more))
    assert not Lesson.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("written", "said"), [(b"- \xe9", "99.yaml: It is not text in UTF-8."), (b"", "99.yaml: It holds no rows.")]
)
def test_a_file_that_is_no_fixture_is_named_with_what_is_wrong(folder, written, said):
    (folder() / "99.yaml").write_bytes(written)
    with pytest.raises(CommandError) as refused:
        load(folder())
    assert str(refused.value) == f"Nothing was loaded. {said}"
    assert not Lesson.objects.exists()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        call_command("load_content", folder=tmp_path / "nowhere")


@pytest.mark.django_db
def test_the_project_s_own_content_loads_once_and_then_not_again(content, django_assert_max_num_queries):
    assert Council.objects.count() == 365
    said = StringIO()
    with django_assert_max_num_queries(1):
        call_command("load_content", stdout=said)
    assert "already loaded" in said.getvalue()


@pytest.mark.django_db
def test_content_that_has_to_be_looked_at_again_is_compared_without_a_query_for_each_record(
    content, django_assert_max_num_queries
):
    LoadedRecord.objects.filter(model="").delete()
    said = StringIO()
    with django_assert_max_num_queries(20):
        call_command("load_content", stdout=said)
    assert "already loaded" in said.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("lost", [{"key": "X-L01"}, {"model__gt": ""}, {}])
def test_records_are_compared_again_where_what_was_remembered_of_them_is_lost(folder, lost):
    """As in a database whose tables were restored from different copies."""
    load(folder(more=ENABLER))
    LoadedRecord.objects.filter(**lost).delete()
    Lesson.objects.all().delete()
    assert "1 new" in load(folder(more=ENABLER))
    assert Lesson.objects.exists()


@pytest.mark.django_db
def test_what_is_kept_is_reported_each_time_until_it_can_be_updated(folder):
    load(folder())
    Lesson.objects.update(summary="A curator knows better.")
    for _ in range(2):
        assert "1 records were changed here and are kept" in load(folder("Second"))
    Lesson.objects.update(summary="What happened.")
    assert "1 updated" in load(folder("Second"))
    assert Lesson.objects.get().title == "Second"


@pytest.mark.parametrize("file", [register.__file__, register.DATA / "corrections.csv"])
def test_a_change_of_the_register_or_of_the_code_that_reads_it_is_noticed(folder, monkeypatch, file):
    before, read = version_of(folder()), Path.read_bytes
    assert version_of(folder()) == before
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b" " * (path == Path(file)))
    assert version_of(folder()) != before


@pytest.mark.django_db
def test_a_record_named_by_a_long_address_is_remembered_in_every_database(folder):
    address = f"https://www.legislation.gov.uk/{'x' * 469}"
    load(folder(more=NOTE % address))
    kept = LoadedRecord.objects.get(model="catalogue.developmentsource")
    assert address in kept.key
    kept.full_clean()

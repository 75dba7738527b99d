"""An import is undone as a batch: never half, and never over the work of somebody else."""

import pytest

from catalogue.models import Change
from curation.models import StepTaken
from curation.tags import merging
from importing.committing import ImportRefused, commit
from importing.models import Import
from importing.undoing import undo
from lessons.models import Enabler, Lesson, LessonEnabler
from recommendations.models import Recommendation
from tests.cast import a_council, a_draft, a_source, a_tag, an_entry
from tests.importing.files import a_csv, an_export
from tests.importing.run import checked, imported

HEAD = ["reference", "title", "summary", "tags", "councils", "source", "locator", "enablers"]


def said(lesson):
    """Everything an import may write of a lesson."""
    lesson.refresh_from_db()
    return (
        lesson.title,
        lesson.summary,
        sorted(tag.name for tag in lesson.tags.all()),
        sorted(lesson.councils.values_list("pk", flat=True)),
        list(lesson.citations.values_list("source", "locator", "note")),
        list(lesson.enabler_links.values_list("enabler", "basis", "note")),
    )


@pytest.fixture
def changing():
    """A record, an import that changes all of it and makes another, and what the record said before."""
    a_tag("Home care")
    lesson = an_entry(Lesson, tags=[a_tag()], councils=[a_council()], source=a_source(), reference="L1")
    lesson.citations.update(note="as it says")
    first, second = an_entry(Enabler, reference="E1"), an_entry(Enabler, reference="E2")
    LessonEnabler.objects.create(lesson=lesson, enabler=first, basis="stated", note="because")
    a_council("BOL", "Bolton")
    rows = [
        HEAD,
        ["L1", "New title", "New summary.", "Home care", "Bolton", "report", "Section 9", "E2"],
        ["L2", "Another", "Another summary.", "Home care", "Wigan", "report", "p2", "E1 (stated)"],
    ]
    before = said(lesson)
    batch = imported(Lesson, a_csv(rows))
    assert second.pk == "E2"
    return lesson, before, batch


@pytest.mark.django_db
def test_an_import_writes_what_the_file_says_with_one_moment_and_reason(changing):
    lesson, _, batch = changing
    assert said(lesson) == (
        "New title",
        "New summary.",
        ["Home care"],
        ["BOL"],
        [("report", "Section 9", "as it says")],
        [("E2", "suggested", "")],
    )
    made = Lesson.objects.get(pk="L2")
    assert made.status == "draft"
    assert said(made)[5] == [("E1", "stated", "")]
    histories = [
        Lesson.history.filter(reference__in=["L1", "L2"]),
        Lesson.tags.through.history.all(),
        lesson.citations.model.history.all(),
        LessonEnabler.history.all(),
    ]
    for history in histories:
        latest = history.filter(history_date=batch.done_at)
        assert latest.count() >= 2
        assert set(latest.values_list("history_change_reason", flat=True)) == {"Import of list.csv"}
    told = Lesson.history.filter(reference="L2").get()
    assert (told.history_type, [row.council_id for row in told.councils.all()]) == ("+", ["WGN"])
    assert LessonEnabler.history.filter(history_type="-").get().note == "because"


@pytest.mark.django_db
def test_undoing_gives_everything_back_and_takes_what_was_made_away(changing):
    lesson, before, batch = changing
    assert undo(batch, None) == {}
    assert said(lesson) == before
    assert not Lesson.objects.filter(pk="L2").exists()
    assert Lesson.history.filter(reference="L2").first().history_type == "-"
    assert lesson.history.first().history_change_reason == "Undoing the import of list.csv"
    assert batch.state == "undone"
    with pytest.raises(ImportRefused, match="undone already"):
        undo(batch, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "work",
    [
        lambda lesson: lesson.save(),
        lambda lesson: lesson.tags.add(a_tag("Reablement")),
        lambda lesson: lesson.councils.clear(),
        lambda lesson: lesson.citations.first().delete(),
        lambda lesson: a_draft(Recommendation).lesson_links.create(lesson=lesson),
        lambda lesson: lesson.delete(),
    ],
    ids=["words", "tags", "councils", "citations", "a link from elsewhere", "deleted"],
)
@pytest.mark.parametrize("reference", ["L1", "L2"])
def test_what_somebody_worked_on_since_is_never_undone(changing, work, reference):
    lesson, before, batch = changing
    work(Lesson.objects.get(pk=reference))
    there = dict(Lesson.objects.values_list("pk", "title"))
    with pytest.raises(ImportRefused) as refusal:
        undo(batch, None)
    assert [reason.split(":")[0] for reason in refusal.value.reasons] == [reference]
    assert dict(Lesson.objects.values_list("pk", "title")) == there
    batch.refresh_from_db()
    assert batch.state == "done"

    assert list(undo(batch, None, leave_touched=True)) == [reference]
    if reference == "L2":
        assert said(lesson) == before
    else:
        assert not Lesson.objects.filter(pk="L2").exists()


@pytest.mark.django_db
def test_an_import_can_be_undone_after_a_later_one_was_undone(changing):
    lesson, before, batch = changing
    again = imported(Lesson, a_csv([["reference", "summary"], ["L1", "Once more."]]))
    with pytest.raises(ImportRefused):
        undo(batch, None)
    undo(again, None)
    undo(batch, None)
    assert said(lesson) == before


@pytest.mark.django_db
def test_a_record_changed_since_the_check_stops_the_import(changing):
    batch = checked(Lesson, a_csv([["reference", "summary"], ["L1", "Mine."], ["", ""], ["L9", ""]]))
    batch.rows.filter(reference="L9").delete()
    Lesson.objects.filter(pk="L1").update(summary="Theirs.")
    with pytest.raises(ImportRefused, match="changed since") as refusal:
        commit(batch, None)
    assert refusal.value.reasons == ["L1"]
    assert Lesson.objects.get(pk="L1").summary == "Theirs."


@pytest.mark.django_db
def test_a_record_made_since_the_check_stops_the_import(changing):
    batch = checked(
        Lesson, a_csv([["reference", "title", "summary"], ["L7", "Mine", "Mine."], ["L8", "More", "More."]])
    )
    an_entry(Lesson, reference="L7")
    with pytest.raises(ImportRefused, match="made since"):
        commit(batch, None)
    assert not Lesson.objects.filter(pk="L8").exists()


@pytest.mark.django_db(transaction=True)
def test_something_the_rows_need_deleted_since_the_check_stops_the_import():
    tag = a_tag("Short breaks")
    batch = checked(Lesson, a_csv([["reference", "title", "summary", "tags"], ["L7", "Mine", "Mine.", "Short breaks"]]))
    tag.delete()
    with pytest.raises(ImportRefused, match="deleted since"):
        commit(batch, None)
    assert not Lesson.objects.filter(pk="L7").exists()
    assert Import.objects.get(pk=batch.pk).state == "checked"


@pytest.mark.django_db
def test_visitors_programs_hear_of_changed_records_and_not_of_drafts(changing):
    assert set(Change.objects.filter(kind="lessons").values_list("reference", flat=True)) == {"L1"}
    latest = Change.objects.latest("id").pk
    imported(Lesson, an_export(Lesson, "csv"))
    assert Change.objects.latest("id").pk == latest


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["L1", "L7"], ids=["changed", "new"])
def test_a_tag_merged_since_the_check_stops_the_import(reference):
    an_entry(Lesson, reference="L1")
    old, into = a_tag("Discharges"), a_tag("Hospital discharge")
    rows = [["reference", "title", "summary", "tags"], [reference, "Mine", "Mine.", "Discharges"]]
    batch = checked(Lesson, a_csv(rows))
    merging.merge(old, into)
    with pytest.raises(ImportRefused, match="merged into another") as refusal:
        commit(batch, None)
    assert refusal.value.reasons == [reference]
    assert not Lesson.objects.filter(title="Mine").exists()


@pytest.mark.django_db
def test_undoing_gives_a_record_the_tag_that_took_the_place_of_the_one_it_had():
    old, into = a_tag("Discharges"), a_tag("Hospital discharge")
    lesson = an_entry(Lesson, tags=[old], reference="L1")
    batch = imported(Lesson, a_csv([["reference", "tags"], ["L1", ""]]))
    merging.merge(old, into)
    undo(batch, None)
    assert list(lesson.tags.all()) == [into]


@pytest.mark.django_db
def test_publishing_by_import_is_a_step_of_each_new_record(curator):
    rows = [
        ["reference", "title", "summary", "source"],
        ["L1", "One", "One.", "Report"],
        ["L2", "Two", "Two.", "Report"],
    ]
    a_source(title="Report")
    imported(Lesson, a_csv(rows), user=curator)
    assert not StepTaken.objects.exists()
    undo(Import.objects.get(), curator)
    for user in (curator, None):
        batch = imported(Lesson, a_csv(rows), user=user, publish=True)
        steps = StepTaken.objects.of(Lesson.objects.get(pk="L1"))
        told = steps.values_list("step", "before", "after", "by", "note", "at")
        by = user.pk if user else None
        assert told[0] == ("publish", "draft", "published", by, "Import of list.csv", batch.done_at)
        undo(batch, user)
    assert StepTaken.objects.count() == 4


@pytest.mark.django_db
def test_every_place_and_basis_that_changes_is_changed_and_given_back_however_many_rows_there_are():
    references = [f"L{number}" for number in range(12)]
    enabler = an_entry(Enabler, reference="E1")
    for reference in references:
        lesson = an_entry(Lesson, reference=reference, source=a_source())
        LessonEnabler.objects.create(lesson=lesson, enabler=enabler)
    rows = [[reference, "Report report", f"p{reference}", "E1 (stated)"] for reference in references]
    batch = imported(Lesson, a_csv([["reference", "source", "locator", "enablers"], *rows]))

    def told():
        found = Lesson.objects.filter(pk__in=references).values_list("citations__locator", "enabler_links__basis")
        return set(found)

    assert told() == {(f"p{reference}", "stated") for reference in references}
    undo(batch, None)
    assert told() == {("Section 1", "suggested")}

"""The steps of a record: each its own action, kept with its note, by the one table of transitions."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.publication import NEXT, STEPS, Status
from curation.models import StepTaken
from lessons.models import Lesson
from tests.cast import a_draft, a_scheduled, a_tag, a_theme, a_withdrawn, an_entry
from tests.curation.desk import IN_TWO_MONTHS, edit, step
from tests.forms import address, form_of


def test_every_way_from_status_to_status_is_a_step_and_no_step_leads_elsewhere():
    ways = {(before, step.after) for step in STEPS.values() if step.after for before in step.before}
    assert ways == {(before, after) for before, afters in NEXT.items() for after in afters}
    assert (Status.PUBLISHED, Status.DRAFT) not in ways


def test_a_draft_goes_from_its_author_to_its_visitors_and_every_step_is_kept(contributor, publisher, client):
    page = address(Lesson, "add")
    words = {"reference": "T-1", "title": "Ask first", "slug": "ask-first", "summary": "Ask before you cut."}
    an_entry(Lesson)
    given = form_of(contributor.get(page)) | words | {"citations-0-source": "report"}
    assert contributor.post(page, given).status_code == 302
    lesson = Lesson.objects.get(pk="T-1")
    assert lesson.status == "draft"
    assert step(contributor, lesson, "send", note="Ready, I think.").status_code == 302
    assert step(publisher, lesson, "return", note="Say who was asked.").status_code == 302
    edit(contributor, lesson, summary="Ask families before you cut.")
    assert step(contributor, lesson, "send").status_code == 302
    assert client.get("/lessons/ask-first/").status_code == 404
    assert step(publisher, lesson, "publish").status_code == 302
    assert "Ask families before you cut." in client.get("/lessons/ask-first/").content.decode()
    told = [(s.step, s.before, s.after, s.by.username, s.note) for s in StepTaken.objects.of(lesson).reverse()]
    assert told == [
        ("send", "draft", "in-review", "contributor", "Ready, I think."),
        ("return", "in-review", "draft", "publisher", "Say who was asked."),
        ("send", "draft", "in-review", "contributor", ""),
        ("publish", "in-review", "published", "publisher", ""),
    ]
    assert "Say who was asked." in publisher.get(address(Lesson, "change", "T-1")).content.decode()


@pytest.mark.django_db
def test_the_status_cannot_be_changed_by_the_form(editor):
    draft = a_draft(Lesson)
    edit(editor, draft, status="published", published_at_0="2020-01-01", published_at_1="10:00")
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == ("draft", None)


@pytest.mark.parametrize("name", ["return", "withdraw"])
def test_a_step_that_others_must_understand_asks_for_a_note(publisher, name):
    record = an_entry(Lesson, status="in-review") if name == "return" else an_entry(Lesson)
    for note in ("", "   "):
        answer = step(publisher, record, name, note=note)
        assert answer.status_code == 200
        assert "This field is required." in answer.content.decode()
    assert not StepTaken.objects.exists()
    assert Lesson.objects.get(pk=record.pk).status == record.status


@pytest.mark.django_db
def test_a_step_that_was_taken_cannot_be_changed_by_anybody(publisher):
    record = an_entry(Lesson)
    step(publisher, record, "withdraw", note="It no longer holds.")
    taken = StepTaken.objects.get()
    taken.note = "I never said so."
    for change in (taken.save, lambda: StepTaken.objects.update(note="Nor this.")):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            change()
    assert StepTaken.objects.get().note == "It no longer holds."


@pytest.mark.django_db
def test_a_time_to_come_schedules_and_can_be_changed_until_it_has_come(publisher, client):
    record = a_draft(Lesson)
    soon = timezone.localtime() + timedelta(days=2)
    assert step(publisher, record, "publish", published_at=soon.strftime("%Y-%m-%dT%H:%M")).status_code == 302
    record.refresh_from_db()
    assert record.is_scheduled
    assert client.get(record.get_absolute_url()).status_code == 404
    later = (soon + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    assert step(publisher, record, "schedule", published_at=later).status_code == 302
    record.refresh_from_db()
    assert timezone.localtime(record.published_at).strftime("%Y-%m-%dT%H:%M") == later
    assert step(publisher, record, "schedule", published_at="").status_code == 302
    assert client.get(record.get_absolute_url()).status_code == 200
    assert step(publisher, record, "schedule", published_at=later).status_code == 409


@pytest.mark.parametrize("when", ["2001-01-01T10:00", "soon", "2026-13-41T10:00", "9999999-01-01T00:00"])
def test_a_time_that_makes_no_sense_is_refused(publisher, when):
    record = a_draft(Lesson)
    assert step(publisher, record, "publish", published_at=when).status_code == 200
    assert Lesson.objects.get(pk=record.pk).status == "draft"


@pytest.mark.parametrize("when", ["9999-01-01T00:00", "9999-12-31T23:59", "2199-07-05T01:30", "0001-01-01T00:00"])
@pytest.mark.parametrize("name", ["publish", "approve"])
def test_a_time_beyond_what_anybody_plans_is_refused_and_nothing_is_scheduled(publisher, editor, when, name):
    record = a_draft(Lesson) if name == "publish" else an_entry(Lesson)
    if name == "approve":
        edit(editor, record, summary="Said anew.")
    before = Lesson.objects.filter(pk=record.pk).values().get()
    answer = step(publisher, record, name, published_at=when)
    assert answer.status_code == 200
    assert answer.context["form"].errors["published_at"]
    assert Lesson.objects.filter(pk=record.pk).values().get() == before


@pytest.mark.parametrize("when", ["2030-03-31T01:30", "2030-10-27T01:30"])
def test_a_time_that_the_clocks_skip_or_show_twice_is_refused_in_plain_words(publisher, when):
    answer = step(publisher, a_draft(Lesson), "publish", published_at=when)
    assert "The clocks change in that hour" in answer.content.decode()


def test_the_answer_to_a_time_to_come_names_it_and_does_not_say_published(publisher):
    record = a_draft(Lesson)
    when = timezone.localtime() + timedelta(days=200)
    page = address(Lesson, "change", record.pk)
    assert step(publisher, record, "publish", published_at=f"{when:%Y-%m-%d}T03:30").status_code == 302
    said = publisher.get(page).content.decode()
    assert f"will appear on {when.day} {when:%B %Y} at 03:30 (UK time)." in said
    assert "”: published." not in said


@pytest.mark.parametrize("note", ["x" * 2001, "nul\x00"])
def test_a_note_no_database_would_hold_alike_is_refused(publisher, note):
    record = a_draft(Lesson)
    assert step(publisher, record, "publish", note=note).status_code == 200
    assert Lesson.objects.get(pk=record.pk).status == "draft"


@pytest.mark.django_db
def test_a_withdrawn_record_points_to_what_replaces_it_and_can_come_back(publisher, client):
    record, better, draft = an_entry(Lesson), an_entry(Lesson), a_draft(Lesson)
    for wrong in ("NOWHERE", record.pk, draft.pk, "x" * 61):
        assert step(publisher, record, "withdraw", note="Old.", replaced_by=wrong).status_code == 200
    assert step(publisher, record, "withdraw", note="Old.", replaced_by=better.pk).status_code == 302
    gone = client.get(record.get_absolute_url())
    assert gone.status_code == 410
    assert better.title in gone.content.decode()
    record.refresh_from_db()
    assert record.version == 2
    assert step(publisher, record, "publish").status_code == 302
    record.refresh_from_db()
    assert (record.status, record.withdrawn_on, record.replaced_by, record.version) == ("published", None, None, 3)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (a_draft, "withdraw"),
        (a_draft, "return"),
        (a_draft, "discard"),
        (a_draft, "review"),
        (an_entry, "send"),
        (an_entry, "publish"),
        (an_entry, "schedule"),
        (a_withdrawn, "withdraw"),
        (a_withdrawn, "send"),
    ],
)
def test_a_step_that_does_not_follow_is_refused_with_words(publisher, make, name):
    record = make(Lesson)
    for answer in (
        publisher.get(address(Lesson, "step", record.pk, name)),
        step(publisher, record, name, note="Try.", published_at=IN_TWO_MONTHS),
    ):
        assert answer.status_code == 409
        assert "is not possible: the record is" in answer.content.decode()
    assert Lesson.objects.get(pk=record.pk).status == record.status
    assert not StepTaken.objects.exists()


@pytest.mark.django_db
def test_an_unknown_step_or_record_is_not_found(publisher):
    record = a_draft(Lesson)
    assert publisher.get(address(Lesson, "step", record.pk, "explode")).status_code == 404
    assert publisher.get(address(Lesson, "step", "NOWHERE", "publish")).status_code == 404
    assert publisher.get(f"/admin/lessons/lesson/{'x' * 300}/step/publish/").status_code == 404


@pytest.mark.django_db
def test_publishing_and_reviewing_set_the_next_review_by_the_strictest_theme(publisher, editor):
    yearly, often = a_theme("Slow"), a_theme("Fast")
    often.review_months = 3
    often.save()
    record = a_draft(Lesson, tags=[a_tag("Home care", yearly), a_tag("Beds", often)])
    assert step(publisher, record, "publish").status_code == 302
    record.refresh_from_db()
    days = (record.review_due - timezone.localdate()).days
    assert 89 <= days <= 92
    assert record.reviewed_on is None
    Lesson.objects.filter(pk=record.pk).update(review_due="2026-01-01")
    assert step(editor, record, "review", note="Still true.").status_code == 302
    record.refresh_from_db()
    assert record.reviewed_on == timezone.localdate()
    assert 89 <= (record.review_due - timezone.localdate()).days <= 92


@pytest.mark.django_db
def test_many_records_at_once_each_by_its_own_rules_and_nothing_silently(publisher):
    ready, sent, public, gone = (
        a_draft(Lesson),
        an_entry(Lesson, status="in-review"),
        an_entry(Lesson),
        a_withdrawn(Lesson),
    )
    given = {"action": "step_publish", "_selected_action": [r.pk for r in (ready, sent, public, gone)]}
    page = publisher.post(address(Lesson, "changelist"), given, follow=True).content.decode()
    assert f"Published: {', '.join(sorted([ready.pk, sent.pk, gone.pk]))}." in page
    assert f"Nothing was done to {public.pk}. “Publish” is not possible: the record is published." in page.replace(
        "&#x27;", "'"
    )
    assert set(Lesson.objects.values_list("status", flat=True)) == {"published"}
    assert StepTaken.objects.filter(step="publish").count() == 3


@pytest.mark.django_db
def test_a_contributor_sends_many_but_only_their_own(contributor):
    own, other = a_draft(Lesson), a_draft(Lesson)
    Lesson.objects.filter(pk=own.pk).update(created_by=contributor.session["_auth_user_id"])
    given = {"action": "step_send", "_selected_action": [own.pk, other.pk]}
    page = contributor.post(address(Lesson, "changelist"), given, follow=True).content.decode()
    assert f"Sent for review: {own.pk}." in page
    assert f"Nothing was done to {other.pk}. You may not do this to them." in page
    assert Lesson.objects.get(pk=other.pk).status == "draft"


def test_a_scheduled_record_that_is_withdrawn_was_never_public(publisher, client):
    record = a_scheduled(Lesson)
    assert step(publisher, record, "withdraw", note="Not yet.").status_code == 302
    assert client.get(record.get_absolute_url()).status_code == 404

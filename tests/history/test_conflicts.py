"""Two people on one record: the second sees what the first did and decides; nothing is lost silently."""

import pytest

from casestudies.models import CaseStudy, Finding
from catalogue.models import Source, Tag
from lessons.models import Enabler, Lesson, LessonCitation, LessonEnabler
from tests.cast import a_council, a_draft, a_section, a_source, a_tag, an_entry
from tests.forms import address, decided, form_of

pytestmark = pytest.mark.django_db


def opened(curating, record):
    """The form somebody has on the screen."""
    return form_of(curating.get(address(type(record), "change", record.pk)))


def save(curating, record, data):
    return curating.post(address(type(record), "change", record.pk), data)


def told(response):
    assert response.status_code == 409
    return {each["label"]: (each["base"], each["theirs"], each["mine"]) for each in response.context["conflicts"]}


def test_a_save_over_a_change_its_sender_has_not_seen_is_refused_with_both_versions(curating):
    lesson = a_draft(Lesson, title="Start", summary="One.")
    first, second = opened(curating, lesson), opened(curating, lesson)
    assert save(curating, lesson, first | {"title": "First"}).status_code == 302
    response = save(curating, lesson, second | {"title": "Second", "summary": "Two."})
    assert told(response) == {"Title": ("Start", "First", "Second")}
    assert [each["kept"] for each in response.context["conflicts"]] == [None]
    assert Lesson.objects.get().title == "First"
    assert "curator" in response.content.decode()


@pytest.mark.parametrize(("side", "title"), [("mine", "Second"), ("theirs", "First")])
def test_the_second_decides_and_keeps_the_rest_of_what_was_typed(curating, side, title):
    lesson = a_draft(Lesson, title="Start", summary="One.")
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"title": "First"})
    response = save(curating, lesson, second | {"title": "Second", "summary": "Two."})
    assert save(curating, lesson, decided(response, title=side)).status_code == 302
    assert (Lesson.objects.get().title, Lesson.objects.get().summary) == (title, "Two.")


def test_what_only_the_other_changed_is_shown_and_kept_unless_the_second_says_otherwise(curating):
    lesson = a_draft(Lesson, title="Start", summary="One.")
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"title": "First"})
    response = save(curating, lesson, second | {"summary": "Two."})
    assert told(response) == {"Title": ("Start", "First", "Start")}
    assert [each["kept"] for each in response.context["conflicts"]] == ["theirs"]
    save(curating, lesson, decided(response))
    assert (Lesson.objects.get().title, Lesson.objects.get().summary) == ("First", "Two.")


def test_a_decision_not_made_is_asked_for_again(curating):
    lesson = a_draft(Lesson, title="Start")
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"title": "First"})
    response = save(curating, lesson, second | {"title": "Second"})
    data = {name: value for name, value in decided(response).items() if not name.startswith("_keep:")}
    response = save(curating, lesson, data)
    assert told(response) == {"Title": ("Start", "First", "Second")}
    assert "Choose one of the two" in response.content.decode()


def test_a_third_change_during_the_decision_is_shown_too(curating):
    lesson = a_draft(Lesson, title="Start")
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"title": "First"})
    response = save(curating, lesson, second | {"title": "Second"})
    save(curating, lesson, opened(curating, lesson) | {"title": "Third"})
    response = save(curating, lesson, decided(response, title="mine"))
    assert told(response) == {"Title": ("Start", "Third", "Second")}
    assert Lesson.objects.get().title == "Third"


def test_both_having_typed_the_same_is_no_conflict(curating):
    lesson = a_draft(Lesson, title="Start")
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"title": "Same"})
    assert save(curating, lesson, second | {"title": "Same", "summary": "Two."}).status_code == 302
    assert Lesson.objects.get().summary == "Two."


@pytest.mark.parametrize("token", ["", "forged", "WyJhIl0:1aaaaa:bbbb"])
def test_a_form_that_does_not_say_what_its_sender_saw_overwrites_nothing_unseen(curating, token):
    lesson = a_draft(Lesson, title="Start")
    data = opened(curating, lesson) | {"title": "Other", "seen": token}
    assert told(save(curating, lesson, data)) == {"Title": ("", "Start", "Other")}
    assert Lesson.objects.get().title == "Start"


def test_the_token_of_one_record_does_not_open_another(curating):
    one, two = a_draft(Lesson), a_draft(Lesson, title="Start")
    data = opened(curating, two) | {"title": "Other", "seen": opened(curating, one)["seen"]}
    assert save(curating, two, data).status_code == 409


def test_tags_and_councils_added_by_both_are_all_kept(curating):
    lesson = a_draft(Lesson, tags=[a_tag("Old")])
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"tags": [a_tag("Home care").pk, a_tag("Old").pk], "councils": [a_council().pk]})
    bolton = a_council("BOL", "Bolton")
    response = save(curating, lesson, second | {"tags": [a_tag("Hotels").pk], "councils": [bolton.pk]})
    assert told(response) == {
        "Councils: Wigan": ("Not chosen", "Chosen", "Not chosen"),
        "Tags: Home care": ("Not chosen", "Chosen", "Not chosen"),
    }
    save(curating, lesson, decided(response))
    assert {tag.name for tag in lesson.tags.all()} == {"Home care", "Hotels"}
    assert set(lesson.councils.all()) == {a_council(), bolton}


def with_link(curating):
    lesson, enabler = a_draft(Lesson), an_entry(Enabler, title="Money")
    link = LessonEnabler.objects.create(lesson=lesson, enabler=enabler, note="Start")
    return lesson, link


def test_a_row_deleted_by_the_first_and_changed_by_the_second_is_asked_about(curating):
    lesson, link = with_link(curating)
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"enabler_links-0-DELETE": "on"})
    response = save(curating, lesson, second | {"enabler_links-0-note": "Mine", "title": "Other"})
    assert told(response) == {
        "Enablers: Money": (
            "Basis: Suggested by the editors\nWhy: Start\nEnabler: Money",
            "(not there)",
            "Basis: Suggested by the editors\nWhy: Mine\nEnabler: Money",
        )
    }
    assert save(curating, lesson, decided(response, **{f"enabler_links#{link.pk}": "mine"})).status_code == 302
    assert LessonEnabler.objects.get().note == "Mine"
    assert Lesson.objects.get().title == "Other"


def test_a_row_changed_by_the_first_and_deleted_by_the_second_is_asked_about(curating):
    lesson, link = with_link(curating)
    first, second = opened(curating, lesson), opened(curating, lesson)
    save(curating, lesson, first | {"enabler_links-0-note": "First"})
    response = save(curating, lesson, second | {"enabler_links-0-DELETE": "on"})
    assert len(told(response)) == 1
    for side, left in (("theirs", 1), ("mine", 0)):
        save(curating, lesson, decided(response, **{f"enabler_links#{link.pk}": side}))
        assert LessonEnabler.objects.count() == left


def test_rows_deleted_and_added_by_the_first_do_not_break_the_form_of_the_second(curating):
    lesson, _ = with_link(curating)
    people = an_entry(Enabler, title="People")
    first, second = opened(curating, lesson), opened(curating, lesson)
    new = {"enabler_links-TOTAL_FORMS": 2, "enabler_links-1-enabler": people.pk, "enabler_links-1-basis": "stated"}
    save(curating, lesson, first | {"enabler_links-0-DELETE": "on"} | new)
    response = save(curating, lesson, second | {"title": "Other"})
    assert sorted(told(response)) == ["Enablers: Money", "Enablers: People"]
    save(curating, lesson, decided(response))
    assert [row.enabler for row in LessonEnabler.objects.all()] == [people]
    assert Lesson.objects.get().title == "Other"


def test_the_same_row_added_by_both_is_one_row(curating):
    lesson, enabler = a_draft(Lesson), an_entry(Enabler, title="Money")
    first, second = opened(curating, lesson), opened(curating, lesson)
    new = {"enabler_links-TOTAL_FORMS": 1, "enabler_links-0-enabler": enabler.pk, "enabler_links-0-basis": "stated"}
    save(curating, lesson, first | new | {"enabler_links-0-note": "First"})
    response = save(curating, lesson, second | new | {"enabler_links-0-note": "Second"})
    name = f"enabler_links#{LessonEnabler.objects.get().pk}"
    save(curating, lesson, decided(response, **{name: "mine"}))
    assert LessonEnabler.objects.get().note == "Second"


def test_a_citation_added_by_the_first_stays_when_the_second_adds_another(curating):
    lesson = a_draft(Lesson)
    first, second = opened(curating, lesson), opened(curating, lesson)
    source = a_source("other")
    for data, place in ((first, "p1"), (second, "p2")):
        data |= {"citations-TOTAL_FORMS": 2, "citations-1-source": source.pk, "citations-1-locator": place}
    save(curating, lesson, first)
    save(curating, lesson, decided(save(curating, lesson, second)))
    assert set(LessonCitation.objects.values_list("locator", flat=True)) == {"Section 1", "p1", "p2"}


def test_the_questions_of_a_finding_are_part_of_its_row(curating):
    review = a_draft(CaseStudy)
    Finding.objects.create(
        reference="F1", case_study=review, section=a_section(a_source()), number=1, title="Start", body="x"
    )
    first, second = opened(curating, review), opened(curating, review)
    save(curating, review, first | {"findings-0-title": "First"})
    response = save(curating, review, second | {"findings-0-title": "Second"})
    assert list(told(response)) == ["Findings: First"]
    save(curating, review, decided(response, **{"findings#F1": "mine"}))
    assert Finding.objects.get().title == "Second"


@pytest.mark.parametrize("make", [a_source, a_tag], ids=["source", "tag"])
def test_other_records_are_as_safe(curating, make):
    record = make()
    word = "name" if isinstance(record, Tag) else "title"
    first, second = opened(curating, record), opened(curating, record)
    save(curating, record, first | {word: "First"})
    response = save(curating, record, second | {word: "Second"})
    assert response.status_code == 409
    save(curating, record, decided(response, **{word: "mine"}))
    assert getattr(type(record).objects.get(pk=record.pk), word) == "Second"


def test_a_record_deleted_meanwhile_is_said_to_be_and_the_words_are_kept(curating):
    lesson = a_draft(Lesson)
    data = opened(curating, lesson) | {"body": "An hour of work."}
    curating.post(address(Lesson, "delete", lesson.pk), {"post": "yes"})
    response = save(curating, lesson, data)
    assert response.status_code == 409
    text = response.content.decode()
    assert "An hour of work." in text
    assert address(Lesson, "history", lesson.pk) in text


def test_an_error_in_a_form_does_not_forget_what_its_sender_saw(curating):
    source = a_source()
    first, second = opened(curating, source), opened(curating, source)
    response = save(curating, source, second | {"published": "soon"})
    assert response.status_code == 200
    save(curating, source, first | {"title": "First"})
    again = form_of(response) | {"published": "2021", "title": "Second"}
    assert save(curating, source, again).status_code == 409
    assert Source.objects.get().title == "First"


def test_who_may_not_change_a_record_is_shown_nothing(client, curating, django_user_model):
    lesson = a_draft(Lesson)
    data = opened(curating, lesson)
    client.force_login(django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True))
    assert save(client, lesson, data).status_code == 403
    assert save(client, lesson, {"seen": "x"}).status_code == 403

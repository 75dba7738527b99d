"""Two editors who open the same suggestion, organisation or council: the second is told before replacing anything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.models import Council, CouncilName, Organisation
from curation.models import Suggestion
from lessons.models import Lesson
from tests.cast import a_council, an_entry
from tests.curation.desk import a_person, browser_of
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db
TOLD = "Somebody else changed this after you opened it"


@pytest.fixture
def other(db):
    """The browser of a second editor."""
    return browser_of(a_person("Publisher"))


def a_suggestion(**fields):
    said = {"kind": "lesson", "reference": an_entry(Lesson).pk, "text": "We did the same in 2023."} | fields
    return Suggestion.objects.create(**said)


def an_organisation():
    return Organisation.objects.create(slug="adass", name="ADASS", description="Directors.")


# What is opened, what the first editor makes of it, what the second wants, and what the second is told it says now.
BOTH = [
    (a_suggestion, {"status": "accepted"}, {"status": "declined"}, "It now says “Accepted”."),
    (a_suggestion, {"note": "Asked Jo."}, {"note": "No."}, "It now says “Asked Jo.”."),
    (a_suggestion, {"note": "Asked Jo."}, {"status": "declined"}, "It now says “Asked Jo.”."),
    (an_organisation, {"description": "A charity."}, {"description": "A network."}, "It now says “A charity.”."),
    (an_organisation, {"description": ""}, {"description": "A network."}, "It is empty now."),
    (a_council, {"region": "london"}, {"region": "north-east"}, "It now says “London”."),
    (a_council, {"ended_on": "2020-04-01"}, {"ended_on": "2021-04-01"}, "It now says “1 Apr 2020”."),
]


@pytest.mark.parametrize(("made", "first", "second", "told"), BOTH)
def test_a_second_editor_is_told_what_the_first_changed_and_may_then_save(curating, other, made, first, second, told):
    record = made()
    page = address(type(record), "change", record.pk)
    mine, theirs = form_of(other.get(page)), form_of(curating.get(page))
    assert other.get(page).content.decode().count('name="seen"') == 1
    assert curating.post(page, theirs | first).status_code == 302
    before = type(record).objects.values().get(pk=record.pk)
    refused = other.post(page, mine | second)
    said = refused.content.decode()
    assert TOLD in said
    assert told in said
    assert type(record).objects.values().get(pk=record.pk) == before
    form = refused.context["adminform"].form
    assert {name: form[name].value() for name in second} == second
    assert other.post(page, form_of(refused)).status_code == 302
    saved = type(record).objects.values().get(pk=record.pk)
    assert {name: str(saved[name]) for name in second} == second


def test_a_second_editor_does_not_replace_a_spelling(curating, other):
    council = a_council()
    page = address(Council, "change", council.pk)
    mine, theirs = form_of(other.get(page)), form_of(curating.get(page))
    assert curating.post(page, theirs | {"names-0-spelling": "Wigan and Leigh"}).status_code == 302
    refused = other.post(page, mine | {"names-0-spelling": "Greater Wigan"})
    said = refused.content.decode()
    assert TOLD in said
    assert "It now says “Wigan and Leigh”." in said
    assert not CouncilName.objects.filter(spelling="Greater Wigan").exists()
    again = form_of(refused)
    assert again["names-0-spelling"] == "Greater Wigan"
    assert other.post(page, again).status_code == 302
    assert CouncilName.objects.filter(spelling="Greater Wigan").exists()


def test_a_second_editor_does_not_delete_a_spelling_that_the_first_changed(curating, other):
    council = a_council()
    page = address(Council, "change", council.pk)
    mine, theirs = form_of(curating.get(page)), form_of(other.get(page))
    assert other.post(page, theirs | {"names-0-spelling": "Wigan and Leigh"}).status_code == 302
    refused = curating.post(page, mine | {"names-0-DELETE": "on"})
    said = refused.content.decode()
    assert "Somebody else changed a row that you want to delete" in said
    assert "It now says “Wigan and Leigh”." in said
    assert CouncilName.objects.filter(spelling="Wigan and Leigh").exists()
    again = form_of(refused)
    assert again["names-0-DELETE"]
    assert curating.post(page, again).status_code == 302
    assert not CouncilName.objects.filter(spelling="Wigan and Leigh").exists()


def test_a_spelling_is_deleted_whatever_is_wrong_with_it(curating):
    council = a_council()
    page = address(Council, "change", council.pk)
    form = form_of(curating.get(page)) | {"names-0-DELETE": "on", "names-0-spelling": ""}
    assert curating.post(page, form).status_code == 302
    assert council.names.count() == 1


def test_a_second_editor_is_told_of_other_successors(curating, other):
    council, one, two = a_council(), a_council("ONE", "One"), a_council("TWO", "Two")
    page = address(Council, "change", council.pk)
    mine, theirs = form_of(other.get(page)), form_of(curating.get(page))
    assert curating.post(page, theirs | {"successors": [one.pk]}).status_code == 302
    assert "It now says “One”." in other.post(page, mine | {"successors": [two.pk]}).content.decode()
    assert list(council.successors.all()) == [one]


def test_two_editors_who_say_the_same_are_not_asked(curating, other):
    page = address(Suggestion, "change", a_suggestion().pk)
    mine, theirs = form_of(other.get(page)), form_of(curating.get(page))
    for browser, form in ((curating, theirs), (other, mine)):
        assert browser.post(page, form | {"status": "accepted"}).status_code == 302


@pytest.mark.parametrize("seen", ["made up", "of another"])
def test_what_was_made_up_or_seen_of_another_does_not_count_as_seen(curating, seen):
    suggestion = a_suggestion(status="accepted")
    if seen == "of another":
        seen = form_of(curating.get(address(Suggestion, "change", a_suggestion(status="accepted").pk)))["seen"]
    said = {"status": "declined", "note": "", "council": "", "seen": seen}
    assert TOLD in curating.post(address(Suggestion, "change", suggestion.pk), said).content.decode()
    assert Suggestion.objects.get(pk=suggestion.pk).status == "accepted"


@pytest.mark.parametrize(
    ("action", "spared"),
    [
        ("accept", {"accepted", "declined", "done"}),
        ("decline", {"accepted", "declined", "done"}),
        ("finish", {"declined", "done"}),
    ],
)
def test_several_at_once_leaves_alone_what_a_colleague_decided(curating, action, spared):
    every = {status: a_suggestion(status=status) for status in Suggestion.Status.values}
    said = {"action": action, "_selected_action": [each.pk for each in every.values()]}
    told = curating.post(address(Suggestion, "changelist"), said, follow=True).content.decode()
    assert f"{len(spared)} left as before" in told
    kept = {status for status, each in every.items() if not Suggestion.objects.get(pk=each.pk).decided_by}
    assert kept == spared
    assert all(Suggestion.objects.get(pk=every[status].pk).status == status for status in spared)


def test_rows_that_stay_as_they_are_are_not_asked_about(curating):
    council = a_council()
    page = address(Council, "change", council.pk)

    def saved(form):
        with CaptureQueriesContext(connection) as captured:
            assert curating.post(page, form).status_code == 302
        return len(captured)

    def asked():
        """How many questions the check asks."""
        form = form_of(curating.get(page))
        return saved(form) - saved({name: value for name, value in form.items() if not name.endswith("seen")})

    two = asked()
    for number in range(18):
        CouncilName.objects.create(council=council, spelling=f"W{number}", key=f"w{number}", bare_key=f"w{number}")
    assert asked() == two

"""Every holder, every address and every verb, against the table of powers."""

import pytest
from django.urls import get_resolver

from reflection import private_urls
from reflection.models import AccessLink, AgreedAction, Note, Workspace
from reflection.powers import MAY, Action
from tests.reflection.sessions import Person, started

pytestmark = pytest.mark.django_db
Power = AccessLink.Power
PAGES = [pattern for pattern in private_urls.urlpatterns if pattern.name.startswith(("workspace", "team-session"))]


@pytest.fixture
def team():
    return started()


def holder(team, power):
    """A browser that holds a link of this power, and no other."""
    shown = team.leader.post(f"{team.home}links/", {"power": power}).content.decode()
    token = shown.split("/w/open/")[1].split("/")[0]
    person = Person()
    assert person.opens(token).status_code == 303
    return person


def address(pattern, team, note):
    named = {"key": team.workspace.key, "number": 1, "note": note.pk, "link": 10**9}
    wanted = {name: named[name] for name in pattern.pattern.converters}
    return f"/{get_resolver().reverse(pattern.name, **wanted)}"


def test_every_power_is_in_the_table():
    assert set(MAY) == set(Power.values)
    assert MAY[Power.FACILITATE] == set(Action)


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("power", Power.values)
def test_a_holder_may_what_the_table_says_and_nothing_else(team, power, verb):
    team.notes(team.leader, "Words")
    note, person = Note.objects.get(), holder(team, power)
    for pattern in PAGES:
        view = pattern.callback
        action = view.read if verb == "get" else view.write
        answer = getattr(person, verb)(address(pattern, team, note))
        expected = 405 if action is None else 403 if action not in MAY[power] else None
        if expected:
            assert answer.status_code == expected, (pattern.name, verb)
        else:
            assert answer.status_code in {200, 303, 400, 404, 409}, (pattern.name, verb)
            # What its holder may not see and what is not there are told apart from what is refused.
            assert answer.status_code != 404 or pattern.name == "team-session-answer"


def test_a_power_is_not_raised_by_a_form(team):
    person = holder(team, Power.CONTRIBUTE)
    assert person.post(f"{team.home}links/", {"power": "facilitate"}).status_code == 403
    assert team.leader.post(f"{team.home}links/", {"power": "owner"}).status_code == 400
    person.cookies["workspace-facilitate"] = team.tokens[1]
    assert person.get(f"{team.place}lead/").status_code == 403


def test_whoever_leads_still_leads_after_opening_the_link_of_the_room(team):
    team.leader.opens(team.tokens[1])
    assert team.leader.get(f"{team.place}lead/").status_code == 200


def test_the_last_link_that_leads_stays(team):
    lead, room = AccessLink.objects.order_by("pk")
    assert team.leader.post(f"{team.home}links/{lead.pk}/end/").status_code == 400
    assert team.leader.post(f"{team.home}links/{room.pk}/end/").status_code == 303
    assert team.leader.get(team.home).status_code == 200


def test_of_two_who_end_each_others_links_one_stays_in(team):
    second = holder(team, Power.FACILITATE)
    mine, theirs = AccessLink.objects.filter(power="facilitate").order_by("pk")
    assert team.leader.post(f"{team.home}links/{theirs.pk}/end/").status_code == 303
    assert second.post(f"{team.home}links/{mine.pk}/end/").status_code == 404
    assert team.leader.get(team.home).status_code == 200


def test_a_link_of_another_workspace_is_not_ended(team):
    other = started()
    link = other.workspace.links.get(power="contribute")
    team.leader.post(f"{team.home}links/{link.pk}/end/")
    link.refresh_from_db()
    assert link.is_live


def test_an_action_of_another_workspace_is_not_taken_away(team):
    other = started()
    other.leader.post(f"{other.place}actions/", {"what": "Theirs"})
    team.leader.post(f"{team.place}actions/", {"remove": AgreedAction.objects.get().pk})
    assert AgreedAction.objects.exists()


@pytest.mark.parametrize(
    "said", [{"what": ""}, {"what": "x" * 501}, {"what": "Fine", "due_on": "tomorrow"}, {"what": "a\x00b"}]
)
def test_an_action_that_cannot_be_kept_comes_back(team, said):
    refused = team.leader.post(f"{team.place}actions/", said)
    assert refused.status_code == 400
    assert said["what"].replace("\x00", "")[:30] in refused.content.decode()
    assert not AgreedAction.objects.exists()


def test_an_action_sent_twice_is_one(team):
    for _ in range(2):
        team.leader.post(f"{team.place}actions/", {"what": "Once", "key": "page"})
    assert AgreedAction.objects.count() == 1


@pytest.mark.parametrize("day", ["2001-01-01", "soon", "2026-02-30"])
def test_a_link_ends_on_a_day_to_come(team, day):
    assert team.leader.post(f"{team.home}links/", {"power": "read", "ends_on": day}).status_code == 400


def test_everything_is_deleted_only_by_the_word(team):
    team.notes(team.leader, "Words")
    assert team.leader.post(f"{team.home}delete/", {"word": "yes"}).status_code == 400
    assert Workspace.objects.exists()
    assert team.leader.post(f"{team.home}delete/", {"word": " Delete "}).status_code == 303
    assert not Workspace.objects.exists()
    assert not Note.objects.exists()
    assert team.leader.get(team.home).status_code == 404

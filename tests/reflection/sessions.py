"""A team session as its people use it: who leads, who takes part, and what they send."""

import re
from dataclasses import dataclass, field

from django.test import Client

from lessons.models import KeyLineOfEnquiry
from reflection.models import Answer, AskedQuestion, TeamSession, Workspace
from tests.cast import an_entry

HERE = {"sec-fetch-site": "same-origin"}
TOKEN = re.compile(r"/w/open/([\w-]+)/")


class Person(Client):
    """A browser that sends forms from pages of the site."""

    def __init__(self):
        super().__init__(headers=HERE)

    def opens(self, token):
        return self.post(f"/w/open/{token}/")


@dataclass
class Team:
    """A workspace just started."""

    leader: Person
    workspace: Workspace
    session: TeamSession
    tokens: list[str]
    questions: list[AskedQuestion] = field(default_factory=list)

    @property
    def home(self):
        return f"/w/{self.workspace.key}/"

    @property
    def place(self):
        return f"{self.home}sessions/1/"

    def somebody(self):
        """A person who has opened the link of the room."""
        person = Person()
        assert person.opens(self.tokens[1]).status_code == 303
        return person

    def notes(self, person, text, question=0, key="", **more):
        pk = self.questions[question].pk
        return person.post(self.place, {f"text-{pk}": text, f"key-{pk}": key, **more})

    def does(self, what, **more):
        return self.leader.post(f"{self.place}state/", {"do": what, **more})

    def saves(self, person, text, version, question=0, state="in-progress", **headers):
        pk = self.questions[question].pk
        said = {"question": pk, "version": version, "text": text, "state": state}
        return person.post(f"{self.place}answer/", said, headers=headers)

    def answer(self, question=0):
        return Answer.objects.get(question=self.questions[question])


def questions():
    """The eight quick questions."""
    return [
        an_entry(KeyLineOfEnquiry, reference=f"NW-Q{number}", part="b", number=number, title=f"Question {number}?")
        for number in range(68, 76)
    ]


def started(**said):
    """A team with a session, its questions made if there are none."""
    if not KeyLineOfEnquiry.objects.filter(part="b").exists():
        questions()
    leader = Person()
    page = leader.post("/reflect/start/", {"name": "Our team", "shows": "nobody", **said})
    assert page.status_code == 200, page.content
    tokens = list(dict.fromkeys(TOKEN.findall(page.content.decode())))
    workspace = Workspace.objects.order_by("pk").last()
    session = workspace.sessions.get()
    return Team(leader, workspace, session, tokens, list(workspace.questions.all()))

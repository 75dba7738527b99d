"""However two people's saves fall, no change is overwritten by somebody who has not seen it.

The two use the admin's own form and save path, without drawing the pages. INTERLEAVINGS asks for more of those that
only read, decide and put together, SAVES for more of those that save; `make check` asks for more of both.
"""

import os

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.functional import cached_property
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from curation.entry_admin import links
from history import seen
from history.merging import find_conflicts, fingerprints
from history.sheet import RecordForm
from lessons.models import Enabler, Lesson, LessonEnabler
from tests.cast import a_council, a_draft, a_tag, an_entry

# How often the two meet on paper, and in the database through the admin's own save path.
INTERLEAVINGS = int(os.environ.get("INTERLEAVINGS", "300"))
SAVES = int(os.environ.get("SAVES", "300"))
LINKS = "enabler_links"


class SmallForm(type(admin.site.get_model_admin(Lesson))):
    """The admin of lessons with a field, a list and a row of each sort: the others go the same way, and cost time.

    What the form is made of does not change between two requests, so it is made once.
    """

    inlines = (links(LessonEnabler, "lesson"),)

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": ["reference", "title", "slug", "summary", "number", "tags", "councils"]})]

    @cached_property
    def made(self):
        return {}

    def get_form(self, request, obj=None, change=False, **options):
        if "form" not in self.made:
            self.made["form"] = super().get_form(request, obj, change=change, **options)
        return self.made["form"]

    def get_formsets_with_inlines(self, request, obj=None):
        if "rows" not in self.made:
            self.made["rows"] = list(super().get_formsets_with_inlines(request, obj))
        return self.made["rows"]


ADMIN = SmallForm(Lesson, admin.site)


def request_of(user, data=None):
    """What a browser sends: a form, or nothing."""
    request = RequestFactory().post("/", dict(data.lists())) if data is not None else RequestFactory().get("/")
    request.user, request._dont_enforce_csrf_checks = user, True
    request._messages = CookieStorage(request)
    return request


class Opened:
    """The form of a record as somebody is shown it: what it is made of, what it says, and that it has been seen."""

    def __init__(self, request, key):
        self.sheet = RecordForm(ADMIN, request, Lesson.objects.get(pk=key))
        cells = self.sheet.cells(self.sheet.current())
        self.form = self.sheet.unchanged(cells)
        self.form.data["seen"] = seen.sign(Lesson, key, fingerprints(cells))


class Editor:
    """Somebody with the form of a record on the screen, who remembers every value ever shown there."""

    def __init__(self, opened, user, choices):
        self.sheet, self.user, self.name, self.choices = opened.sheet, user, user.username, choices
        self.open(opened)

    def request(self, data=None):
        return request_of(self.user, data)

    def open(self, opened=None):
        opened = opened or Opened(self.request(), self.sheet.record.pk)
        self.data = opened.form.data.copy()
        self.seen = {name: [None, value] for name, value in opened.form.cells.items()}
        self.wanted = {}

    def type(self, what, number):
        """Change something in the form; remember what was meant by it."""
        if what == "words":
            self.data["title"], self.data["number"] = f"Title {number}", str(number)
            self.wanted |= {"title": f"Title {number}", "number": number}
        elif what in ("tags", "councils"):
            self.toggle(what, self.choices[what][number % 2])
        else:
            self.change_row(number)

    def toggle(self, name, key):
        chosen = self.data.getlist(name)
        on = key not in chosen
        self.data.setlist(name, [*chosen, key] if on else [other for other in chosen if other != key])
        self.wanted[f"{name}:{key}"] = True if on else None

    def change_row(self, number):
        """Change, delete or add a link."""
        total, place = int(self.data[f"{LINKS}-TOTAL_FORMS"]), f"{LINKS}-{number % 2}"
        if number >= 4:
            place = f"{LINKS}-{total}"
            self.data[f"{LINKS}-TOTAL_FORMS"] = str(total + 1)
            self.data[f"{place}-enabler"] = self.choices["enablers"][number % 2]
            self.data[f"{place}-basis"], self.data[f"{place}-note"] = "suggested", f"new {number}"
        elif f"{place}-id" in self.data:
            key = self.data[f"{place}-id"]
            if number < 2:
                self.data[f"{place}-DELETE"] = "on"
                self.wanted[f"{LINKS}#{key}"] = None
            elif f"{place}-DELETE" not in self.data:
                self.data[f"{place}-note"] = self.name
                self.wanted[f"{LINKS}#{key}"] = {
                    "basis": "suggested", "note": self.name, "enabler": self.data[f"{place}-enabler"],
                }  # fmt: skip

    def save(self, choose):
        """Send the form, deciding whatever is asked, and check what it did."""
        before = self.stored()
        response = self.send()
        if response.status_code == 409:
            conflicts = [each["conflict"] for each in response.context_data["conflicts"]]
            sent = QueryDict(mutable=True)
            for name, value in response.context_data["sent"]:
                sent.appendlist(name, value)
            sent["_theirs"] = response.context_data["now"]
            for number, conflict in enumerate(conflicts):
                self.seen.setdefault(conflict.name, [None]).append(conflict.theirs)
                side = "theirs" if (choose >> (number % 4)) & 1 else "mine"
                sent[f"_keep:{conflict.name}"] = side
                if side == "theirs":
                    self.wanted.pop(conflict.name, None)
            assert self.stored() == before
            self.data = sent
            response = self.send()
        assert response.status_code in (200, 302), response.status_code
        after = self.stored()
        if response.status_code == 200:
            assert after == before
            return
        self.check(before, after)

    def check(self, before, after):
        """Everything that changed had been seen, and everything that was meant is there."""
        for name in {*before, *after}:
            if after.get(name) != before.get(name):
                assert before.get(name) in self.seen.get(name, [None]), f"{name} was overwritten unseen"
        for name, value in self.wanted.items():
            # A row the other deleted meanwhile comes back under a new key.
            is_there = after.get(name) == value or ("#" in name and value in after.values())
            assert is_there, f"{name} was lost"

    def send(self):
        return ADMIN.changeform_view(self.request(self.data), self.sheet.record.pk)

    def stored(self):
        """What the record says now; how its form is made up does not matter for that."""
        now = RecordForm(ADMIN, self.request(), Lesson.objects.get(pk=self.sheet.record.pk))
        return now.cells(now.current())


@pytest.fixture
def scene(db, django_user_model):
    """A lesson with tags, councils and links, and two people who may change it."""
    tags, councils = [a_tag("One"), a_tag("Two")], [a_council(), a_council("BOL", "Bolton")]
    enablers = [an_entry(Enabler, title=title) for title in ("A", "B", "C", "D")]
    lesson = a_draft(Lesson, tags=tags[:1], councils=councils[:1], number=0, title="Title 0")
    for enabler in enablers[:2]:
        LessonEnabler.objects.create(lesson=lesson, enabler=enabler)
    choices = {
        "tags": [str(tag.pk) for tag in tags],
        "councils": [council.pk for council in councils],
        "enablers": [enabler.pk for enabler in enablers[2:]],
    }
    people = [django_user_model.objects.create_superuser(name, password="x") for name in ("first", "second")]
    return Opened(request_of(people[0]), lesson.pk), people, choices


class Paper:
    """A record that is a form and nothing else: what is sent is what is stored, without a database in between."""

    def __init__(self, opened):
        self.sheet, self.form, self.next = opened.sheet, opened.form, 1000

    def store(self, sent):
        """Keep a form as a database would: deleted rows go, new ones get a key."""
        for inline in self.sheet.inlines:
            start, rows = f"{inline.prefix}-", []
            for number in range(int(sent[f"{start}TOTAL_FORMS"])):
                names = [name for name in sent if name.startswith(f"{start}{number}-")]
                row = {name.removeprefix(f"{start}{number}-"): sent.getlist(name) for name in names}
                for name in names:
                    del sent[name]
                if "DELETE" not in row and row.get(inline.names[-1]) != [""]:
                    self.next += 1
                    rows.append({"id": [str(self.next)]} | {n: v for n, v in row.items() if n != "id" or v != [""]})
            for number, row in enumerate(rows):
                for name, values in row.items():
                    sent.setlist(f"{start}{number}-{name}", values)
            sent[f"{start}TOTAL_FORMS"] = sent[f"{start}INITIAL_FORMS"] = str(len(rows))
        self.form = self.sheet.parse(sent)


class PaperEditor(Editor):
    """Somebody who writes on paper: the same form, the same questions, no pages."""

    def __init__(self, paper, name, choices):
        self.paper, self.name, self.choices = paper, name, choices
        self.open()

    def open(self, opened=None):
        self.data, cells = self.paper.form.data.copy(), self.paper.form.cells
        self.prints = fingerprints(cells)
        self.seen = {name: [None, value] for name, value in cells.items()}
        self.wanted = {}

    def save(self, choose):
        theirs = self.paper.form
        mine = self.paper.sheet.parse(self.data, theirs.cells, self.prints)
        sent = self.data
        if self.prints != fingerprints(theirs.cells):
            found = find_conflicts(self.prints, {}, theirs.cells, mine.cells)
            choices = {c.name: ("theirs", "mine")[(choose >> n % 4) & 1] for n, c in enumerate(found)}
            for conflict in found:
                self.seen.setdefault(conflict.name, [None]).append(conflict.theirs)
                if choices[conflict.name] == "theirs":
                    self.wanted.pop(conflict.name, None)
            sent = self.paper.sheet.merge(theirs, mine, choices)
        self.paper.store(sent.copy())
        self.check(theirs.cells, self.paper.form.cells)


STEP = st.tuples(
    st.integers(0, 1), st.sampled_from(["words", "tags", "councils", "links", "open", "save"]), st.integers(0, 15)
)
STEPS = st.lists(STEP, max_size=4)


def at_random(most):
    """So many random ways for two people to work at once; they are short, so none is made shorter."""
    unhurried = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(
        max_examples=most, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=unhurried
    )


def work(editors, steps, last):
    for who, what, number in steps:
        if what == "open":
            editors[who].open()
        elif what == "save":
            editors[who].save(number)
            editors[who].open()
        else:
            editors[who].type(what, number % 6)
    for editor in editors:
        editor.save(last)


@pytest.mark.slow
@at_random(SAVES)
@given(steps=STEPS, last=st.integers(0, 15))
def test_nothing_is_lost_that_its_editor_has_not_seen(scene, steps, last):
    opened, people, choices = scene
    with transaction.atomic():
        work([Editor(opened, person, choices) for person in people], steps, last)
        transaction.set_rollback(True)


@at_random(INTERLEAVINGS)
@given(steps=STEPS, last=st.integers(0, 15))
def test_nothing_is_lost_by_reading_deciding_and_putting_together(scene, steps, last):
    opened, _, choices = scene
    paper = Paper(opened)
    work([PaperEditor(paper, name, choices) for name in ("first", "second")], steps, last)

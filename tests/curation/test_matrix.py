"""Every page of the admin, for every role, state and method: exactly what the tables in matrix.py say."""

from contextlib import contextmanager
from itertools import product

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy, Finding
from catalogue.models import Development, Event, SourceSection, Statistic, Tag, TagProposal
from catalogue.publication import STEPS
from councils.models import Area, Organisation
from curation.models import NumberOfTheDay, OutwardLink, RuleChoice, StepTaken, Suggestion, WorkingCopy
from history.snapshot import RecordHistory
from importing.models import Import
from lessons.models import Lesson, SystemComponent
from search.models import MissedSearch
from tests.cast import KINDS, a_council, a_draft, a_scheduled, a_section, a_source, a_tag, a_withdrawn, an_entry
from tests.curation.desk import IN_TWO_MONTHS, a_person, browser_of, edit, step
from tests.curation.matrix import MODELS, OTHERS, PEOPLE, RECORDS, rows
from tests.forms import address, form_of

STOCK = ("changelist", "add", "change", "delete", "history")
HISTORY = ("deleted", "compare", "restore", "presence")
ROLES = {"contributor": "Contributor", "editor": "Editor", "publisher": "Publisher", "keeper": "Vocabulary keeper"}
STATES = {
    "draft": a_draft,
    "in-review": lambda kind, **fields: an_entry(kind, status="in-review", published_at=None, **fields),
    "scheduled": a_scheduled,
    "published": an_entry,
    "copied": an_entry,
    "sent": an_entry,
    "withdrawn": a_withdrawn,
}
SAID = {"note": "Because.", "published_at": IN_TWO_MONTHS}


@pytest.fixture
def people(db):
    """A browser for each role."""
    found = {name: browser_of(a_person(role)) for name, role in ROLES.items()}
    found["author"] = browser_of(a_person("Contributor", "author"))
    found["administrator"] = browser_of(User.objects.create_superuser("administrator"))
    return found


@contextmanager
def taken_back():
    """Whatever happens within has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def a_record(state, people):
    """A lesson in this state, made by the author."""
    record = STATES[state](Lesson, created_by=User.objects.get(username="author"))
    if state in {"copied", "sent"}:
        edit(people["editor"], record, title="Better")
    if state == "sent":
        assert step(people["editor"], record, "send").status_code == 302
    return record


def said(record):
    """What must stay as it is where a page refuses."""
    copy = WorkingCopy.objects.filter(reference=record.pk).values_list("status", "data").first()
    row = Lesson.objects.filter(pk=record.pk).values_list("status", "title", "version", "published_at").first()
    return row, copy, StepTaken.objects.count()


def page_of(name, record):
    if name in STEPS:
        return address(Lesson, "step", record.pk, name)
    if name == "restore":
        return address(Lesson, "restore", record.pk, RecordHistory(Lesson, record.pk).revisions()[-1].number)
    return address(Lesson, name, record.pk)


def forged(name, record, people):
    """The form of a page as somebody would send it who never saw it."""
    if name == "change":
        return form_of(people["administrator"].get(address(Lesson, "change", record.pk))) | {"title": "Changed"}
    return {"post": "yes"} if name == "delete" else SAID


@pytest.mark.parametrize("name", list(dict.fromkeys(row["page"] for row in rows(RECORDS))))
def test_what_may_be_done_with_a_record(people, name):
    wrong = []
    for row in rows(RECORDS):
        if row["page"] != name:
            continue
        record = a_record(row["state"], people)
        page, form = page_of(name, record), forged(name, record, people)
        for person in PEOPLE:
            with taken_back():
                before = said(record)
                shown = people[person].get(page).status_code
                sent = people[person].post(page, form).status_code
                does = "ok" if name == "preview" or said(record) != before or sent == 302 else ""
                found = {(200, 302): does, (200, 200): does, (200, 403): "view"}.get((shown, sent), str(shown))
                if (
                    found != row[person]
                    or (found != "ok" and said(record) != before)
                    or (shown >= 400 and shown != sent)
                ):
                    wrong.append(f"{name} {row['state']} {person}: {shown} and {sent}, not {row[person]}")
    assert "\n".join(wrong) == ""


@pytest.fixture
def one_of_each(people):
    """A row of every model of the admin."""
    source = a_source()
    section, tag = a_section(source), a_tag()
    made = [a_draft(kind, source=source) for kind in KINDS]
    review = next(record for record in made if isinstance(record, CaseStudy))
    council = a_council()
    made += [
        source,
        section,
        tag,
        council,
        Statistic.objects.create(reference="s-1", title="Beds", value="3", source=source),
        Event.objects.create(reference="e-1", title="Start", date="2020", source=source),
        Finding.objects.create(reference="f-1", case_study=review, section=section, number=1, title="T", body="B"),
        SystemComponent.objects.create(reference="front-door", number=2, name="Front door"),
        Organisation.objects.create(slug="nhs", name="NHS"),
        Area.objects.create(slug="here", name="Here"),
        Development.objects.create(
            reference="law", title="A law", body="B", about="law", happened="2021", as_of="2021-07-16"
        ),
        TagProposal.objects.create(word="New", definition="x"),
        MissedSearch.objects.create(text="zebra", day=timezone.localdate()),
        Suggestion.objects.create(
            kind="lessons", reference=made[0].pk, text="We did so too.", type="did-this", status="accepted"
        ),
        Import.objects.create(
            kind="lessons", file_name="ours.csv", started_by=User.objects.filter(username="editor").first()
        ),
        NumberOfTheDay.objects.create(day=timezone.localdate(), question="x", number=1),
        OutwardLink.objects.create(url="https://example.org/"),
        RuleChoice.objects.create(rule="complete", stops_publication=True),
        User.objects.create_user("somebody"),
        Group.objects.create(name="Some group"),
        Import.objects.create(kind="lessons", file_name="list.csv", state="done", done_at=timezone.now()),
    ]
    return {row._meta.label_lower: row for row in made}


def refused(answer, row=None):
    """The status, 403 also for what is simply not there for somebody, as the imports of others are.

    Whoever has deleted a row is sent to the front page too, and has not been refused.
    """
    sent_away = answer.headers.get("Location") == "/admin/"
    deleted = row is not None and not type(row).objects.filter(pk=row.pk).exists()
    return 403 if answer.status_code == 404 or (sent_away and not deleted) else answer.status_code


@pytest.mark.parametrize("row", rows(MODELS), ids=lambda row: row["model"])
def test_what_may_be_done_with_the_rows_of_a_model(people, one_of_each, row):
    found = one_of_each[row["model"]]
    model, wrong = type(found), []
    for person in [person for person in PEOPLE if person != "author"]:
        verbs, browser = row[person], people[person]
        looks = 200 if verbs != "-" else 403
        sees = 403 if "o" in verbs else looks
        # A deletion may still be refused for what hangs on the row, a form for what is missing in it.
        expected = {
            ("changelist",): (looks, None),
            ("add",): (200, "a") if "a" in verbs else (403, "-"),
            ("change", found.pk): (sees, "c" if "c" in verbs else "-"),
            ("history", found.pk): (sees, None),
            ("delete", found.pk): (200, "d") if "d" in verbs else (403, "-"),
        }
        if hasattr(admin.site._registry[model], "restore_view"):
            expected["deleted",] = (looks, None)
            may = "c" in verbs
            expected["presence", found.pk] = (405, "c") if may else (403, "-")
        for (page, *arguments), (status, may_post) in expected.items():
            with taken_back():
                got = refused(browser.get(address(model, page, *arguments)), found)
                if got != status:
                    wrong.append(f"{page} {person}: GET {got}, not {status}")
                posted = refused(browser.post(address(model, page, *arguments), {"post": "yes"}), found)
                if may_post is not None and (posted == 403) != (may_post == "-"):
                    wrong.append(f"{page} {person}: POST {posted}")
    assert "\n".join(wrong) == ""


def other(name, one_of_each):
    """The address of a page that is not one of a model's stock pages."""
    lesson, tag = one_of_each["lessons.lesson"], one_of_each["catalogue.tag"]
    arguments = {
        "app_list": ["lessons"],
        "view_on_site": [ContentType.objects.get_for_model(SourceSection).pk, "section"],
        "auth_user_password_change": [one_of_each["auth.user"].pk],
        "catalogue_tag_merge": [tag.pk],
        "catalogue_tag_split": [tag.pk],
        "catalogue_tag_bring_back": [tag.pk],
        "catalogue_tagproposal_decide": [one_of_each["catalogue.tagproposal"].pk],
        "curation_suggestion_start": [one_of_each["curation.suggestion"].pk],
    }.get(name, [one_of_each["importing.import"].pk] if name.startswith("importing_import_") else [])
    query = "?app_label=lessons&model_name=lesson&field_name=councils" if name == "autocomplete" else ""
    assert lesson
    return reverse(f"admin:{name}", args=arguments) + query


def test_who_may_open_the_other_pages(people, one_of_each):
    wrong = []
    for row, person, method in product(rows(OTHERS), [p for p in PEOPLE if p != "author"], ("get", "post")):
        with taken_back():
            if row["page"] == "catalogue_tag_bring_back":
                Tag.objects.filter(pk=one_of_each["catalogue.tag"].pk).update(merged_into=a_tag("Other"))
            status = getattr(people[person], method)(other(row["page"], one_of_each)).status_code
            if (method, status) == ("get", 405):
                continue
            if (status in {403, 404}) != (row[person] == "403") or status >= 500:
                wrong.append(f"{row['page']} {person} {method}: {status}, not {row[person]}")
    assert "\n".join(wrong) == ""


def patterns(found=None):
    """The name of every page of the admin; stock Django's forwards from old addresses have none."""
    for pattern in found if found is not None else admin.site.urls[0]:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_every_page_of_the_admin_has_its_row():
    known = {"login", "logout"} | {row["page"] for row in rows(OTHERS)}
    assert {row["model"] for row in rows(MODELS)} == {model._meta.label_lower for model in admin.site._registry}
    for row in rows(MODELS):
        name = row["model"].replace(".", "_")
        known |= {f"{name}_{page}" for page in STOCK}
        if hasattr(admin.site._registry[model_of(row["model"])], "restore_view"):
            known |= {f"{name}_{page}" for page in HISTORY}
    for kind in KINDS:
        known |= {f"{kind._meta.app_label}_{kind._meta.model_name}_{page}" for page in ("step", "preview")}
    assert set(patterns()) == known


def test_every_step_has_its_rows():
    assert set(STEPS) <= {row["page"] for row in rows(RECORDS)}


def model_of(label):
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def test_the_admin_is_closed_to_visitors_and_to_staff_without_a_role(one_of_each):
    visitor, nobody = Client(), browser_of(a_person(""))
    open_to_staff = {"index", "jsi18n", "password_change", "password_change_done", "login", "logout", "view_on_site"}
    wrong = []
    for name in sorted(set(patterns()) - {"login", "logout", "jsi18n"}):
        page = somewhere(name, one_of_each)
        for method in ("get", "post"):
            with taken_back():
                answer = getattr(visitor, method)(page)
                if answer.status_code != 302 or "/admin/login/" not in answer.headers["Location"]:
                    wrong.append(f"visitor {method} {name}: {answer.status_code}")
                status = refused(getattr(nobody, method)(page))
                if name not in open_to_staff and status not in {403, 405}:
                    wrong.append(f"nobody {method} {name}: {status}")
    assert "\n".join(wrong) == ""


def somewhere(name, one_of_each):
    """The address of a page by its name, about the row of its model."""
    for label, row in one_of_each.items():
        start = label.replace(".", "_")
        page = name.removeprefix(f"{start}_")
        if page in STOCK + HISTORY + ("step", "preview") and name == f"{start}_{page}":
            arguments = [] if page in {"changelist", "add", "deleted"} else [row.pk]
            arguments += {"restore": [1], "step": ["publish"]}.get(page, [])
            return reverse(f"admin:{name}", args=arguments)
    return other(name, one_of_each)

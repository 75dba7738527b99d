"""Who may do what: the one table of roles, and the one question that all code asks (`may`).

A role is a group of users. Its permissions are Django's own for each model, and two of ours: to edit any record
and to publish (curation/models/steps.py). `manage.py setup_roles` makes the groups. An administrator needs none:
that is a superuser, who may do everything, users and groups included.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from catalogue.models import DevelopmentSource, Entry, Referenced, Tag, TagLabel, TagProposal
from catalogue.publication import PREVIEWED_BY, STEPS, Power, Status
from councils.models import Area, Council, CouncilName, Organisation
from curation.models import NumberOfTheDay, OutwardLink, RuleChoice, StepTaken, Suggestion, WorkingCopy
from search.models import MissedSearch

User = AbstractBaseUser | AnonymousUser
Model = type[models.Model]
EDIT, PUBLISH = "edit_records", "publish_records"


@dataclass(frozen=True)
class Role:
    """A role: the verbs it has for each area of the site (see `areas`), and our own powers."""

    name: str
    introduction: str
    records: str
    evidence: str = "view"
    places: str = "view"
    vocabulary: str = "view"
    proposals: str = "view add change"
    searches: str = "view"
    suggestions: str = ""
    findings: str = "view"
    powers: tuple[str, ...] = ()


ROLES = (
    Role(
        "Contributor",
        "Drafts records and sends them for review; changes only their own drafts; proposes tags.",
        records="view add change",
    ),
    Role(
        "Editor",
        "Edits any record and sends it for review; marks records as reviewed; keeps sources, figures and events.",
        records="view add change",
        evidence="view add change",
        places="view add change",
        searches="view change",
        suggestions="view change",
        powers=(EDIT,),
    ),
    Role(
        "Publisher",
        "Does what an editor does; publishes, schedules, returns and withdraws; deletes what was never public.",
        records="view add change delete",
        evidence="view add change delete",
        places="view add change",
        searches="view change",
        suggestions="view change",
        powers=(EDIT, PUBLISH),
    ),
    Role(
        "Vocabulary keeper",
        "Keeps the themes, tags and their other words; decides on proposals.",
        records="view",
        vocabulary="view add change delete",
        proposals="view add change delete",
        searches="view change",
    ),
)


def areas() -> dict[str, list[Model]]:
    """The models of each column of the table: `findings` are what the site finds out by itself."""
    records: list[Model] = list(Entry.kinds())
    return {
        "records": records,
        "evidence": [
            *(model for model in apps.get_models() if issubclass(model, Referenced) and model not in records),
            DevelopmentSource,
        ],
        "places": [Council, CouncilName, Area, Organisation],
        "vocabulary": [Tag, TagLabel],
        "proposals": [TagProposal],
        "searches": [MissedSearch],
        "suggestions": [Suggestion],
        "findings": [NumberOfTheDay, OutwardLink, RuleChoice],
    }


def set_up() -> list[str]:
    """Make the group of each role, or give it again exactly the permissions of the table; answer with their names."""
    for role in ROLES:
        wanted = [(StepTaken, power) for power in role.powers]
        for area, found in areas().items():
            wanted += [
                (model, f"{verb}_{model._meta.model_name}")  # type: ignore[misc]
                for model in found
                for verb in getattr(role, area).split()
            ]
        types = ContentType.objects.get_for_models(*{model for model, _ in wanted})
        known = {(row.content_type_id, row.codename): row for row in Permission.objects.all()}
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set([known[types[model].pk, codename] for model, codename in wanted])
    return [role.name for role in ROLES]


# What each action on a record asks: a permission on its kind, and a power. The steps follow from their own table.
ACTIONS: dict[str, tuple[str, Power | None]] = {
    "view": ("view", None),
    "add": ("add", None),
    "edit": ("change", Power.WRITE),
    "preview": (PREVIEWED_BY, None),
    "restore": ("change", Power.WRITE),
    "delete": ("delete", None),
    **{step.name: ("change", step.power) for step in STEPS.values()},
}


def may(user: User, action: str, record: Entry | type[Entry]) -> bool:
    """Whether a user may do this to a record; of a kind, whether they may do it to some record of it.

    `action` is one of ACTIONS. Whether the record's status allows it is another question (curation/workflow.py).
    """
    verb, power = ACTIONS[action]
    if not user.has_perm(f"{record._meta.app_label}.{verb}_{record._meta.model_name}"):
        return False
    if isinstance(record, type):
        return power in {None, Power.WRITE, Power.DISCARD} or has(user, EDIT if power == Power.EDIT else PUBLISH)
    if action == "delete":
        return has_never_been_public(record) or user.is_superuser
    if action == "restore" and record.status == Status.PUBLISHED:
        # An earlier version of a published record is public at once, so nobody else would look at it first.
        return has(user, PUBLISH) and not settings.FOUR_EYES
    match power:
        case Power.WRITE:
            return has(user, EDIT) or (record.status == Status.DRAFT and is_own(user, record))
        case Power.EDIT:
            return has(user, EDIT)
        case Power.PUBLISH:
            return has(user, PUBLISH)
        case Power.DISCARD:
            copy = WorkingCopy.objects.of(record)
            return has(user, PUBLISH) or (copy is not None and copy.started_by_id == user.pk)
    return True


def has(user: User, power: str) -> bool:
    """Whether a user has one of our own permissions."""
    return user.has_perm(f"curation.{power}")


def is_own(user: User, record: Entry) -> bool:
    """Whether a user made the record or looks after it."""
    return user.pk is not None and user.pk in {record.created_by_id, record.owner_id}


def has_never_been_public(record: Entry) -> bool:
    """Whether no visitor can have seen it. What was public is withdrawn, not deleted."""
    return record.status in {Status.DRAFT, Status.IN_REVIEW}

"""Who may do what: the table of roles, and the one question that all code asks (`may`).

A role is a group of users. Its permissions are Django's own for each model, and two of ours: to edit any record
and to publish (curation/models/steps.py). `manage.py setup_roles` makes the groups. An administrator needs none:
that is a superuser, who may do everything, users and groups included.

An app adds to the table by declaring `role_grants`, for its models, and `role_actions` (foundation/registry.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from catalogue.models import DevelopmentSource, Entry, Referenced, Tag, TagLabel, TagProposal
from catalogue.publication import PREVIEWED_BY, STEPS, Power, Status
from councils.models import Area, Council, CouncilName, Organisation
from curation.models import NumberOfTheDay, OutwardLink, RuleChoice, StepTaken, Suggestion, WorkingCopy
from foundation.registry import gathered
from search.models import MissedSearch

User = AbstractBaseUser | AnonymousUser
Model = type[models.Model]
EDIT, PUBLISH = "edit_records", "publish_records"


@dataclass(frozen=True)
class Role:
    """A role: the field of `Grant` that says what it may do where, its name, and our own permissions it has."""

    field: str
    name: str
    powers: tuple[str, ...] = ()


ROLES = (
    # Drafts records and sends them for review; changes only their own drafts; proposes tags.
    Role("contributor", "Contributor"),
    # Edits any record and sends it for review; marks records as reviewed; keeps sources, figures and events.
    Role("editor", "Editor", (EDIT,)),
    # Does what an editor does; publishes, schedules, returns and withdraws; deletes what was never public.
    Role("publisher", "Publisher", (EDIT, PUBLISH)),
    # Keeps the themes, tags and their other words; decides on proposals.
    Role("keeper", "Vocabulary keeper"),
)
CHANGE = "view add change"
KEEP = "view add change delete"


@dataclass(frozen=True)
class Grant:
    """The permissions each role has for some models: Django's, divided by spaces."""

    models: Callable[[], list[Model]]
    contributor: str = ""
    editor: str = ""
    publisher: str = ""
    keeper: str = ""


def kinds() -> list[Model]:
    """Every kind of record."""
    return list(Entry.kinds())


def evidence() -> list[Model]:
    """What has a reference and is no record, such as sources, figures and events, and what hangs on it."""
    referenced = [model for model in apps.get_models() if issubclass(model, Referenced) and model not in kinds()]
    return [*referenced, DevelopmentSource]


GRANTS = [
    Grant(kinds, CHANGE, CHANGE, KEEP, "view"),
    Grant(evidence, "view", CHANGE, KEEP, "view"),
    Grant(lambda: [Area, Council, CouncilName, Organisation], "view", CHANGE, CHANGE, "view"),
    Grant(lambda: [Tag, TagLabel], "view", "view", "view", KEEP),
    Grant(lambda: [TagProposal], CHANGE, CHANGE, CHANGE, KEEP),
    Grant(lambda: [MissedSearch], "view", "view change", "view change", "view change"),
    Grant(lambda: [Suggestion], "", "view change", "view change", ""),
    # What the site writes itself.
    Grant(lambda: [NumberOfTheDay, OutwardLink, RuleChoice], "view", "view", "view", "view"),
]


def set_up() -> list[str]:
    """Make the group of each role, or give it again exactly the permissions of the table; answer with their names."""
    known = {(row.content_type_id, row.codename): row for row in Permission.objects.all()}
    for role in ROLES:
        wanted: list[tuple[Model, str]] = [(StepTaken, power) for power in role.powers]
        for grant in gathered("role_grants"):
            wanted += [
                (model, f"{verb}_{model._meta.model_name}")
                for model in grant.models()
                for verb in getattr(grant, role.field).split()
            ]
        types = ContentType.objects.get_for_models(*{model for model, _ in wanted})
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set([known[types[model].pk, codename] for model, codename in wanted])
    return [role.name for role in ROLES]


Rule = Callable[[User, Any], bool]


@dataclass(frozen=True)
class Action:
    """Something done to a record: Django's permission it needs on the model, and a rule.

    The rule says whether a user with that permission may do it to a record; asked with None, whether there may be a
    record they may do it to. Without a rule the permission is enough.
    """

    name: str
    permission: str
    rule: Rule | None = None


def may_write(user: User, record: Entry | None) -> bool:
    """Editors edit any record, the others drafts of their own."""
    return record is None or has(user, EDIT) or (record.status == Status.DRAFT and is_own(user, record))


def may_discard(user: User, record: Entry | None) -> bool:
    """A working copy is discarded by who began it, or by publishers."""
    if record is None or has(user, PUBLISH):
        return True
    copy = WorkingCopy.objects.of(record)
    return copy is not None and copy.started_by_id == user.pk


def may_delete(user: User, record: Entry | None) -> bool:
    """What was public is withdrawn, not deleted."""
    return record is None or has_never_been_public(record) or user.is_superuser


def may_restore(user: User, record: Entry | None) -> bool:
    """An earlier version of a published record is public at once, so nobody else would look at it first."""
    if record is not None and record.status == Status.PUBLISHED:
        return has(user, PUBLISH) and not settings.FOUR_EYES
    return may_write(user, record)


RULES: dict[Power, Rule] = {
    Power.WRITE: may_write,
    Power.EDIT: lambda user, record: has(user, EDIT),
    Power.PUBLISH: lambda user, record: has(user, PUBLISH),
    Power.DISCARD: may_discard,
}
ACTIONS = [
    Action("view", "view"),
    Action("add", "add"),
    Action("edit", "change", may_write),
    Action("preview", PREVIEWED_BY),
    Action("restore", "change", may_restore),
    Action("delete", "delete", may_delete),
    *(Action(step.name, "change", RULES[step.power]) for step in STEPS.values()),
]


def may(user: User, action: str, record: models.Model | Model) -> bool:
    """Whether a user may do this to a record; of a model, whether they may do it to some record of it.

    `action` is the name of an Action. Whether the record's status allows it is another question
    (curation/workflow.py).
    """
    needed = next(each for each in gathered("role_actions") if each.name == action)
    if not user.has_perm(f"{record._meta.app_label}.{needed.permission}_{record._meta.model_name}"):
        return False
    return needed.rule is None or needed.rule(user, None if isinstance(record, type) else record)


def has(user: User, power: str) -> bool:
    """Whether a user has one of our own permissions."""
    return user.has_perm(f"curation.{power}")


def is_own(user: User, record: Entry) -> bool:
    """Whether a user made the record or looks after it."""
    return user.pk is not None and user.pk in {record.created_by_id, record.owner_id}


def has_never_been_public(record: Entry) -> bool:
    """Whether no visitor can have seen it."""
    return record.status in {Status.DRAFT, Status.IN_REVIEW}

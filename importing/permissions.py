"""Who may import what: the questions, answered from the table of roles (curation/roles.py).

No user at all stands for whoever runs the command on the server, who may do everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from catalogue.models import Entry
from curation.roles import EDIT, PUBLISH, has, may
from importing.models import Import


def may_import(user: Any, kind: type[Entry]) -> bool:
    """Whether somebody may import records of a kind: whoever may both add and edit some."""
    return user is None or (may(user, "add", kind) and may(user, "edit", kind))


def kinds_of(user: Any) -> list[type[Entry]]:
    """The kinds somebody may import."""
    return [kind for kind in Entry.kinds() if may_import(user, kind)]


def may_see(user: Any, batch: Import) -> bool:
    """Whether somebody may look at an import and its rows: their own, or any if they edit any record."""
    return may_import(user, batch.model) and (batch.started_by_id == user.pk or has(user, EDIT))


def seen_by(user: Any, imports: QuerySet[Import]) -> QuerySet[Import]:
    """Those of the imports that `may_see` lets somebody look at."""
    found = imports.filter(kind__in=[kind.kind for kind in kinds_of(user)])
    return found if has(user, EDIT) else found.filter(started_by=user)


def may_go_on(user: Any, batch: Import) -> bool:
    """Whether somebody may take the steps of an import: of their own, or of any if they publish."""
    return may_import(user, batch.model) and (batch.started_by_id == user.pk or has(user, PUBLISH))


def may_publish(user: Any, batch: Import) -> bool:
    """Whether somebody may let visitors see what an import does: change public records, publish new ones.

    Where nobody publishes their own work, somebody else than who brought the file has to import it.
    """
    if user is None:
        return True
    return has(user, PUBLISH) and not (settings.FOUR_EYES and batch.started_by_id == user.pk)


def not_theirs(user: Any, records: Iterable[Entry]) -> list[str]:
    """The references of records somebody may not edit, such as the drafts of others for a contributor."""
    return [record.pk for record in records if user is not None and not may(user, "edit", record)]

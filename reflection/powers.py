"""What the holder of a link may do: one table."""

from __future__ import annotations

from enum import StrEnum

from reflection.models import AccessLink, Workspace

Power = AccessLink.Power


class Action(StrEnum):
    """Something one can do in a workspace."""

    HOME = "home"
    TAKE_PART = "take part"
    LEAD = "lead"
    READ_REPORT = "read the report"
    CHANGE_LINKS = "change links"
    KEEP = "keep"
    DELETE = "delete"


# What can still be done when nothing can be written any more.
ALWAYS = {Action.KEEP, Action.DELETE}


MAY: dict[str, frozenset[Action]] = {
    Power.FACILITATE: frozenset(Action),
    Power.CONTRIBUTE: frozenset({Action.TAKE_PART}),
    Power.READ: frozenset({Action.HOME, Action.READ_REPORT}),
}
# The order of powers, so that a browser that may lead stays so when it opens a link to take part.
STRENGTH = [Power.READ, Power.CONTRIBUTE, Power.FACILITATE]


def may(link: AccessLink, action: Action, workspace: Workspace) -> bool:
    """Whether the holder of a link may do this in a workspace."""
    return link.is_live and link.workspace_id == workspace.pk and action in MAY[link.power]

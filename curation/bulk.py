"""Taking the same step with many records of a list, each by its own rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from catalogue.publication import STEPS, Step
from curation import workflow
from curation.roles import may

NAMED_AT_MOST = 20


def actions(request: HttpRequest, model: type) -> dict[str, tuple[Callable, str, str]]:
    """The steps a list offers this user for the records they tick, in the form Django keeps its actions."""
    return {
        f"step_{step.name}": (_action(step), f"step_{step.name}", f"{step.label}")
        for step in STEPS.values()
        if step.in_bulk and may(request.user, step.name, model)
    }


def _action(step: Step) -> Callable:
    def take_with_all(curator: Any, request: HttpRequest, records: QuerySet) -> None:
        done, refused = [], defaultdict(list)
        for record in records:
            try:
                workflow.take(request, record, step, workflow.Said())
            except workflow.Refused as problem:
                refused[" ".join(problem.reasons)].append(record.pk)
            except PermissionDenied:
                refused["You may not do this to them."].append(record.pk)
            else:
                done.append(record.pk)
        if done:
            curator.message_user(request, f"{step.done}: {named(done)}.", messages.SUCCESS)
        for reason, references in refused.items():
            curator.message_user(request, f"Nothing was done to {named(references)}. {reason}", messages.WARNING)

    return take_with_all


def named(references: list[str]) -> str:
    """The references, the first of them where there are many."""
    more = len(references) - NAMED_AT_MOST
    listed = ", ".join(references[:NAMED_AT_MOST])
    return f"{listed} and {more:,} more" if more > 0 else listed

"""What apps add to rooms below them, declared on the app and gathered here.

An app says on its AppConfig what it adds: an attribute named after the extension point, whose value is the dotted path
of a list, such as `queue_questions = "curation.queue.QUESTIONS"`. The room that owns the extension point asks
`gathered("queue_questions")` and so names no app. A path that leads nowhere stops the start (foundation/checks.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

# The extension points there are, and the module that gathers what is declared for each.
POINTS: dict[str, str] = {
    "queue_questions": "curation.queue",
    "role_grants": "curation.roles",
    "role_actions": "curation.roles",
    "page_sections": "browse.page_sections",
    "sitemap_pages": "browse.crawlers",
    "daily_jobs": "operations.management.commands.daily",
}


@cache
def gathered(point: str) -> tuple[Any, ...]:
    """Everything apps declare for an extension point, in the order of INSTALLED_APPS from the ground up."""
    return tuple(each for path in paths(point) for each in import_string(path))


def paths(point: str) -> list[str]:
    """The dotted paths apps declare for an extension point."""
    configs = reversed(list(apps.get_app_configs()))
    return [path for config in configs if (path := getattr(config, point, ""))]

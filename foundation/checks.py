"""What is checked of every app when the site starts."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.utils.module_loading import import_string

from foundation.registry import POINTS, paths


@checks.register
def declarations_lead_somewhere(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Every list an app declares for an extension point can be imported."""
    found: list[checks.CheckMessage] = []
    for point in POINTS:
        for path in paths(point):
            try:
                list(import_string(path))
            except (ImportError, TypeError) as problem:
                found.append(checks.Error(f"{point} = “{path}” leads to no list: {problem}", id="foundation.E001"))
    return found

"""What the site checks of its private models when it starts."""

from __future__ import annotations

from django.apps import apps
from django.core import checks

from catalogue.models import Citation, Entry, Link, Referenced, TagLink
from reflection.models import Private

PUBLIC_BASES = (Entry, Referenced, Link, Citation, TagLink)


@checks.register(checks.Tags.models)
def private_rows_stay_private(**options: object) -> list[checks.CheckMessage]:
    """No model here is one whose rows move the version of the site or enter search, history and exports."""
    return [
        checks.Error("A private model must stand on Private and on no public base.", obj=model, id="reflection.E001")
        for model in apps.get_app_config("reflection").get_models()
        if not issubclass(model, Private) or issubclass(model, PUBLIC_BASES) or hasattr(model, "history")
    ]

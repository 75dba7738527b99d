"""Sections that apps add to pages of records they do not own, such as the findings of reviews on a council's page.

An app lists them and names the list on its AppConfig: `page_sections = "casestudies.findings.SECTIONS"`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from foundation.registry import gathered


@dataclass(frozen=True)
class PageSection:
    """A section on the page of every object of a model.

    `rows` returns what the section of one object shows; where that is empty the page has no such section. `template`
    shows the `rows` below the heading. `id` is the anchor of the heading and must be the only one on the page.
    """

    model: type[Model]
    id: str
    heading: str
    template: str
    rows: Callable[[Any], Collection]


@dataclass(frozen=True)
class FilledSection:
    """A section with the rows of one object, for templates/parts/page_sections.html."""

    id: str
    heading: str
    template: str
    rows: Collection


def page_sections(shown: Model) -> list[FilledSection]:
    """The sections that apps add to the page of this object and that have something to show, in the order of apps."""
    declared = [section for section in gathered("page_sections") if isinstance(shown, section.model)]
    filled = [FilledSection(each.id, each.heading, each.template, each.rows(shown)) for each in declared]
    return [section for section in filled if section.rows]

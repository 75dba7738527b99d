"""A report in its own order: what each of its sections gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models

from catalogue.models import Citation, Entry, Source, SourceSection
from catalogue.publication import public


@dataclass
class Part:
    """A section with the public records that rest on it, and the sections inside it."""

    section: SourceSection
    records: list[models.Model] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many different records rest on it or on what is inside it."""
        return len({record.pk for part in self.with_all_inside() for record in part.records})

    def with_all_inside(self) -> Iterator[Part]:
        """Itself and every section inside it, in their order."""
        yield self
        for part in self.parts:
            yield from part.with_all_inside()


def contents(source: Source) -> list[Part]:
    """The sections of a source as a tree, in its own order, each with its public records; one query for each kind."""
    records: dict[str, list[models.Model]] = defaultdict(list)
    for kind in Entry.kinds():
        citation = Citation.model_for(kind)
        rows = citation.objects.filter(public("entry__"), source=source, section__isnull=False)
        for row in rows.select_related("entry").order_by("entry__pk"):
            records[row.section_id].append(row.entry)
    for model in _shown_under_a_section():
        for record in model._default_manager.public().filter(section__source=source):  # type: ignore[attr-defined]
            records[record.section_id].append(record)
    found = [Part(section, records[section.pk]) for section in source.sections.all()]
    by_reference = {part.section.pk: part for part in found}
    for part in found:
        if part.section.parent_id:
            by_reference[part.section.parent_id].parts.append(part)
    return [part for part in found if not part.section.parent_id]


def _shown_under_a_section() -> list[type[models.Model]]:
    """Records that are no entries but belong to a section and have a place on a page, such as findings."""
    return [
        relation.related_model
        for relation in SourceSection._meta.related_objects
        if not issubclass(relation.related_model, Citation)
        and hasattr(relation.related_model._default_manager, "public")
        and hasattr(relation.related_model, "get_absolute_url")
        and relation.field.name == "section"
    ]

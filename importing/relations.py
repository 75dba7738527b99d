"""Reading the columns that connect a record with what is no record of its own: tags, councils and sources.

Each reader loads what it needs for many rows at once. What a cell does not show, such as a link to a draft, stays
as it is: an export could not have said it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db import models

from catalogue.models import Citation, Entry, TagLink
from importing import lookups
from importing.lookups import ColumnLookup
from importing.plan import FieldChange
from importing.row_check import PUBLIC, RowCheck


class ColumnReader(Protocol):
    """Reads one or more columns of many rows."""

    def load(self, checks: list[RowCheck]) -> None:
        """Read what these rows need from the database, in a fixed number of queries."""

    def read(self, check: RowCheck) -> None:
        """Add to the plan what importing these columns of the row will do."""


def by_record(rows: models.QuerySet, here: str, *fields: str) -> dict[str, list[tuple]]:
    """These fields of rows, by `here`, the record the rows belong to."""
    grouped: dict[str, list[tuple]] = {}
    for reference, *values in rows.values_list(here, *fields):
        grouped.setdefault(reference, []).append(tuple(values))
    return grouped


def references_of(checks: Iterable[RowCheck]) -> list[str]:
    """The references of these rows’ records, without new ones."""
    return [check.record.pk for check in checks if not check.is_new]


class TagReader:
    """Reads the columns “themes” and “tags”: one vocabulary of two levels. A tag brings its theme."""

    def __init__(self, kind: type[Entry], choices: dict[str, dict[str, str]]):
        self.link = TagLink.model_for(kind)
        self.lookup = lookups.tag_lookup()
        self.values = {name: ColumnLookup(self.lookup, choices.get(name, {})) for name in ("themes", "tags")}
        model = self.link._meta.get_field("tag").related_model
        self.theme_of: dict[int, int | None] = dict(model.objects.values_list("pk", "broader"))

    def load(self, checks: list[RowCheck]) -> None:
        """The tags the records carry."""
        rows = self.link.objects.filter(content_object__in=references_of(checks)).order_by("pk")
        self.current = by_record(rows, "content_object_id", "tag_id")

    def read(self, check: RowCheck) -> None:
        """Plan tags to be added and removed; a theme that comes with a tag needs no link of its own."""
        if not check.differs("themes", "tags"):
            return
        now = [tag for (tag,) in self.current.get(check.record.pk, [])]
        narrow = [tag for tag in now if self.theme_of.get(tag)]
        broad = [tag for tag in now if not self.theme_of.get(tag)]
        asked: list[int] = []
        if "tags" in check.cells:
            asked = self._tags_in(check, "tags")
            narrow = [tag for tag in asked if self.theme_of.get(tag)]
        brought = {self.theme_of[tag] for tag in narrow}
        if "themes" in check.cells:
            asked_themes = [self.theme_of.get(tag) or tag for tag in self._tags_in(check, "themes")]
            broad = [tag for tag in broad if tag in asked_themes]
            broad += [tag for tag in asked_themes if tag not in brought and tag not in broad]
        broad += [tag for tag in asked if not self.theme_of.get(tag) and tag not in broad]
        wanted = dict.fromkeys([*narrow, *broad])
        for tag in wanted:
            if tag not in now:
                check.add_row(self.link, self._column(check, tag), content_object_id=check.record.pk, tag_id=tag)
        for tag in now:
            if tag not in wanted:
                check.remove_row(self.link, self._column(check, tag), content_object_id=check.record.pk, tag_id=tag)
        names = self.lookup.labels
        check.new_cells["tags"] = "; ".join(sorted(names[tag] for tag in wanted if self.theme_of.get(tag)))
        check.new_cells["themes"] = "; ".join(sorted({names[self.theme_of.get(tag) or tag] for tag in wanted}))

    def _tags_in(self, check: RowCheck, column: str) -> list[int]:
        """The tags a column names; unknown values are reported."""
        tags, unknown = self.values[column].find_all(check.cells[column])
        check.add_unknown(column, unknown)
        return tags

    def _column(self, check: RowCheck, tag: int) -> str:
        """The column of the file in which a change to this tag is shown."""
        named = "tags" if self.theme_of.get(tag) else "themes"
        return named if named in check.cells else "themes" if "themes" in check.cells else "tags"


class CouncilReader:
    """Reads the column “councils”."""

    def __init__(self, kind: type[Entry], choices: dict[str, dict[str, str]]):
        self.through = kind.councils.through
        self.here = kind.councils.field.m2m_field_name()
        self.values = ColumnLookup(lookups.CouncilLookup(), choices.get("councils", {}))

    def load(self, checks: list[RowCheck]) -> None:
        """The councils the records name."""
        references = references_of(checks)
        rows = self.through._default_manager.filter(**{f"{self.here}__in": references}).order_by()
        self.own = by_record(rows, f"{self.here}_id", "council_id")

    def read(self, check: RowCheck) -> None:
        """Plan councils to be added and removed."""
        if not check.differs("councils"):
            return
        wanted, unknown = self.values.find_all(check.cells["councils"])
        check.add_unknown("councils", unknown)
        reference = check.record.pk
        own = {code for (code,) in self.own.get(reference, [])}
        for code in wanted:
            if code not in own:
                check.add_row(self.through, "councils", **{f"{self.here}_id": reference, "council_id": code})
        for code in sorted(own - set(wanted)):
            check.remove_row(self.through, "councils", **{f"{self.here}_id": reference, "council_id": code})
        check.new_cells["councils"] = "; ".join(sorted(self.values.lookup.labels[code] for code in set(wanted)))


class CitationReader:
    """Reads the columns “source” and “locator”: one place for each source, in the same order.

    A place may itself hold a semicolon, so where there are more places than sources the last takes the rest.
    """

    def __init__(self, kind: type[Entry], choices: dict[str, dict[str, str]]):
        self.model = Citation.model_for(kind)
        self.values = ColumnLookup(lookups.source_lookup(), choices.get("source", {}))

    def load(self, checks: list[RowCheck]) -> None:
        """The citations of the records."""
        rows = self.model.objects.filter(entry__in=references_of(checks)).order_by("pk")
        self.current = by_record(rows, "entry_id", "source_id", "locator", "section_id", "note")

    def read(self, check: RowCheck) -> None:
        """Plan citations to be added, removed, and moved to another place in the same source."""
        if not check.differs("source", "locator"):
            return
        now = self.current.get(check.record.pk, [])
        wanted = self._wanted(check, now)
        if wanted is None:
            return
        if len(set(wanted)) < len(wanted):
            check.add_problem("source", "The same place in the same source is named twice.")
            return
        if now and not wanted and check.record.status in PUBLIC:
            check.add_problem(
                "source", "A public record rests on a source. Name at least one, or leave the column out."
            )
            return
        surplus = [row for row in now if (row[0], row[1]) not in wanted]
        for source, locator in wanted:
            if any((row[0], row[1]) == (source, locator) for row in now):
                continue
            if not self._fits(check, locator):
                continue
            column = "source" if "source" in check.cells else "locator"
            same = next((row for row in surplus if row[0] == source), None)
            if same:
                surplus.remove(same)
                which = {"entry_id": check.record.pk, "source_id": source, "locator": same[1]}
                check.change_row(self.model, "locator", which, {"locator": FieldChange(same[1], locator)})
            else:
                check.add_row(self.model, column, entry_id=check.record.pk, source_id=source, locator=locator)
        for source, locator, section, note in surplus:
            values = {"source_id": source, "locator": locator, "section_id": section, "note": note}
            check.remove_row(self.model, "source", entry_id=check.record.pk, **values)
        if check.changed_columns & {"source", "locator"}:
            check.new_cells["source"] = "; ".join(self.values.lookup.labels[source] for source, _ in wanted)
            check.new_cells["locator"] = "; ".join(locator for _, locator in wanted)

    def _wanted(self, check: RowCheck, now: list[tuple]) -> list[tuple[str, str]] | None:
        """The source and place of each citation the file wants, or None where it cannot be read."""
        sources = [row[0] for row in now]
        if check.differs("source"):
            sources, unknown = self._sources(check)
            if unknown:
                check.add_unknown("source", unknown)
                return None
        if "locator" in check.cells and (check.differs("locator") or check.differs("source")):
            cell = check.cells["locator"].strip()
            locators = [cell] if len(sources) == 1 else [part.strip() for part in cell.split(";")] if cell else []
        else:
            unused = [list(row[:2]) for row in now]
            locators = []
            for source in sources:
                row = next((row for row in unused if row[0] == source), None)
                locators.append(row[1] if row else "")
                if row:
                    unused.remove(row)
        if not locators:
            locators = [""] * len(sources)
        if len(locators) > len(sources) > 0:
            check.add_remark("locator", "There are more places than sources. The last source has all that are left.")
            last = len(sources) - 1
            locators = [*locators[:last], "; ".join(locators[last:])]
        if len(locators) != len(sources):
            are = "Here is 1 place" if len(locators) == 1 else f"Here are {len(locators)} places"
            all_sources = "1 source" if len(sources) == 1 else f"{len(sources)} sources"
            do = "Write one for each, divided by semicolons." if sources else "Name the source as well."
            check.add_problem("locator", f"{are} for {all_sources}. {do}")
            return None
        return list(zip(sources, locators, strict=True))

    def _sources(self, check: RowCheck) -> tuple[list[str], list[tuple[str, str]]]:
        """The sources the cell names, one twice if it is named twice, for two places in it; and unknown values."""
        sources, unknown = [], []
        for value in lookups.split_values(check.cells["source"], self.values.lookup):
            some_sources, some_unknown = self.values.find_all(value)
            sources += some_sources
            unknown += some_unknown
        return sources, unknown

    def _fits(self, check: RowCheck, locator: str) -> bool:
        """Whether a place is short enough to be kept; one that is not is reported."""
        try:
            self.model._meta.get_field("locator").run_validators(locator)
        except ValidationError as problem:
            check.add_problem("locator", " ".join(problem.messages))
            return False
        return True

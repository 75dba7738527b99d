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
from importing import meaning
from importing.draft import PUBLIC, Draft
from importing.meaning import Meanings
from importing.plan import FieldChange


class Reader(Protocol):
    """Reads one or more columns of many rows."""

    def load(self, drafts: list[Draft]) -> None:
        """Read what these rows need from the database, in a fixed number of queries."""

    def read(self, draft: Draft) -> None:
        """Say on the draft what importing the row would do."""


def by_record(rows: models.QuerySet, here: str, *fields: str) -> dict[str, list[tuple]]:
    """These fields of rows, by the record they hang on."""
    found: dict[str, list[tuple]] = {}
    for reference, *values in rows.values_list(here, *fields):
        found.setdefault(reference, []).append(tuple(values))
    return found


def references_of(drafts: Iterable[Draft]) -> list[str]:
    """The records of these rows that exist."""
    return [draft.record.pk for draft in drafts if not draft.is_new]


class Tags:
    """The columns “themes” and “tags”: one vocabulary of two levels. A tag brings its theme."""

    def __init__(self, kind: type[Entry], choices: dict[str, dict[str, str]]):
        self.link = TagLink.model_for(kind)
        known = meaning.tags()
        self.meanings = {name: Meanings(known, choices.get(name, {})) for name in ("themes", "tags")}
        model = self.link._meta.get_field("tag").related_model
        self.theme_of: dict[int, int | None] = dict(model.objects.values_list("pk", "broader"))

    def load(self, drafts: list[Draft]) -> None:
        """The tags the records carry."""
        rows = self.link.objects.filter(content_object__in=references_of(drafts)).order_by("pk")
        self.current = by_record(rows, "content_object_id", "tag_id")

    def read(self, draft: Draft) -> None:
        """Tags added and taken away; a theme that comes with a tag needs no link of its own."""
        if not draft.differs("themes", "tags"):
            return
        now = [tag for (tag,) in self.current.get(draft.record.pk, [])]
        narrow = [tag for tag in now if self.theme_of.get(tag)]
        broad = [tag for tag in now if not self.theme_of.get(tag)]
        asked: list[int] = []
        if "tags" in draft.said:
            asked = self._asked(draft, "tags")
            narrow = [tag for tag in asked if self.theme_of.get(tag)]
        brought = {self.theme_of[tag] for tag in narrow}
        if "themes" in draft.said:
            asked_themes = [self.theme_of.get(tag) or tag for tag in self._asked(draft, "themes")]
            broad = [tag for tag in broad if tag in asked_themes]
            broad += [tag for tag in asked_themes if tag not in brought and tag not in broad]
        broad += [tag for tag in asked if not self.theme_of.get(tag) and tag not in broad]
        wanted = dict.fromkeys([*narrow, *broad])
        for tag in wanted:
            if tag not in now:
                draft.add(self.link, self._column(draft, tag), content_object_id=draft.record.pk, tag_id=tag)
        for tag in now:
            if tag not in wanted:
                draft.remove(self.link, self._column(draft, tag), content_object_id=draft.record.pk, tag_id=tag)
        names = self.meanings["tags"].known.labels
        draft.after["tags"] = "; ".join(sorted(names[tag] for tag in wanted if self.theme_of.get(tag)))
        draft.after["themes"] = "; ".join(sorted({names[self.theme_of.get(tag) or tag] for tag in wanted}))

    def _asked(self, draft: Draft, column: str) -> list[int]:
        found, wrong = self.meanings[column].read(draft.said[column])
        draft.unknown_values(column, wrong)
        return found

    def _column(self, draft: Draft, tag: int) -> str:
        named = "tags" if self.theme_of.get(tag) else "themes"
        return named if named in draft.said else "themes" if "themes" in draft.said else "tags"


class Councils:
    """The column “councils”."""

    def __init__(self, kind: type[Entry], choices: dict[str, dict[str, str]]):
        self.through = kind.councils.through
        self.here = kind.councils.field.m2m_field_name()
        self.meanings = Meanings(meaning.KnownCouncils(), choices.get("councils", {}))

    def load(self, drafts: list[Draft]) -> None:
        """The councils the records name."""
        references = references_of(drafts)
        rows = self.through._default_manager.filter(**{f"{self.here}__in": references}).order_by()
        self.own = by_record(rows, f"{self.here}_id", "council_id")

    def read(self, draft: Draft) -> None:
        """Councils added and taken away."""
        if not draft.differs("councils"):
            return
        asked, wrong = self.meanings.read(draft.said["councils"])
        draft.unknown_values("councils", wrong)
        reference = draft.record.pk
        own = {code for (code,) in self.own.get(reference, [])}
        for code in asked:
            if code not in own:
                draft.add(self.through, "councils", **{f"{self.here}_id": reference, "council_id": code})
        for code in sorted(own - set(asked)):
            draft.remove(self.through, "councils", **{f"{self.here}_id": reference, "council_id": code})
        draft.after["councils"] = "; ".join(sorted(self.meanings.known.labels[code] for code in set(asked)))


class Citations:
    """The columns “source” and “locator”: one place for each source, in the same order.

    A place may itself hold a semicolon, so where there are more places than sources the last takes the rest.
    """

    def __init__(self, kind: type[Entry], choices: dict[str, dict[str, str]]):
        self.model = Citation.model_for(kind)
        self.meanings = Meanings(meaning.sources(), choices.get("source", {}))

    def load(self, drafts: list[Draft]) -> None:
        """What the records rest on."""
        rows = self.model.objects.filter(entry__in=references_of(drafts)).order_by("pk")
        self.current = by_record(rows, "entry_id", "source_id", "locator", "section_id", "note")

    def read(self, draft: Draft) -> None:
        """Citations added, taken away, and pointing to another place in the same source."""
        if not draft.differs("source", "locator"):
            return
        now = self.current.get(draft.record.pk, [])
        wanted = self._wanted(draft, now)
        if wanted is None:
            return
        if len(set(wanted)) < len(wanted):
            draft.problem("source", "The same place in the same source is named twice.")
            return
        if now and not wanted and draft.record.status in PUBLIC:
            draft.problem("source", "A public record rests on a source. Name at least one, or leave the column out.")
            return
        left = [row for row in now if (row[0], row[1]) not in wanted]
        for source, locator in wanted:
            if any((row[0], row[1]) == (source, locator) for row in now):
                continue
            if not self._fits(draft, locator):
                continue
            column = "source" if "source" in draft.said else "locator"
            same = next((row for row in left if row[0] == source), None)
            if same:
                left.remove(same)
                which = {"entry_id": draft.record.pk, "source_id": source, "locator": same[1]}
                draft.change(self.model, "locator", which, {"locator": FieldChange(same[1], locator)})
            else:
                draft.add(self.model, column, entry_id=draft.record.pk, source_id=source, locator=locator)
        for source, locator, section, note in left:
            values = {"source_id": source, "locator": locator, "section_id": section, "note": note}
            draft.remove(self.model, "source", entry_id=draft.record.pk, **values)
        if draft.touched & {"source", "locator"}:
            draft.after["source"] = "; ".join(self.meanings.known.labels[source] for source, _ in wanted)
            draft.after["locator"] = "; ".join(locator for _, locator in wanted)

    def _wanted(self, draft: Draft, now: list[tuple]) -> list[tuple[str, str]] | None:
        sources = [row[0] for row in now]
        if draft.differs("source"):
            sources, wrong = self._sources(draft)
            if wrong:
                draft.unknown_values("source", wrong)
                return None
        if "locator" in draft.said and (draft.differs("locator") or draft.differs("source")):
            cell = draft.said["locator"].strip()
            locators = [cell] if len(sources) == 1 else [part.strip() for part in cell.split(";")] if cell else []
        else:
            kept = [list(row[:2]) for row in now]
            locators = []
            for source in sources:
                row = next((row for row in kept if row[0] == source), None)
                locators.append(row[1] if row else "")
                if row:
                    kept.remove(row)
        if not locators:
            locators = [""] * len(sources)
        if len(locators) > len(sources) > 0:
            draft.remark("locator", "There are more places than sources. The last source has all that are left.")
            last = len(sources) - 1
            locators = [*locators[:last], "; ".join(locators[last:])]
        if len(locators) != len(sources):
            are = "Here is 1 place" if len(locators) == 1 else f"Here are {len(locators)} places"
            all_sources = "1 source" if len(sources) == 1 else f"{len(sources)} sources"
            do = "Write one for each, divided by semicolons." if sources else "Name the source as well."
            draft.problem("locator", f"{are} for {all_sources}. {do}")
            return None
        return list(zip(sources, locators, strict=True))

    def _sources(self, draft: Draft) -> tuple[list[str], list[tuple[str, str]]]:
        """Every source named, also one that is named twice, for two places in it."""
        found, wrong = [], []
        for value in meaning.pieces(draft.said["source"], self.meanings.known):
            keys, unknown = self.meanings.read(value)
            found += keys
            wrong += unknown
        return found, wrong

    def _fits(self, draft: Draft, locator: str) -> bool:
        try:
            self.model._meta.get_field("locator").run_validators(locator)
        except ValidationError as problem:
            draft.problem("locator", " ".join(problem.messages))
            return False
        return True

"""Reading the columns that name other records: links, each with a basis, and the record a record is part of."""

from __future__ import annotations

import re
from typing import Any

from catalogue.models import Basis, Entry, Link
from exports.columns import Column
from exports.related import rows_between
from importing import meaning
from importing.columns import importable
from importing.draft import Draft
from importing.meaning import Meanings, NotKnown
from importing.plan import FieldChange
from importing.relations import by_record, references_of

_BASIS = re.compile(r"\s*\((stated|suggested)\)\s*(?=;|\Z)", re.IGNORECASE)


class Links:
    """A column of records or other things the record is linked with, each link with a basis.

    A new link is “suggested” unless the file says “(stated)” behind the reference; one that is there keeps its own.
    Where the records at the other end are still to come, the row says in which order files are imported.
    """

    def __init__(self, kind: type[Entry], column: Column, choices: dict[str, str], arriving: set[str]):
        self.kind, self.column, self.choices, self.arriving = kind, column, choices, arriving
        rows, self.here, self.there = rows_between(kind, column.path)
        self.link: type[Link] = rows.model  # type: ignore[assignment]
        self.other: Any = self.link.end_model(self.there)
        self.of_records = issubclass(self.other, Entry)
        self.known = None if self.of_records else meaning.others(self.other, column.label)
        self.is_first = self.of_records and not self.other.objects.exists()
        self.from_the_other_end = self._from_the_other_end() if self.of_records else ""

    def _from_the_other_end(self) -> str:
        """The column that names the same links in a file of the other kind; nothing where that has none."""
        path = self.kind._meta.get_field(self.column.path).remote_field.name  # type: ignore[union-attr]
        return next((name for name, column in importable(self.other).items() if column.path == path), "")

    def load(self, drafts: list[Draft]) -> None:
        """The links of the records, and the records their cells name."""
        rows = self.link.objects.filter(**{f"{self.here}__in": references_of(drafts)}).order_by("pk")
        status = f"{self.there}__status" if self.of_records else "pk"
        when = f"{self.there}__published_at" if self.of_records else "pk"
        found = by_record(rows, f"{self.here}_id", f"{self.there}_id", "basis", "note", status, when)
        self.current = {ref: {row[0]: row[1:] for row in links} for ref, links in found.items()}
        known = self.known
        if known is None:
            asked = [draft for draft in drafts if draft.differs(self.column.name)]
            cells = [_BASIS.sub("", draft.said[self.column.name]) for draft in asked]
            values = {part.strip() for cell in cells for part in re.split(r"[;,|\n/]", cell)} | set(
                self.choices.values()
            )
            known = meaning.records(self.other, values, self.arriving if self.other is self.kind else ())
        self.meanings = Meanings(known, self.choices)

    def read(self, draft: Draft) -> None:
        """Links made, taken away and given another basis."""
        name, reference = self.column.name, draft.record.pk
        if not draft.differs(name):
            return
        cell = draft.said[name]
        found, wrong = self.meanings.read(_BASIS.sub("", cell))
        self._unknown(draft, wrong)
        bases = self._bases(cell)
        now = self.current.get(reference, {})
        shown = {part.strip() for part in draft.current.get(name, "").split(";")}
        for other in found:
            if other == reference and self.other is self.kind:
                draft.problem(name, "A record cannot be linked to itself.")
            elif other not in now:
                ends = {f"{self.here}_id": reference, f"{self.there}_id": other}
                draft.add(self.link, name, **ends, basis=bases.get(other, Basis.SUGGESTED.value), note="")
            elif bases.get(other, now[other][0]) != now[other][0]:
                ends = {f"{self.here}_id": reference, f"{self.there}_id": other}
                draft.change(self.link, name, ends, {"basis": FieldChange(now[other][0], bases[other])})
        for other, (basis, note, *_) in now.items():
            if other not in found and (not self.of_records or other in shown):
                ends = {f"{self.here}_id": reference, f"{self.there}_id": other}
                draft.remove(self.link, name, **ends, basis=basis, note=note)
        if name in draft.touched:
            draft.after[name] = "; ".join(sorted(self._told(other, bases, now) for other in found))

    def _unknown(self, draft: Draft, wrong: list[tuple[str, str]]) -> None:
        """Records nobody knows: wrong, unless they can only come with another file that makes the same links."""
        if not wrong:
            return
        name, theirs = self.column.name, self.other.names() if self.of_records else ""
        if self.is_first and self.from_the_other_end:
            column = f"their column “{self.from_the_other_end}” makes the same links"
            draft.remark(name, f"There are no {theirs} yet, so these are left out. Import the {theirs} next: {column}.")
            return
        if self.is_first:
            wrong = [(value, f"There are no {theirs} yet. Import the {theirs} first.") for value, _ in wrong]
        elif self.from_the_other_end:
            column = f"the column “{self.from_the_other_end}” there makes the same links"
            draft.remark(name, f"If {theirs} are still to be imported, leave these out and import them next: {column}.")
        draft.unknown_values(name, wrong)

    def _told(self, other: Any, bases: dict[Any, str], now: dict[Any, tuple]) -> str:
        """A link as an export has it, with its basis where the file gives it another one."""
        is_new_basis = other in bases and (other not in now or now[other][0] != bases[other])
        return self.meanings.known.labels[other] + (f" ({bases[other]})" if is_new_basis else "")

    def _bases(self, cell: str) -> dict[Any, str]:
        """The basis the cell states of each link."""
        found: dict[Any, str] = {}
        for part in cell.split(";"):
            said = _BASIS.search(part)
            if said:
                keys, _ = self.meanings.read(_BASIS.sub("", part))
                found |= dict.fromkeys(keys, said[1].lower())
        return found


class Whole:
    """A column that names the one record this record is part of."""

    def __init__(self, kind: type[Entry], column: Column, choices: dict[str, str], parents: dict[str, str]):
        self.field: Any = kind._meta.get_field(column.path)
        self.kind, self.column, self.choices = kind, column, choices
        # What rows of this file say their records are part of, by reference.
        self.arriving = parents

    def load(self, drafts: list[Draft]) -> None:
        """The records that are named, or that records are part of now."""
        name = self.column.name
        asked = {draft.said.get(name, "").strip() for draft in drafts} | set(self.choices.values())
        self.meanings = Meanings(meaning.records(self.kind, asked, self.arriving), self.choices)
        wanted = {getattr(draft.record, self.field.attname) for draft in drafts}
        wanted |= set(self.meanings.known.labels)
        self.records = self.kind.objects.in_bulk([pk for pk in wanted if pk])

    def read(self, draft: Draft) -> None:
        """Set the record it is part of, with that record itself, so that the model’s own rules can look at it."""
        name = self.column.name
        if draft.differs(name):
            try:
                meant = self.choices.get(draft.said[name].strip(), draft.said[name].strip())
                found = self.meanings.known.find(meant) if meant else None
            except NotKnown as problem:
                draft.unknown_values(name, [(draft.said[name].strip(), str(problem))])
                return
            if getattr(draft.record, self.field.attname) != found:
                setattr(draft.record, self.field.attname, found)
                draft.touched.add(name)
                draft.after[name] = found or ""
        now = getattr(draft.record, self.field.attname)
        if now:
            setattr(draft.record, self.field.name, self._record(now))

    def _record(self, reference: str) -> Entry:
        if reference in self.arriving:
            stub = self.kind(reference=reference)
            setattr(stub, self.field.attname, self.arriving[reference] or None)
            return stub
        return self.records[reference]

"""Reading the columns that name other records: links, each with a basis, and the parent of a record."""

from __future__ import annotations

import re
from typing import Any

from catalogue.models import Basis, Entry, Link
from exports.columns import Column
from exports.related import rows_between
from importing import lookups
from importing.columns import importable
from importing.lookups import ColumnLookup, NoMatch
from importing.plan import FieldChange
from importing.relations import by_record, references_of
from importing.row_check import RowCheck

_BASIS = re.compile(r"\s*\((stated|suggested)\)\s*(?=;|\Z)", re.IGNORECASE)


class LinkReader:
    """Reads a column of records or other things the record is linked with, each link with a basis.

    A new link is “suggested” unless the file says “(stated)” behind the reference; one that is there keeps its own.
    Where the records at the other end are still to come, the row says in which order files are imported.
    """

    def __init__(self, kind: type[Entry], column: Column, choices: dict[str, str], new_references: set[str]):
        self.kind, self.column, self.choices, self.new_references = kind, column, choices, new_references
        rows, self.here, self.there = rows_between(kind, column.path)
        self.link: type[Link] = rows.model
        self.other: Any = self.link.end_model(self.there)
        self.is_of_records = issubclass(self.other, Entry)
        self.lookup = None if self.is_of_records else lookups.lookup_of(self.other, column.label)
        self.none_yet = self.is_of_records and not self.other.objects.exists()
        self.reverse_column = self._reverse_column() if self.is_of_records else ""

    def _reverse_column(self) -> str:
        """The column that names the same links in a file of the other kind; nothing where that has none."""
        path = self.kind._meta.get_field(self.column.path).remote_field.name
        return next((name for name, column in importable(self.other).items() if column.path == path), "")

    def load(self, checks: list[RowCheck]) -> None:
        """The links of the records, and the records their cells name."""
        rows = self.link.objects.filter(**{f"{self.here}__in": references_of(checks)}).order_by("pk")
        status = f"{self.there}__status" if self.is_of_records else "pk"
        when = f"{self.there}__published_at" if self.is_of_records else "pk"
        links_of = by_record(rows, f"{self.here}_id", f"{self.there}_id", "basis", "note", status, when)
        self.current = {ref: {row[0]: row[1:] for row in links} for ref, links in links_of.items()}
        lookup = self.lookup
        if lookup is None:
            differing = [check for check in checks if check.differs(self.column.name)]
            cells = [_BASIS.sub("", check.cells[self.column.name]) for check in differing]
            values = {part.strip() for cell in cells for part in re.split(r"[;,|\n/]", cell)}
            values.update(self.choices.values())
            lookup = lookups.record_lookup(self.other, values, self.new_references if self.other is self.kind else ())
        self.values = ColumnLookup(lookup, self.choices)

    def read(self, check: RowCheck) -> None:
        """Plan links to be made, removed and given another basis."""
        name, reference = self.column.name, check.record.pk
        if not check.differs(name):
            return
        cell = check.cells[name]
        wanted, unknown = self.values.find_all(_BASIS.sub("", cell))
        self._report_unknown(check, unknown)
        bases = self._bases(cell)
        now = self.current.get(reference, {})
        shown = {part.strip() for part in check.current.get(name, "").split(";")}
        for other in wanted:
            if other == reference and self.other is self.kind:
                check.add_problem(name, "A record cannot be linked to itself.")
            elif other not in now:
                ends = {f"{self.here}_id": reference, f"{self.there}_id": other}
                check.add_row(self.link, name, **ends, basis=bases.get(other, Basis.SUGGESTED.value), note="")
            elif bases.get(other, now[other][0]) != now[other][0]:
                ends = {f"{self.here}_id": reference, f"{self.there}_id": other}
                check.change_row(self.link, name, ends, {"basis": FieldChange(now[other][0], bases[other])})
        for other, (basis, note, *_) in now.items():
            if other not in wanted and (not self.is_of_records or other in shown):
                ends = {f"{self.here}_id": reference, f"{self.there}_id": other}
                check.remove_row(self.link, name, **ends, basis=basis, note=note)
        if name in check.changed_columns:
            check.new_cells[name] = "; ".join(sorted(self._label(other, bases, now) for other in wanted))

    def _report_unknown(self, check: RowCheck, unknown: list[tuple[str, str]]) -> None:
        """Report values that match no record as problems, unless another file, still to come, makes the same links."""
        if not unknown:
            return
        name, theirs = self.column.name, self.other.names() if self.is_of_records else ""
        if self.none_yet and self.reverse_column:
            column = f"their column “{self.reverse_column}” makes the same links"
            check.add_remark(
                name, f"There are no {theirs} yet, so these are left out. Import the {theirs} next: {column}."
            )
            return
        if self.none_yet:
            unknown = [(value, f"There are no {theirs} yet. Import the {theirs} first.") for value, _ in unknown]
        elif self.reverse_column:
            column = f"the column “{self.reverse_column}” there makes the same links"
            check.add_remark(
                name, f"If {theirs} are still to be imported, leave these out and import them next: {column}."
            )
        check.add_unknown(name, unknown)

    def _label(self, other: Any, bases: dict[Any, str], now: dict[Any, tuple]) -> str:
        """A link as an export has it, with its basis where the file gives it another one."""
        is_new_basis = other in bases and (other not in now or now[other][0] != bases[other])
        return self.values.lookup.labels[other] + (f" ({bases[other]})" if is_new_basis else "")

    def _bases(self, cell: str) -> dict[Any, str]:
        """The basis the cell gives each link, by the primary key of the other end."""
        bases: dict[Any, str] = {}
        for part in cell.split(";"):
            if match := _BASIS.search(part):
                keys, _ = self.values.find_all(_BASIS.sub("", part))
                bases |= dict.fromkeys(keys, match[1].lower())
        return bases


class ParentReader:
    """Reads a column that names the one record this record is part of, its parent."""

    def __init__(self, kind: type[Entry], column: Column, choices: dict[str, str], parents: dict[str, str]):
        self.field: Any = kind._meta.get_field(column.path)
        self.kind, self.column, self.choices = kind, column, choices
        # The parents that rows of this file give to new records, by reference.
        self.new_parents = parents

    def load(self, checks: list[RowCheck]) -> None:
        """The records that cells name, and the parents the records have now."""
        name = self.column.name
        values = {check.cells.get(name, "").strip() for check in checks} | set(self.choices.values())
        self.values = ColumnLookup(lookups.record_lookup(self.kind, values, self.new_parents), self.choices)
        wanted = {getattr(check.record, self.field.attname) for check in checks}
        wanted |= set(self.values.lookup.labels)
        self.records = self.kind.objects.in_bulk([pk for pk in wanted if pk])

    def read(self, check: RowCheck) -> None:
        """Set the parent of a record as an object, so that the model’s own rules can look at it."""
        name = self.column.name
        if check.differs(name):
            try:
                value = self.choices.get(check.cells[name].strip(), check.cells[name].strip())
                parent = self.values.lookup.find(value) if value else None
            except NoMatch as problem:
                check.add_unknown(name, [(check.cells[name].strip(), str(problem))])
                return
            if getattr(check.record, self.field.attname) != parent:
                setattr(check.record, self.field.attname, parent)
                check.changed_columns.add(name)
                check.new_cells[name] = parent or ""
        now = getattr(check.record, self.field.attname)
        if now:
            setattr(check.record, self.field.name, self._record(now))

    def _record(self, reference: str) -> Entry:
        if reference in self.new_parents:
            stub = self.kind(reference=reference)
            setattr(stub, self.field.attname, self.new_parents[reference] or None)
            return stub
        return self.records[reference]

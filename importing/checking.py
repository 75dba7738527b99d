"""Checking rows: what importing each would do, by the models’ own rules, in a fixed number of queries for a batch.

The models’ check constraints say again what their fields and `clean()` refuse with words; asking the database about
each of them for each row would be most of the work, so they are left to guard the commit.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from catalogue.models import Entry, FormerSlug
from catalogue.publication import Status
from curation import quality
from exports import columns as exported
from foundation.spelling import slug_of
from importing.finding import cells_by_column
from importing.linking import LinkReader, ParentReader
from importing.models import Import, ImportRow
from importing.plan import FieldChange, RowPlan
from importing.relations import CitationReader, ColumnReader, CouncilReader, TagReader
from importing.row_check import PUBLIC, RowCheck
from importing.values import value_of

Outcome = ImportRow.Outcome
# The fields an import sets itself or never touches.
_UNTOUCHED = {"created_at", "created_by", "updated_at", "updated_by", "version", "owner", "replaced_by"}
_MESSAGES = {
    "blank": "This needs a value.",
    "null": "This needs a value.",
    "unique": "Another record has this already.",
}


def json_value(field: models.Field, record: Entry) -> Any:
    """A field’s value fit for JSON; `field.to_python` reads it back."""
    value = getattr(record, field.attname)
    return None if value is None else field.value_to_string(record)


def exported_cells(kind: type[Entry], references: list[str], names: list[str]) -> dict[str, dict[str, str]]:
    """The cells of an export of these records in these columns, by reference and column; unpublished ones too."""
    columns = [column for column in exported.columns_of(kind) if column.name in names]
    cells_of = {}
    for batch in exported.batches(kind.objects.filter(pk__in=references).order_by("pk"), columns):
        read = [[exported.text(value) for value in column.read(batch)] for column in columns]
        for place, reference in enumerate(batch.references):
            cells_of[reference] = {column.name: cells[place] for column, cells in zip(columns, read, strict=True)}
    return cells_of


def fingerprint(cells: dict[str, str]) -> str:
    """A digest of a record’s cells by column, to see later whether they are still the same."""
    return hashlib.sha256("\x1f".join(f"{name}\x1e{cells[name]}" for name in sorted(cells)).encode()).hexdigest()[:32]


@dataclass
class NewRecords:
    """The new records of a file: references, slugs given to them so far, and parents by reference."""

    references: set[str]
    slugs: set[str]
    parents: dict[str, str]

    @classmethod
    def stored(cls, batch: Import) -> NewRecords:
        """Those of the rows in the database."""
        new = batch.rows.filter(plan__new=True).order_by()
        slugs = {slug for slug in new.values_list("plan__slug", flat=True) if slug}
        if not (place := parent_column(batch)):
            return cls(set(new.values_list("reference", flat=True)), slugs, {})
        rows = new.values_list("reference", f"cells__{place[0]}")
        parents = {reference: (cell or "").strip() for reference, cell in rows}
        return cls(set(parents), slugs, parents)

    @classmethod
    def of(cls, batch: Import, rows: list[ImportRow]) -> NewRecords:
        """Those of rows that are not saved."""
        new = [row for row in rows if row.plan.new]
        place = parent_column(batch)
        parents = {row.reference: (row.cells[place[0] :] or [""])[0].strip() for row in new} if place else {}
        return cls({row.reference for row in new}, set(), parents)


def parent_column(batch: Import) -> tuple[int, str] | None:
    """The index and the name of the column that names the parent of a record, if the file has one."""
    for place, name in enumerate(batch.columns):
        column = batch.importable.get(name)
        if column and getattr(batch.model._meta.get_field(column.path), "many_to_one", False):
            return place, name
    return None


class Checker:
    """Checks the rows of one import, some at a time, after `find_records` has gone over all of them."""

    def __init__(self, batch: Import, new_records: NewRecords):
        self.batch, self.kind, self.new_records = batch, batch.model, new_records
        self.names = list(dict.fromkeys(name for name in batch.columns if name in batch.importable))
        self.fields = {
            name: field
            for name in self.names
            if isinstance(field := self.kind._meta.get_field(batch.importable[name].path), models.Field)
            and not field.is_relation
            and name not in {"reference", "url"}
        }
        self.slugs = set(self.kind.objects.values_list("slug", flat=True))
        self.slugs.update(FormerSlug.objects.filter(kind=self.kind.kind).values_list("slug", flat=True))
        self.slugs.update(new_records.slugs)
        self.readers = self._readers()
        self.stops = quality.stopping()

    def _readers(self) -> list[ColumnReader]:
        choices = self.batch.choices
        readers: list[ColumnReader] = []
        paths = {name: self.batch.importable[name].path for name in self.names}
        if "tags" in paths.values():
            readers.append(TagReader(self.kind, choices))
        if "councils" in paths.values():
            readers.append(CouncilReader(self.kind, choices))
        if "citations" in paths.values():
            readers.append(CitationReader(self.kind, choices))
        for name, path in paths.items():
            if path in {"tags", "councils", "citations"}:
                continue
            field: Any = self.kind._meta.get_field(path)
            column, column_choices = self.batch.importable[name], choices.get(name, {})
            if field.many_to_many:
                readers.append(LinkReader(self.kind, column, column_choices, self.new_records.references))
            elif field.is_relation:
                readers.append(ParentReader(self.kind, column, column_choices, self.new_records.parents))
        return readers

    def check_all(self, rows: list[ImportRow], at_a_time: int = 500) -> None:
        """Check any number of rows."""
        for start in range(0, len(rows), at_a_time):
            self.check(rows[start : start + at_a_time])

    def check(self, rows: list[ImportRow]) -> None:
        """Set outcome and plan of each row."""
        references = [row.reference for row in rows if not row.plan.new]
        records = self.kind.objects.in_bulk(references)
        current = exported_cells(self.kind, references, self.names)
        checks = [self._row_check(row, records, current) for row in rows]
        for reader in self.readers:
            reader.load(checks)
        for check in checks:
            before = {field.name: json_value(field, check.record) for field in self._own_fields()}
            self._read_fields(check)
            for reader in self.readers:
                reader.read(check)
            if check.is_new:
                self._set_slug(check)
            self._validate(check)
            self._check_quality(check)
            self._complete(check, before)

    def _own_fields(self) -> list[models.Field]:
        return [field for field in self.kind._meta.concrete_fields if field.name not in _UNTOUCHED]

    def _row_check(self, row: ImportRow, records: dict, current: dict) -> RowCheck:
        """The check of a row, with what has been found wrong with it so far."""
        record = records.get(row.reference)
        # Somebody may have deleted the record since it was found: then the row makes it anew, and says so.
        plan = RowPlan(new=record is None, problems=[*row.plan.problems], remarks=[*row.plan.remarks])
        check = RowCheck(row, record or self.kind(reference=row.reference), plan, cells_by_column(self.batch, row))
        check.current = current.get(row.reference, {})
        check.record.stored_status = record.status if record else ""
        for place, words, is_problem in row.flaws:
            column = self.batch.columns[place] if place is not None and place < len(self.batch.columns) else ""
            # What is wrong in a column that is not imported does not matter.
            if place is None or column in self.batch.importable:
                (check.add_problem if is_problem else check.add_remark)(column, words)
            if is_problem and column in check.cells:
                # What the cell holds is not what somebody meant: nothing more is made of it.
                check.cells[column] = ""
        return check

    def _read_fields(self, check: RowCheck) -> None:
        """Set the record’s own fields from their cells."""
        for name, field in self.fields.items():
            if check.is_new and not check.cells[name].strip():
                continue
            if not check.is_new and not check.differs(name):
                continue
            try:
                value = value_of(field, check.cells[name])
            except ValidationError as problem:
                check.add_problem(name, " ".join(problem.messages))
                continue
            if value == getattr(check.record, field.attname):
                continue
            if name == "published_at" and not check.is_new and check.record.status in PUBLIC:
                check.add_problem(name, "When a record appears is decided on its own page. Leave this column out.")
                continue
            setattr(check.record, field.attname, value)
            check.changed_columns.add(name)
            labels = dict(field.flatchoices or ())
            check.new_cells[name] = exported.text(labels.get(value, value))

    def _set_slug(self, check: RowCheck) -> None:
        """Give a new record its slug: that of its url column, if it is free, else one made of its title."""
        record = check.record
        asked = check.cells.get("url", "").strip().rstrip("/").rpartition("/")[2]
        slug = asked if asked and asked == slug_of(asked) and len(asked) <= 120 else ""
        base = slug_of(record.title)[:110].strip("-") or slug_of(record.pk) or "record"
        if not slug or slug in self.slugs:
            slug, number = base, 1
            while slug in self.slugs:
                number += 1
                slug = f"{base}-{number}"
        self.slugs.add(slug)
        record.slug = slug
        if self.batch.publish:
            record.status = Status.PUBLISHED

    def _validate(self, check: RowCheck) -> None:
        """Report what the model’s own validation refuses, as `full_clean` does but without a query for each row."""
        record = check.record
        relations = [field.name for field in self.kind._meta.concrete_fields if field.is_relation]
        wrong: dict[str, list[ValidationError]] = {}
        for rule in (lambda: record.clean_fields(exclude=[*relations, *_UNTOUCHED]), record.clean):
            try:
                rule()
            except ValidationError as problem:
                by_field = problem.error_dict if hasattr(problem, "error_dict") else {"": problem.error_list}
                for name, errors in by_field.items():
                    wrong.setdefault(name, []).extend(errors)
        names = {column.path: name for name, column in self.batch.importable.items()}
        reported = {problem.column for problem in check.plan.problems}
        for name, errors in wrong.items():
            column = names.get(name, "" if name == "__all__" else name)
            # A value nobody could read has been reported already, and its field is empty only for that.
            if column in reported and column:
                continue
            for error in errors:
                words = _MESSAGES.get(error.code or "") or " ".join(error.messages)
                missing = column in self.batch.importable and column not in check.cells
                check.add_problem(column, f"{words} The file has no such column." if missing else words)

    def _check_quality(self, check: RowCheck) -> None:
        """Report what stops publication: problems of a published record, and of others personal data, as remarks."""
        if not (check.is_new or check.changed_columns):
            return
        words = quality.words_alone(check.record)
        if check.record.status == Status.PUBLISHED:
            for sentence in quality.obstacles(words, self.stops):
                check.add_problem("", sentence)
        else:
            for sentence in quality.no_personal_data(words):
                check.add_remark("", sentence)

    def _complete(self, check: RowCheck, before: dict[str, Any]) -> None:
        """Complete the plan of a row and set its outcome."""
        record, plan, row = check.record, check.plan, check.row
        for field in self._own_fields():
            now = json_value(field, record)
            if check.is_new or now != before[field.name]:
                plan.fields[field.name] = FieldChange(None if check.is_new else before[field.name], now)
        plan.title, plan.slug, plan.fingerprint = record.title, record.slug, fingerprint(check.current)
        plan.public = not check.is_new and record.status in PUBLIC
        plan.shown = check.shown(self.names)
        wrong = {problem.column for problem in plan.problems}
        for name, had, has in plan.shown:
            if had and not has and name not in wrong:
                why = "Nothing the cell names is kept" if check.cells[name].strip() else "The cell is empty"
                check.add_remark(name, f"{why}, so what the record has there is cleared.")
        row.plan = plan
        if plan.problems:
            row.outcome = Outcome.PROBLEM
        elif check.is_new:
            row.outcome = Outcome.NEW
        else:
            changed = plan.fields or plan.adds or plan.removes or plan.changes
            row.outcome = Outcome.CHANGED if changed else Outcome.UNCHANGED

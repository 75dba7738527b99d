"""Checking rows: what importing each would do, by the models’ own rules, in a fixed number of queries for a chunk.

The models’ check constraints say again what their fields and `clean()` refuse with words; asking the database about
each of them for each row would be most of the work, so they are left to guard the commit.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from catalogue.models import Entry, FormerSlug
from catalogue.publication import Status
from curation import quality
from exports import columns as exported
from importing.draft import PUBLIC, Draft
from importing.finding import said
from importing.linking import Links, Whole
from importing.models import Import, ImportRow
from importing.plan import FieldChange, RowPlan
from importing.relations import Citations, Councils, Reader, Tags
from importing.values import value_of

Outcome = ImportRow.Outcome
# The fields an import sets itself or never touches.
_NOT_ITS_OWN = {"created_at", "created_by", "updated_at", "updated_by", "version", "owner", "replaced_by"}
_EXPLAINED = {
    "blank": "This needs a value.",
    "null": "This needs a value.",
    "unique": "Another record has this already.",
}


def stored(field: models.Field, record: Entry) -> Any:
    """A field’s value fit for JSON; `field.to_python` reads it back."""
    value = getattr(record, field.attname)
    return None if value is None else field.value_to_string(record)


def cells_now(kind: type[Entry], references: list[str], names: list[str]) -> dict[str, dict[str, str]]:
    """What an export of these records says in these columns, by reference; published or not."""
    columns = [column for column in exported.columns_of(kind) if column.name in names]
    found = {}
    for batch in exported.batches(kind.objects.filter(pk__in=references).order_by("pk"), columns):
        read = [[exported.text(value) for value in column.read(batch)] for column in columns]
        for place, reference in enumerate(batch.references):
            found[reference] = {column.name: cells[place] for column, cells in zip(columns, read, strict=True)}
    return found


def fingerprint(cells: dict[str, str]) -> str:
    """A short word for what a record says in the columns of a file, to see later whether it still does."""
    return hashlib.sha256("\x1f".join(f"{name}\x1e{cells[name]}" for name in sorted(cells)).encode()).hexdigest()[:32]


@dataclass
class Arrivals:
    """What the file itself brings.

    The references of new records, the addresses given to them so far, and what their rows say they are part of.
    """

    references: set[str]
    slugs: set[str]
    wholes: dict[str, str]

    @classmethod
    def stored(cls, batch: Import) -> Arrivals:
        """As the rows in the database say, whoever checked them."""
        new = batch.rows.filter(plan__new=True).order_by()
        slugs = {slug for slug in new.values_list("plan__slug", flat=True) if slug}
        if not (place := whole_column(batch)):
            return cls(set(new.values_list("reference", flat=True)), slugs, {})
        rows = new.values_list("reference", f"cells__{place[0]}")
        wholes = {reference: (cell or "").strip() for reference, cell in rows}
        return cls(set(wholes), slugs, wholes)

    @classmethod
    def of(cls, batch: Import, rows: list[ImportRow]) -> Arrivals:
        """As rows say that are in no database."""
        new = [row for row in rows if row.plan.new]
        place = whole_column(batch)
        wholes = {row.reference: (row.cells[place[0] :] or [""])[0].strip() for row in new} if place else {}
        return cls({row.reference for row in new}, set(), wholes)


def whole_column(batch: Import) -> tuple[int, str] | None:
    """Which column of the file says what a record is part of."""
    for place, name in enumerate(batch.columns):
        column = batch.importable.get(name)
        if column and getattr(batch.model._meta.get_field(column.path), "many_to_one", False):
            return place, name
    return None


class Check:
    """Checks the rows of one import, some at a time, after `find_records` has gone over all of them."""

    def __init__(self, batch: Import, arrivals: Arrivals):
        self.batch, self.kind, self.arrivals = batch, batch.model, arrivals
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
        self.slugs.update(arrivals.slugs)
        self.readers = self._readers()
        self.stops = quality.stopping()

    def _readers(self) -> list[Reader]:
        choices = self.batch.choices
        found: list[Reader] = []
        paths = {name: self.batch.importable[name].path for name in self.names}
        if "tags" in paths.values():
            found.append(Tags(self.kind, choices))
        if "councils" in paths.values():
            found.append(Councils(self.kind, choices))
        if "citations" in paths.values():
            found.append(Citations(self.kind, choices))
        for name, path in paths.items():
            if path in {"tags", "councils", "citations"}:
                continue
            field: Any = self.kind._meta.get_field(path)
            column, chosen = self.batch.importable[name], choices.get(name, {})
            if field.many_to_many:
                found.append(Links(self.kind, column, chosen, self.arrivals.references))
            elif field.is_relation:
                found.append(Whole(self.kind, column, chosen, self.arrivals.wholes))
        return found

    def check_all(self, rows: list[ImportRow], at_a_time: int = 500) -> None:
        """Check any number of rows."""
        for start in range(0, len(rows), at_a_time):
            self.check(rows[start : start + at_a_time])

    def check(self, rows: list[ImportRow]) -> None:
        """Set outcome and plan of each row."""
        references = [row.reference for row in rows if not row.plan.new]
        records = self.kind.objects.in_bulk(references)
        current = cells_now(self.kind, references, self.names)
        drafts = [self._draft(row, records, current) for row in rows]
        for reader in self.readers:
            reader.load(drafts)
        for draft in drafts:
            before = {field.name: stored(field, draft.record) for field in self._own_fields()}
            self._fields(draft)
            for reader in self.readers:
                reader.read(draft)
            if draft.is_new:
                self._new(draft)
            self._rules(draft)
            self._gate(draft)
            self._settle(draft, before)

    def _own_fields(self) -> list[models.Field]:
        return [field for field in self.kind._meta.concrete_fields if field.name not in _NOT_ITS_OWN]

    def _draft(self, row: ImportRow, records: dict, current: dict) -> Draft:
        record = records.get(row.reference)
        # Somebody may have deleted the record since it was found: then the row makes it anew, and says so.
        plan = RowPlan(new=record is None, problems=[*row.plan.problems], remarks=[*row.plan.remarks])
        draft = Draft(row, record or self.kind(reference=row.reference), plan, said(self.batch, row))
        draft.current = current.get(row.reference, {})
        draft.record.stored_status = record.status if record else ""
        for place, words, is_problem in row.flaws:
            column = self.batch.columns[place] if place is not None and place < len(self.batch.columns) else ""
            # What is wrong in a column that is not imported does not matter.
            if place is None or column in self.batch.importable:
                (draft.problem if is_problem else draft.remark)(column, words)
        return draft

    def _fields(self, draft: Draft) -> None:
        for name, field in self.fields.items():
            if draft.is_new and not draft.said[name].strip():
                continue
            if not draft.is_new and not draft.differs(name):
                continue
            try:
                value = value_of(field, draft.said[name])
            except ValidationError as problem:
                draft.problem(name, " ".join(problem.messages))
                continue
            if value == getattr(draft.record, field.attname):
                continue
            if name == "published_at" and not draft.is_new and draft.record.status in PUBLIC:
                draft.problem(name, "When a record appears is decided on its own page. Leave this column out.")
                continue
            setattr(draft.record, field.attname, value)
            draft.touched.add(name)
            labels = dict(field.flatchoices or ())
            draft.after[name] = exported.text(labels.get(value, value))

    def _new(self, draft: Draft) -> None:
        """Give a new record its address: the one its url has, if that is free, else one made of its title."""
        record = draft.record
        asked = draft.said.get("url", "").strip().rstrip("/").rpartition("/")[2]
        slug = asked if asked and asked == slugify(asked) and len(asked) <= 120 else ""
        base = slugify(record.title)[:110].strip("-") or slugify(record.pk) or "record"
        if not slug or slug in self.slugs:
            slug, number = base, 1
            while slug in self.slugs:
                number += 1
                slug = f"{base}-{number}"
        self.slugs.add(slug)
        record.slug = slug
        if self.batch.publish:
            record.status = Status.PUBLISHED

    def _rules(self, draft: Draft) -> None:
        """The rules of the model, as `full_clean` has them, without a query for each row."""
        record = draft.record
        relations = [field.name for field in self.kind._meta.concrete_fields if field.is_relation]
        wrong: dict[str, list[ValidationError]] = {}
        for rule in (lambda: record.clean_fields(exclude=[*relations, *_NOT_ITS_OWN]), record.clean):
            try:
                rule()
            except ValidationError as problem:
                found = problem.error_dict if hasattr(problem, "error_dict") else {"": problem.error_list}
                for name, errors in found.items():
                    wrong.setdefault(name, []).extend(errors)
        names = {column.path: name for name, column in self.batch.importable.items()}
        told = {problem.column for problem in draft.plan.problems}
        for name, errors in wrong.items():
            column = names.get(name, "" if name == "__all__" else name)
            # A value nobody could read has been reported already, and its field is empty only for that.
            if column in told and column:
                continue
            for error in errors:
                words = _EXPLAINED.get(error.code or "") or " ".join(error.messages)
                missing = column in self.batch.importable and column not in draft.said
                draft.problem(column, f"{words} The file has no such column." if missing else words)

    def _gate(self, draft: Draft) -> None:
        """The rules that stop publication, for words that visitors would see; personal data is told in others."""
        if not (draft.is_new or draft.touched):
            return
        words = quality.words_alone(draft.record)
        if draft.record.status == Status.PUBLISHED:
            for sentence in quality.obstacles(words, self.stops):
                draft.problem("", sentence)
        else:
            for sentence in quality.no_personal_data(words):
                draft.remark("", sentence)

    def _settle(self, draft: Draft, before: dict[str, Any]) -> None:
        """Complete the plan of a row that has been read and judged, and say what it comes to."""
        record, plan, row = draft.record, draft.plan, draft.row
        for field in self._own_fields():
            now = stored(field, record)
            if draft.is_new or now != before[field.name]:
                plan.fields[field.name] = FieldChange(None if draft.is_new else before[field.name], now)
        plan.title, plan.slug, plan.fingerprint = record.title, record.slug, fingerprint(draft.current)
        plan.public = not draft.is_new and record.status in PUBLIC
        plan.shown = draft.shown(self.names)
        wrong = {problem.column for problem in plan.problems}
        for name, had, has in plan.shown:
            if had and not has and name not in wrong:
                why = "Nothing the cell names is kept" if draft.said[name].strip() else "The cell is empty"
                draft.remark(name, f"{why}, so what the record has there is cleared.")
        row.plan = plan
        if plan.problems:
            row.outcome = Outcome.PROBLEM
        elif draft.is_new:
            row.outcome = Outcome.NEW
        else:
            changed = plan.fields or plan.adds or plan.removes or plan.changes
            row.outcome = Outcome.CHANGED if changed else Outcome.UNCHANGED

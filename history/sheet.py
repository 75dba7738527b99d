"""The form of a record as cells: what it shows of a snapshot, what somebody typed, and how the two are merged."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, QueryDict

from catalogue.models import TagLink
from history import snapshot
from history.differences import RecordTitles, display_value, label_of, name_of
from history.merging import MINE, THEIRS, Cells, Conflict, chosen_side
from history.restoring import identity
from history.snapshot import ChildTable, Row, Snapshot, to_json

MOST_ROWS = 2_000


@dataclass
class Inline:
    """One list of rows of the form."""

    part: ChildTable
    formset: Any
    names: list[str]
    blank: forms.ModelForm

    @property
    def prefix(self) -> str:
        return self.formset.prefix

    @property
    def pk(self) -> str:
        return self.part.model._meta.pk.name

    def cell(self, key: Any) -> str:
        return f"{self.prefix}#{key}"


@dataclass
class FormData:
    """A form as a browser sends it: its data, the cells of it, and the number of each row in its formset."""

    data: QueryDict
    cells: Cells
    row_numbers: dict[str, int] = field(default_factory=dict)


class RecordForm:
    """The form of one record as one person may edit it."""

    def __init__(self, model_admin: ModelAdmin, request: HttpRequest, record: models.Model):
        self.model = type(record)
        looking = copy.copy(request)
        looking.method = "GET"
        looking.__dict__.pop("filled_in", None)
        self.record = record
        self._form_class = model_admin.get_form(looking, record, change=True)
        self.form = self._form_class()  # an empty one: the values of the record come from its snapshot
        formsets, inlines = model_admin._create_formsets(looking, record, change=True)  # type: ignore[attr-defined]
        shown = set(self.form.fields)
        self.fields = [f for f in snapshot.editable_fields(self.model) if f.name in shown]
        self.lists = [f for f in snapshot.m2m_fields(self.model) if f.name in shown]
        self.tags = next((p for p in snapshot.child_tables(self.model) if issubclass(p.model, TagLink)), None)
        self.tags = self.tags if "tags" in shown else None
        self.inlines = [
            self._inline(formset)
            for formset, inline in zip(formsets, inlines, strict=True)
            if inline.has_change_permission(request, record)
        ]
        self.parts = [inline.part for inline in self.inlines] + ([self.tags] if self.tags else [])
        self._meanings: dict[tuple, Any] = {}

    @staticmethod
    def _inline(formset: Any) -> Inline:
        nothing = formset.model._base_manager.none()
        blank = type(formset)(instance=formset.instance, prefix=formset.prefix, queryset=nothing).empty_form
        left = {formset.fk.name, "DELETE", "id"}
        names = [name for name in blank.fields if name not in left]
        return Inline(ChildTable(formset.model, formset.fk.name), formset, names, blank)

    def current(self) -> Snapshot:
        """The record as it was read, as far as this form shows it."""
        snapshot.read(self.record, self.parts)
        return snapshot.of_unsaved(self.record, self.parts)

    def cells(self, of: Snapshot) -> Cells:
        """The cells that this form shows of a snapshot."""
        found: Cells = {f.name: _normalised(of.record.values.get(f.name)) for f in self.fields}
        found |= {f"{f.name}:{key}": True for f in self.lists for key in of.record.values[f.name]}
        if self.tags:
            found |= {f"tags:{row.values['tag']}": True for row in of.parts.get(self.tags, {}).values()}
        for inline in self.inlines:
            for row in of.parts.get(inline.part, {}).values():
                found[inline.cell(row.key)] = {name: _normalised(row.values.get(name)) for name in inline.names}
        return found

    def unchanged(self, cells: Cells) -> FormData:
        """The form as it would be sent by somebody who opened it now and changed nothing."""
        data, row_numbers = QueryDict(mutable=True), {}
        for bound in self._form_class(instance=self.record):
            _set_value(data, bound, bound.name)
        for inline in self.inlines:
            for bound in inline.formset.management_form:
                data[f"{inline.prefix}-{bound.name}"] = str(bound.value())
            for number, form in enumerate(inline.formset.initial_forms):
                row_numbers[inline.cell(form.instance.pk)] = number
                for bound in form:
                    _set_value(data, bound, f"{inline.prefix}-{number}-{bound.name}")
            data[f"{inline.prefix}-TOTAL_FORMS"] = str(len(inline.formset.initial_forms))
        return FormData(data, cells, row_numbers)

    def parse(self, data: QueryDict, theirs: Cells | None = None, base: Collection[str] = ()) -> FormData:
        """The cells of what somebody typed into this form. Values that cannot be read stay as they were typed.

        A new row that is also in `theirs`, but was not in `base`, is the same row.
        """
        found: Cells = {f.name: self._value(self.form, f.name, f.name, data) for f in self.fields}
        for name in [f.name for f in self.lists] + (["tags"] if self.tags else []):
            chosen = self._value(self.form, name, name, data)
            found |= {f"{name}:{key}": True for key in (chosen if isinstance(chosen, list) else [])}
        filled = FormData(data, found)
        for inline in self.inlines:
            self._read(inline, filled, {name: v for name, v in (theirs or {}).items() if name not in base})
        return filled

    def _read(self, inline: Inline, filled: FormData, added: Cells) -> None:
        """The rows of a list as typed."""
        data = filled.data
        total, initial = (_count(data, f"{inline.prefix}-{word}_FORMS") for word in ("TOTAL", "INITIAL"))
        same = {
            _row_identity(inline, v): name for name, v in added.items() if name.startswith(f"{inline.prefix}#") and v
        }
        for number in range(total):
            place = f"{inline.prefix}-{number}"
            key = data.get(f"{place}-{inline.pk}", "") if number < initial else ""
            values = {name: self._value(inline.blank, name, f"{place}-{name}", data) for name in inline.names}
            if not key and not self._is_filled(inline, place, data):
                continue
            what = _row_identity(inline, values)
            name = inline.cell(key) if key else same.get(what) or inline.cell(f"+{number}" if what is None else what)
            filled.row_numbers[name] = number
            if not data.get(f"{place}-DELETE"):
                filled.cells[name] = values

    def _value(self, form: forms.BaseForm, name: str, place: str, data: QueryDict) -> Any:
        raw = form.fields[name].widget.value_from_datadict(data, {}, place)
        # Two versions of a form say mostly the same, and what words mean may be a question to the database.
        key = (form, name, tuple(raw) if isinstance(raw, list) else raw)
        if key not in self._meanings:
            self._meanings[key] = self._meaning(form.fields[name], raw)
        return self._meanings[key]

    @staticmethod
    def _meaning(typed: forms.Field, raw: Any) -> Any:
        try:
            value = typed.clean(raw)
        except ValidationError:
            return raw if isinstance(raw, str) else [str(part) for part in raw or ()]
        if isinstance(typed, forms.ModelMultipleChoiceField):
            return sorted(row.pk for row in value)
        return _normalised(to_json(value))

    @staticmethod
    def _is_filled(inline: Inline, place: str, data: QueryDict) -> bool:
        return any(
            inline.blank.fields[name].has_changed(
                inline.blank.get_initial_for_field(inline.blank.fields[name], name),
                inline.blank.fields[name].widget.value_from_datadict(data, {}, f"{place}-{name}"),
            )
            for name in inline.names
        )

    def merge(self, theirs: FormData, mine: FormData, choices: Mapping[str, str]) -> QueryDict:
        """The data of the form as somebody would send it who started from theirs and typed what is chosen of mine."""
        sent = mine.data.copy()
        for one in self.fields:
            if chosen_side(one.name, theirs.cells, mine.cells, choices) == THEIRS:
                _copy(theirs.data, one.name, sent, one.name)
        for name in [f.name for f in self.lists] + (["tags"] if self.tags else []):
            cells = [cell for cell in {**theirs.cells, **mine.cells} if cell.startswith(f"{name}:")]
            sides = {THEIRS: theirs.cells, MINE: mine.cells}
            held = [cell for cell in cells if sides[chosen_side(cell, theirs.cells, mine.cells, choices)].get(cell)]
            sent.setlist(name, [cell.partition(":")[2] for cell in held])
        for inline in self.inlines:
            self._put_rows(inline, theirs, mine, choices, sent)
        return sent

    @staticmethod
    def _put_rows(
        inline: Inline, theirs: FormData, mine: FormData, choices: Mapping[str, str], sent: QueryDict
    ) -> None:
        prefix = inline.prefix
        for name in [name for name in sent if name.startswith(f"{prefix}-") and not name.endswith("_FORMS")]:
            del sent[name]
        initial, number = _count(theirs.data, f"{prefix}-INITIAL_FORMS"), 0
        for name, place in sorted(theirs.row_numbers.items(), key=lambda item: item[1]):
            if not name.startswith(f"{prefix}#"):
                continue
            is_mine = chosen_side(name, theirs.cells, mine.cells, choices) == MINE
            if place >= initial and is_mine and name not in mine.cells:
                continue
            start = f"{prefix}-{place}-"
            for key in [key for key in theirs.data if key.startswith(start)]:
                sent.setlist(f"{prefix}-{number}-{key.removeprefix(start)}", theirs.data.getlist(key))
            if is_mine and name in mine.cells:
                sent.pop(f"{prefix}-{number}-DELETE", None)
                for word in inline.names:
                    _copy(mine.data, f"{prefix}-{mine.row_numbers[name]}-{word}", sent, f"{prefix}-{number}-{word}")
            elif is_mine:
                sent[f"{prefix}-{number}-DELETE"] = "on"
            number += 1
        for name, place in mine.row_numbers.items():
            mine_only = name in mine.cells and name not in theirs.row_numbers and choices.get(name) != THEIRS
            if name.startswith(f"{prefix}#") and mine_only:
                for word in inline.names:
                    _copy(mine.data, f"{prefix}-{place}-{word}", sent, f"{prefix}-{number}-{word}")
                number += 1
        sent[f"{prefix}-INITIAL_FORMS"], sent[f"{prefix}-TOTAL_FORMS"] = str(initial), str(number)

    def describe(self, conflict: Conflict, names: RecordTitles) -> dict:
        """A conflict in words: `label`, what it is about, and the three versions `base`, `theirs` and `mine`."""
        name, sides = conflict.name, {"base": conflict.base, "theirs": conflict.theirs, "mine": conflict.mine}
        if "#" in name:
            inline = next(i for i in self.inlines if name.startswith(f"{i.prefix}#"))
            row = next(v for v in (conflict.theirs, conflict.mine, conflict.base) if v is not None)
            values = dict.fromkeys((f.name for f in snapshot.editable_fields(inline.part.model)), "") | row
            title = name_of(inline.part, Row(name.partition("#")[2], values), names)
            label = f"{label_of(inline.part)}: {title}"
            said = {side: self._row(inline, value, names) for side, value in sides.items()}
        elif ":" in name:
            many, _, key = name.partition(":")
            model: Any = self.model._meta.get_field(many).related_model
            label = f"{many.capitalize()}: {names(model, model._meta.pk.to_python(key))}"
            said = {side: "Chosen" if value else "Not chosen" for side, value in sides.items()}
        else:
            one = self.model._meta.get_field(name)
            label = str(self.form.fields[name].label or one.verbose_name)
            said = {side: _readable(one, value, names) for side, value in sides.items()}
        return {"label": label, "conflict": conflict, **said}

    @staticmethod
    def _row(inline: Inline, value: dict | None, names: RecordTitles) -> str:
        if value is None:
            return "(not there)"
        lines = []
        for name in inline.names:
            one = inline.part.model._meta.get_field(name)
            if one.many_to_many:
                said = "; ".join(names(one.related_model, key) for key in value[name] or ())  # type: ignore[arg-type]
            else:
                said = _readable(one, value[name], names)
            if said:
                lines.append(f"{str(one.verbose_name).capitalize()}: {said}")
        return "\n".join(lines)


def _readable(one: Any, value: Any, names: RecordTitles) -> str:
    try:
        return display_value(one, value, names)
    except (TypeError, ValueError):
        return str(value)


def _normalised(value: Any) -> Any:
    """A value as a form would send it back: without space around it."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value


def _row_identity(inline: Inline, values: dict) -> str | None:
    """A key that is equal for two new rows that are the same thing; None where nothing tells."""
    wanted = [inline.pk if name == "pk" else name for name in identity(inline.part.model) if name != inline.part.end]
    if not wanted or any(name not in values for name in wanted):
        return None
    return "=" + " ".join(str(values[name]) for name in wanted)


def _count(data: QueryDict, name: str) -> int:
    text = data.get(name, "")
    return min(int(text), MOST_ROWS) if text.isdecimal() else 0


def _copy(data: QueryDict, name: str, sent: QueryDict, place: str) -> None:
    """Copy one field, which may be spread over two inputs, from one form to another."""
    for part in ("", "_0", "_1"):
        sent.pop(f"{place}{part}", None)
        if f"{name}{part}" in data:
            sent.setlist(f"{place}{part}", data.getlist(f"{name}{part}"))


def _set_value(sent: QueryDict, bound: forms.BoundField, place: str) -> None:
    """Put the value of a field where a browser would send it."""
    value = bound.value()
    widget = bound.field.widget
    if hasattr(widget, "widgets"):
        for number, part in enumerate(widget.decompress(value)):
            sent[f"{place}_{number}"] = widget.widgets[number].format_value(part) or ""
    elif isinstance(value, (list, tuple)):
        sent.setlist(place, [str(getattr(each, "pk", each)) for each in value])
    elif value is not None and value is not False:
        sent[place] = str(getattr(value, "pk", value))

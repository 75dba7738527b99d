"""The differences between two snapshots of a record, as people read them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst

from catalogue.models import Citation, Link, TagLink
from history.snapshot import ChildTable, Model, Row, Snapshot, editable_fields, m2m_fields

# Beyond this many differing words the two texts are shown whole: finding what they share would take too long.
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Difference:
    """One field that differs: its text before and after, or what was added to a list and removed from it."""

    name: str
    label: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def words(self) -> list[tuple[str, str]]:
        """The words of both, each stretch being "same", "gone" or "new"."""
        return word_diff(self.before, self.after)

    @property
    def is_list(self) -> bool:
        """Whether it is told as what was added and removed."""
        return bool(self.added or self.removed)

    def __str__(self) -> str:
        if not self.is_list:
            return f"{self.label}: “{self.before}” became “{self.after}”"
        said = [f"added {'; '.join(self.added)}"] if self.added else []
        said += [f"removed {'; '.join(self.removed)}"] if self.removed else []
        return f"{self.label}: {', '.join(said)}"


def word_diff(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts word by word, as stretches that are the "same", "gone" or "new"."""
    one, two = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    if max(len(one), len(two)) > MOST_WORDS:
        return [stretch for stretch in (("gone", before), ("new", after)) if stretch[1]]
    found: list[tuple[str, str]] = []
    for sort, a, b, c, d in SequenceMatcher(None, one, two).get_opcodes():
        if sort == "equal":
            found.append(("same", "".join(one[a:b])))
            continue
        found += [("gone", "".join(one[a:b]))] if b > a else []
        found += [("new", "".join(two[c:d]))] if d > c else []
    return found


class RecordTitles:
    """The titles of the records that snapshots refer to by key, looked up in one query for each model."""

    def __init__(self, *snapshots: Snapshot | None):
        self._keys: dict[Model, set] = defaultdict(set)
        self._found: dict[Model, dict] = {}
        for snapshot in filter(None, snapshots):
            self._collect(snapshot.model, snapshot.record)
            for part, rows in snapshot.parts.items():
                for row in rows.values():
                    self._collect(part.model, row)

    def _collect(self, model: Model, row: Row) -> None:
        for one in editable_fields(model):
            if one.is_relation and row.values.get(one.name) is not None:
                self._keys[one.related_model].add(row.values[one.name])  # type: ignore[index]
        for many in m2m_fields(model):
            self._keys[many.related_model].update(row.values.get(many.name) or [])

    def __call__(self, model: Model, key: Any) -> str:
        """The title of a record; for one that is gone, the title it had."""
        if key is None:
            return ""
        if key not in self._found.setdefault(model, {}):
            self._found[model] |= self._look_up(model, {key, *self._keys.pop(model, ())})
        return self._found[model].get(key, str(key))

    @staticmethod
    def _look_up(model: Model, keys: set) -> dict[Any, str]:
        wanted = model._base_manager.filter(pk__in=keys)
        found = {row.pk: str(row) for row in wanted}
        if gone := keys - set(found) if hasattr(model, "history") else ():
            pk = model._meta.pk.attname
            for version in model.history.filter(**{f"{pk}__in": gone}).order_by("history_date", "history_id"):  # type: ignore[attr-defined]
                try:
                    found[getattr(version, pk)] = f"{version.instance} (deleted)"
                except ObjectDoesNotExist:
                    found[getattr(version, pk)] = f"{getattr(version, pk)} (deleted)"
        return found


def differences(before: Snapshot | None, after: Snapshot | None, names: RecordTitles | None = None) -> list[Difference]:
    """The differences between two snapshots of one record; none where either is None: it did not exist then."""
    if before is None or after is None:
        return []
    names = names or RecordTitles(before, after)
    found = list(_row_differences(before.model, before.record, after.record, names))
    for part in after.parts:
        found += _part_differences(part, before.parts.get(part, {}), after.parts[part], names)
    return found


def _row_differences(
    model: Model, before: Row, after: Row, names: RecordTitles, title: str = "", skip: str = ""
) -> Iterator[Difference]:
    """What differs between two versions of one row; `title` says which row, for a part."""
    for one in editable_fields(model):
        old, new = before.values.get(one.name), after.values.get(one.name)
        if _bare(old) != _bare(new) and one.name != skip:
            label = f"{title}: {one.verbose_name}" if title else capfirst(one.verbose_name)
            yield Difference(one.name, str(label), display_value(one, old, names), display_value(one, new, names))
    for many in m2m_fields(model):
        old, new = (row.values.get(many.name) or [] for row in (before, after))
        if old != new:
            label = f"{title}: {many.verbose_name}" if title else capfirst(many.verbose_name)
            added, removed = (
                tuple(names(many.related_model, key) for key in keys if key not in others)
                for keys, others in ((new, old), (old, new))
            )
            yield Difference(many.name, str(label), added=added, removed=removed)


def _bare(value: Any) -> Any:
    """A value without the space around it, which nobody sees and forms take away."""
    return value.strip() if isinstance(value, str) else value


def _part_differences(
    part: ChildTable, before: dict[Any, Row], after: dict[Any, Row], names: RecordTitles
) -> Iterator[Difference]:
    added = tuple(name_of(part, row, names) for key, row in after.items() if key not in before)
    removed = tuple(name_of(part, row, names) for key, row in before.items() if key not in after)
    if added or removed:
        yield Difference(str(part), label_of(part), added=added, removed=removed)
    for key, row in after.items():
        if key in before and before[key] != row:
            title = f"{label_of(part)}, “{name_of(part, row, names)}”"
            yield from _row_differences(part.model, before[key], row, names, title, part.end)


def display_value(one: models.Field, value: Any, names: RecordTitles) -> str:
    """A value as a person writes it."""
    if value is None or value == "":
        return ""
    if one.is_relation:
        return names(one.related_model, value)  # type: ignore[arg-type]
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(one, models.DateTimeField):
        return formats.date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i:s")
    if isinstance(one, models.DateField):
        return formats.date_format(date.fromisoformat(value), "j F Y")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def label_of(part: ChildTable) -> str:
    """What the rows of a part are called, as a heading: Tags, Citations, Enablers, Related lessons."""
    if issubclass(part.model, TagLink):
        return "Tags"
    if issubclass(part.model, Citation):
        return "Citations"
    if issubclass(part.model, Link):
        here, there = part.model.end_model(part.end), part.model.end_model(part.model.other_end(part.end))
        plural = str(there._meta.verbose_name_plural)
        return f"Related {plural}" if here is there else capfirst(plural)
    return capfirst(str(part.model._meta.verbose_name_plural))


def name_of(part: ChildTable, row: Row, names: RecordTitles) -> str:
    """What one row of a part is called: the tag, the record at the other end, the place in a source, its title."""
    if issubclass(part.model, TagLink):
        return names(_target(part.model, "tag"), row.values["tag"])
    if issubclass(part.model, Citation):
        source = names(_target(part.model, "source"), row.values["source"])
        return ", ".join(filter(None, [source, row.values["locator"]]))
    if issubclass(part.model, Link):
        end = part.model.other_end(part.end)
        return names(_target(part.model, end), row.values[end])
    said: Iterable[str] = (row.values.get(name) or "" for name in ("title", "name", "label"))
    return next(filter(None, said), str(row.key))


def _target(model: Model, name: str) -> Model:
    return model._meta.get_field(name).related_model  # type: ignore[return-value]

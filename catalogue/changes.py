"""Change tracking: every change of what visitors see goes to the outbox, in the transaction that makes it.

`affected_records` says which records a row belongs to; the signal handlers below ask it before and after rows are
written or deleted. A record that appears, goes or takes another title changes those that refer to it too. Rows that
pages also show by themselves, such as figures, tags and councils (SITE_WIDE_MODELS), are recorded as one site-wide
change. Whoever writes many rows does so within a `change_set()`, which asks once, at its end. When the transaction has
been committed, `committed` is sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal

from catalogue import places
from catalogue.models import (
    Citation,
    DevelopmentSource,
    Entry,
    FormerTagSlug,
    Link,
    Referenced,
    Source,
    Tag,
    TagLabel,
    TagLink,
)
from catalogue.models.change import Change, lock_outbox, referrers
from catalogue.publication import public
from councils.models import Area, Council, CouncilName, NearestNeighbour, Organisation
from councils.succession import Succession
from foundation.tracking import BulkWrite, after_bulk_write, before_bulk_write

# Rows of these move the version of the site whether or not a record shows them.
SITE_WIDE_MODELS = (
    Referenced,
    DevelopmentSource,
    Tag,
    TagLabel,
    FormerTagSlug,
    Council,
    CouncilName,
    Area,
    NearestNeighbour,
    Organisation,
)
# Sent after changes have been committed.
committed = Signal()
BATCH_SIZE = 1000


References = dict[type[Entry], set[str]]


class AffectedRecords(defaultdict[type[Entry], set[str]]):
    """The references of records by kind. `titles` is what others show of some of them, by kind and reference."""

    def __init__(self) -> None:
        super().__init__(set)
        self.titles: dict[tuple[type[Entry], str], str] = {}

    def add(self, others: References) -> None:
        """Add these records."""
        for kind, references in others.items():
            self[kind] |= references


def affected_records(model: type[models.Model], keys: Collection) -> AffectedRecords:
    """The records of every kind that visitors see change when rows of a model, given by primary key, change."""
    affected = AffectedRecords()
    if not keys:
        return affected
    rows = model._default_manager.filter(pk__in=keys).order_by()
    if issubclass(model, Entry):
        affected[model].update(keys)
        titles = rows.filter(public()).values_list("pk", "title")
        affected.titles = dict.fromkeys(((model, key) for key in keys), "")
        affected.titles |= {(model, reference): title for reference, title in titles}
        if model.lends_councils:
            affected.add(_borrowers(model, keys))
    elif issubclass(model, TagLink | Citation | Link):
        affected.add(_joined(model, rows))
    elif issubclass(model, Tag | TagLabel | FormerTagSlug):
        affected.add(_tagged(keys if issubclass(model, Tag) else rows.values_list("tag_id", flat=True)))
    elif issubclass(model, Source):
        for kind in Entry.kinds():
            citations = Citation.model_for(kind).objects.filter(source__in=keys)
            affected[kind].update(citations.values_list("entry_id", flat=True))
    elif issubclass(model, Council | CouncilName):
        affected.add(_in_councils(keys if issubclass(model, Council) else rows.values_list("council_id", flat=True)))
    elif issubclass(model, Referenced):
        affected.add(referrers(model, keys))
    for kind, foreign_key in _kinds_with_words_in(model):
        affected[kind].update(rows.values_list(f"{foreign_key}_id", flat=True))
    return affected


def _borrowers(lender: type[Entry], keys: Collection) -> References:
    """The records whose councils are partly those of these records."""
    references: References = defaultdict(set)
    for kind in Entry.kinds():
        for link, here, there in places.lenders(kind):
            if link.end_model(there) is lender:
                rows = link.objects.filter(**{f"{there}__in": keys})
                references[kind].update(rows.values_list(f"{here}_id", flat=True))
    return references


def _joined(model: type[models.Model], rows: QuerySet) -> References:
    """The records that rows of a joining table (of tags, citations or links) belong to, at both ends of a link."""
    ends: tuple[str, ...] = ("content_object",) if issubclass(model, TagLink) else ("entry",)
    if issubclass(model, Link):
        ends = model.ends
    references: References = defaultdict(set)
    for end in ends:
        kind = model._meta.get_field(end).related_model
        if isinstance(kind, type) and issubclass(kind, Entry):
            references[kind].update(rows.values_list(f"{end}_id", flat=True))
    return references


def _tagged(tags: Iterable[int]) -> References:
    """The records that carry one of these tags, a tag of one of these themes, or a tag merged into one of them."""
    wanted = set(tags)
    condition = Q(tag__in=wanted) | Q(tag__broader__in=wanted) | Q(tag__merged__in=wanted)
    return {
        kind: set(TagLink.model_for(kind).objects.filter(condition).values_list("content_object_id", flat=True))
        for kind in Entry.kinds()
    }


def _in_councils(codes: Iterable[str]) -> References:
    """The records of these councils, and of those they took over from: their pages and filters name both."""
    councils = Succession().with_predecessors(codes)
    return {
        kind: set(places.in_councils(kind.objects.all(), councils, linked=True).values_list("pk", flat=True))
        for kind in Entry.kinds()
    }


def _kinds_with_words_in(model: type[models.Model]) -> set[tuple[type[Entry], str]]:
    """The kinds that count the words of such rows as their own (see Entry.own_words), and the rows' key to a record."""
    paths = ((kind, path.partition("__")[0]) for kind in Entry.kinds() for path in kind.own_words)
    relations = ((kind, kind._meta.get_field(name)) for kind, name in paths)
    return {
        (kind, relation.field.name)
        for kind, relation in relations
        if isinstance(relation, models.ManyToOneRel) and relation.related_model is model
    }


class ChangeSet:
    """The rows written in one transaction, by model, and the records they belonged to before."""

    def __init__(self) -> None:
        self.before: list[AffectedRecords] = []
        self.written: defaultdict[type[models.Model], set] = defaultdict(set)

    def record(self) -> None:
        """Write every change a visitor can see to the outbox, and send `committed` once that is committed."""
        after: list[AffectedRecords] = []
        for model, keys in self.written.items():
            ordered = sorted(keys)
            batches = [ordered[start : start + BATCH_SIZE] for start in range(0, len(ordered), BATCH_SIZE)]
            after += [affected_records(model, batch) for batch in batches]
        changed = AffectedRecords()
        for affected in (*self.before, *after):
            changed.add(affected)
        for kind, references in _retitled(self.before, after).items():
            changed.add(referrers(kind, references))
        site_wide = any(issubclass(model, SITE_WIDE_MODELS) and not issubclass(model, Entry) for model in self.written)
        if site_wide:
            Change.objects.record_site_wide()
        for kind, references in changed.items():
            Change.objects.record(kind, references)
        if site_wide or any(changed.values()):
            transaction.on_commit(lambda: committed.send(Change), robust=True)


def _retitled(before: Iterable[AffectedRecords], after: Iterable[AffectedRecords]) -> References:
    """The records that appeared, went or took another title; not new ones, whose links are recorded themselves."""
    titles_after = {record: title for affected in after for record, title in affected.titles.items()}
    retitled: References = defaultdict(set)
    for affected in before:
        for (kind, reference), title in affected.titles.items():
            if titles_after.get((kind, reference), "") != title:
                retitled[kind].add(reference)
    return retitled


_open: ContextVar[ChangeSet | None] = ContextVar("the change set of the present transaction", default=None)


@contextmanager
def change_set() -> Iterator[None]:
    """Write many rows in one transaction, and record the records they belong to once, at its end.

    Within another change set it is part of that one.
    """
    if _open.get():
        yield
        return
    with transaction.atomic():
        lock_outbox()
        token = _open.set(changes := ChangeSet())
        try:
            yield
        finally:
            _open.reset(token)
        changes.record()


def record_change(before: AffectedRecords, model: type[models.Model], keys: Collection) -> None:
    """Record a change of rows of a model, given by primary key, which belonged to the records in `before`.

    It is written at once, or at the end of the change set this is called in.
    """
    changes = _open.get() or ChangeSet()
    changes.before.append(before)
    changes.written[model].update(keys)
    if changes is not _open.get():
        changes.record()


def _on_pre_save_or_delete(sender: type[models.Model], instance: models.Model, **signal: object) -> None:
    """Remember which records a row belonged to before it is saved or deleted."""
    lock_outbox()
    # A row that is loaded may be there already, under the key it brings.
    is_replaced = signal.get("raw") and sender._base_manager.filter(pk=instance.pk).exists()
    is_stored = not instance._state.adding or is_replaced
    instance._affected = affected_records(sender, [instance.pk]) if is_stored else AffectedRecords()  # type: ignore[attr-defined]


def _on_post_save(sender: type[models.Model], instance: models.Model, created: bool, **signal: object) -> None:
    # No record belongs to a new one of these yet; those that will are recorded themselves.
    keys = [] if created and sender in (Tag, Council, Source) else [instance.pk]
    record_change(instance.__dict__.pop("_affected", AffectedRecords()), sender, keys)


def _on_post_delete(sender: type[models.Model], instance: models.Model, **signal: object) -> None:
    record_change(instance.__dict__.pop("_affected", AffectedRecords()), sender, [])


def _on_m2m_changed(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    reverse: bool,
    pk_set: set | None,
    **signal: object,
) -> None:
    """Record a change of a many-to-many relation of a tracked model."""
    model: Any = signal["model"] if reverse else type(instance)
    keys = (pk_set or set()) if reverse else {instance.pk}
    if action == "pre_clear" and reverse:
        field = next(f for f in model._meta.many_to_many if f.remote_field.through is sender)
        keys = set(model._default_manager.filter(**{field.name: instance.pk}).values_list("pk", flat=True))
    if action.startswith("pre_"):
        lock_outbox()
    if keys and action == "pre_clear":
        record_change(affected_records(model, keys), model, keys)
    elif keys and action.startswith("post_"):
        record_change(AffectedRecords(), model, keys)


def _on_before_bulk_write(sender: type[models.Model], write: BulkWrite, **signal: object) -> None:
    lock_outbox(write.using)
    write.affected = AffectedRecords() if write.created else affected_records(sender, write.keys)  # type: ignore[attr-defined]


def _on_after_bulk_write(sender: type[models.Model], write: BulkWrite, **signal: object) -> None:
    record_change(write.affected, sender, write.keys)  # type: ignore[attr-defined]


def tracked_models() -> list[type[models.Model]]:
    """Every model whose rows pages show."""
    bases = (*SITE_WIDE_MODELS, TagLink, Citation, Link)
    return [model for model in apps.get_models() if issubclass(model, bases)]


def connect_signals() -> None:
    """Connect the signals of everything that pages show."""
    for model in tracked_models():
        pre_save.connect(_on_pre_save_or_delete, model)
        pre_delete.connect(_on_pre_save_or_delete, model)
        post_save.connect(_on_post_save, model)
        post_delete.connect(_on_post_delete, model)
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                m2m_changed.connect(_on_m2m_changed, field.remote_field.through)
    before_bulk_write.connect(_on_before_bulk_write)
    after_bulk_write.connect(_on_after_bulk_write)

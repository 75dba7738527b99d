"""Noting every change of what visitors see, in the transaction that makes it, whatever the way it is made.

`affected` says which records a row belongs to; the signals below ask it before and after rows are written or
deleted. A record that appears, goes or takes another title changes those that name it too. What
pages also show by itself, such as figures, tags and councils (SHOWN_BESIDE), is noted too, all of it as one. Whoever
writes many rows in one act does so within `together()`, which asks once, at its end. When the transaction has been
committed, `committed` is sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
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
from catalogue.models.change import Change, naming, take_the_next_free_turn, take_turns
from catalogue.publication import public
from councils.models import Area, Council, CouncilName, NearestNeighbour, Organisation
from councils.succession import Succession
from foundation.tracking import BulkWrite, after_bulk_write, before_bulk_write

__all__ = ["Affected", "affected", "committed", "listen", "note", "take_the_next_free_turn", "take_turns", "together"]

# Rows of these move the version of the site whether or not a record shows them.
SHOWN_BESIDE = (
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
AT_A_TIME = 1000


class Affected(defaultdict[type[Entry], set[str]]):
    """The references of records by kind. `titles` is what others show of some of them, by kind and reference."""

    def __init__(self) -> None:
        super().__init__(set)
        self.titles: dict[tuple[type[Entry], str], str] = {}

    def add(self, others: dict[type[Entry], set[str]]) -> None:
        """Add these records."""
        for kind, references in others.items():
            self[kind] |= references


def affected(model: type[models.Model], keys: Collection) -> Affected:
    """The records of every kind that visitors see change when rows of a model, given by primary key, change."""
    found = Affected()
    if not keys:
        return found
    rows = model._default_manager.filter(pk__in=keys).order_by()
    if issubclass(model, Entry):
        found[model].update(keys)
        shown = rows.filter(public()).values_list("pk", "title")
        found.titles = dict.fromkeys(((model, key) for key in keys), "")
        found.titles |= {(model, reference): title for reference, title in shown}
        if model.lends_councils:
            _borrowers(found, model, keys)
    elif issubclass(model, TagLink | Citation):
        end = "content_object" if issubclass(model, TagLink) else "entry"
        found[model._meta.get_field(end).related_model].update(rows.values_list(f"{end}_id", flat=True))  # type: ignore[index]
    elif issubclass(model, Link):
        for end in model.ends:
            if issubclass(kind := model.end_model(end), Entry):
                found[kind].update(rows.values_list(f"{end}_id", flat=True))
    elif issubclass(model, Tag | TagLabel | FormerTagSlug):
        tags = set(keys) if issubclass(model, Tag) else set(rows.values_list("tag_id", flat=True))
        for kind in Entry.kinds():
            links = TagLink.model_for(kind).objects.filter(
                Q(tag__in=tags) | Q(tag__broader__in=tags) | Q(tag__merged__in=tags)
            )
            found[kind].update(links.values_list("content_object_id", flat=True))
    elif issubclass(model, Source):
        for kind in Entry.kinds():
            citations = Citation.model_for(kind).objects.filter(source__in=keys)
            found[kind].update(citations.values_list("entry_id", flat=True))
    elif issubclass(model, Council | CouncilName):
        councils = set(keys) if issubclass(model, Council) else set(rows.values_list("council_id", flat=True))
        councils = Succession().with_predecessors(councils)
        for kind in Entry.kinds():
            found[kind].update(places.in_councils(kind.objects.all(), councils).values_list("pk", flat=True))
    elif issubclass(model, Referenced):
        found.add(naming(model, keys))
    for kind, relation in _holders(model):
        found[kind].update(rows.values_list(f"{relation.field.name}_id", flat=True))
    return found


def _borrowers(found: Affected, lender: type[Entry], keys: Collection) -> None:
    """Add the records whose councils are partly those of these records."""
    for kind in Entry.kinds():
        for link, here, there in places.lenders(kind):
            if link.end_model(there) is lender:
                found[kind].update(link.objects.filter(**{f"{there}__in": keys}).values_list(f"{here}_id", flat=True))


def _holders(model: type[models.Model]) -> list[tuple[type[Entry], models.ManyToOneRel]]:
    """The kinds that count the words of such rows as their own (see Entry.own_words)."""
    relations = {
        (kind, kind._meta.get_field(path.partition("__")[0])) for kind in Entry.kinds() for path in kind.own_words
    }
    return [(kind, field) for kind, field in relations if field.is_relation and field.related_model is model]  # type: ignore[misc]


class Act:
    """What is written in one go: the rows by model, and the records they belonged to before."""

    def __init__(self) -> None:
        self.before: list[Affected] = []
        self.written: defaultdict[type[models.Model], set] = defaultdict(set)

    def record(self) -> None:
        """Note all that a visitor sees change, and tell whoever follows once that is committed."""
        after: list[Affected] = []
        for model, keys in self.written.items():
            wanted = sorted(keys)
            after += [affected(model, wanted[i : i + AT_A_TIME]) for i in range(0, len(wanted), AT_A_TIME)]
        references = Affected()
        for each in (*self.before, *after):
            references.add(each)
        for kind, renamed in _shown_otherwise(self.before, after).items():
            references.add(naming(kind, renamed))
        beside = any(issubclass(model, SHOWN_BESIDE) and not issubclass(model, Entry) for model in self.written)
        if beside:
            Change.objects.record_surroundings()
        for kind, some in references.items():
            Change.objects.record(kind, some)
        if beside or any(references.values()):
            transaction.on_commit(lambda: committed.send(Change), robust=True)


def _shown_otherwise(before: Iterable[Affected], after: Iterable[Affected]) -> dict[type[Entry], set[str]]:
    """The records that appeared, went or took another title. Links of a new one are written, and noted, themselves."""
    titles = {record: title for each in after for record, title in each.titles.items()}
    found: dict[type[Entry], set[str]] = defaultdict(set)
    for each in before:
        for (kind, reference), title in each.titles.items():
            if titles.get((kind, reference), "") != title:
                found[kind].add(reference)
    return found


_present: ContextVar[Act | None] = ContextVar("the act that is being written", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Write many rows in one transaction, and note the records they belong to once, at its end."""
    if _present.get():
        yield
        return
    with transaction.atomic():
        take_turns()
        token = _present.set(act := Act())
        try:
            yield
        finally:
            _present.reset(token)
        act.record()


def note(before: Affected, model: type[models.Model], keys: Collection) -> None:
    """Note the records that rows of a model, given by primary key, belong to, and those they belonged to before."""
    act = _present.get() or Act()
    act.before.append(before)
    act.written[model].update(keys)
    if act is not _present.get():
        act.record()


def _before(sender: type[models.Model], instance: models.Model, **signal: object) -> None:
    """Remember which records a row belonged to before it is saved or deleted."""
    take_turns()
    # A row that is loaded may be there already, under the key it brings.
    loaded = signal.get("raw") and sender._base_manager.filter(pk=instance.pk).exists()
    known = not instance._state.adding or loaded
    instance._affected = affected(sender, [instance.pk]) if known else Affected()  # type: ignore[attr-defined]


def _saved(sender: type[models.Model], instance: models.Model, created: bool, **signal: object) -> None:
    # Nothing belongs to a new one of these yet, and what comes to is noted itself.
    keys = [] if created and sender in (Tag, Council, Source) else [instance.pk]
    note(instance.__dict__.pop("_affected", Affected()), sender, keys)


def _deleted(sender: type[models.Model], instance: models.Model, **signal: object) -> None:
    note(instance.__dict__.pop("_affected", Affected()), sender, [])


def _related(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    reverse: bool,
    pk_set: set | None,
    **signal: object,
) -> None:
    """A many-to-many relation of one of the models that are followed changed."""
    model = signal["model"] if reverse else type(instance)
    keys = (pk_set or set()) if reverse else {instance.pk}
    if action == "pre_clear" and reverse:
        field = next(f for f in model._meta.many_to_many if f.remote_field.through is sender)  # type: ignore[attr-defined]
        keys = set(model._default_manager.filter(**{field.name: instance.pk}).values_list("pk", flat=True))  # type: ignore[attr-defined]
    if action.startswith("pre_"):
        take_turns()
    if keys and action == "pre_clear":
        note(affected(model, keys), model, keys)  # type: ignore[arg-type]
    elif keys and action.startswith("post_"):
        note(Affected(), model, keys)  # type: ignore[arg-type]


def _before_bulk(sender: type[models.Model], write: BulkWrite, **signal: object) -> None:
    take_turns(write.using)
    write.affected = Affected() if write.created else affected(sender, write.keys)  # type: ignore[attr-defined]


def _after_bulk(sender: type[models.Model], write: BulkWrite, **signal: object) -> None:
    note(write.affected, sender, write.keys)  # type: ignore[attr-defined]


def followed() -> list[type[models.Model]]:
    """Every model whose rows pages show."""
    shown = (*SHOWN_BESIDE, TagLink, Citation, Link)
    return [model for model in apps.get_models() if issubclass(model, shown)]


def listen() -> None:
    """Connect the signals of everything that pages show."""
    for model in followed():
        pre_save.connect(_before, model)
        pre_delete.connect(_before, model)
        post_save.connect(_saved, model)
        post_delete.connect(_deleted, model)
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                m2m_changed.connect(_related, field.remote_field.through)
    before_bulk_write.connect(_before_bulk)
    after_bulk_write.connect(_after_bulk)

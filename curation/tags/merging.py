"""Merging one tag into another without losing a link, a word or an address; and taking such a merge back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Case, F, IntegerField, Q, When
from django.utils import timezone

from catalogue.models import Entry, FormerTagSlug, Tag, TagLabel, TagLink
from catalogue.publication import Status
from history import acts, recording
from history.acts import revision

AT_A_TIME = 500


@dataclass(frozen=True)
class Effect:
    """What a merge does: by kind, how many records get the other tag and how many had both; words and tags moved."""

    carried: dict[type[Entry], int] = field(default_factory=dict)
    had_both: dict[type[Entry], int] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    narrower: list[str] = field(default_factory=list)

    @property
    def records(self) -> int:
        """How many records carry the tag that goes."""
        return sum(self.carried.values())


def refusal(old: Tag, into: Tag) -> str:
    """Why the one cannot be merged into the other; nothing if it can.

    A tag that was merged already may be merged again into the same one: that moves what came to it meanwhile.
    """
    if old.pk == into.pk:
        return "A tag cannot be merged into itself."
    if into.merged_into_id:
        return f"“{into}” has itself been merged into “{into.merged_into}”. Choose that one."
    if old.merged_into_id and old.merged_into_id != into.pk:
        return f"“{old}” has already been merged into “{old.merged_into}”."
    if into.broader_id == old.pk:
        return f"“{into}” is a tag of the theme “{old}”. Move it to another theme first."
    if not into.is_theme and old.narrower.in_use().exists():
        return f"“{old}” is a theme with tags under it. Merge it into a theme, or move those tags first."
    return ""


def preview(old: Tag, into: Tag) -> Effect:
    """What merging would do, in numbers. Nothing is changed."""
    effect = Effect(labels=_words_that_move(old, into), narrower=[tag.name for tag in old.narrower.in_use()])
    for kind in Entry.kinds():
        carry = TagLink.model_for(kind).objects.filter(tag=old)
        if count := carry.count():
            effect.carried[kind] = count
            both = TagLink.model_for(kind).objects.filter(tag=into).values("content_object")
            effect.had_both[kind] = carry.filter(content_object__in=both).count()
    return effect


def merge(old: Tag, into: Tag, user: AbstractBaseUser | None = None) -> Effect:
    """Have one tag take the place of another: its records, other words, narrower tags and addresses move.

    All of it happens, as one act of the history, or nothing. Raises ValidationError, with the reason, where
    `refusal` gives one.
    """
    with revision(f"Tag “{old}” merged into “{into}”", user=user):
        old, into = locked(old, into)
        if why := refusal(old, into):
            raise ValidationError(why)
        effect = preview(old, into)
        for kind in effect.carried:
            _move_links(kind, old, into, user)
        _move_labels(old, into)
        for narrower in old.narrower.all():
            narrower.broader = into if into.is_theme else into.broader
            narrower.save()
        for merged in [*old.merged.all(), old]:
            merged.merged_into = into
            merged.save()
        FormerTagSlug.objects.filter(tag=old).update(tag=into)
    return effect


def bring_back(tag: Tag, user: AbstractBaseUser | None = None) -> Tag:
    """Make a merged tag a tag of its own again, with its name and its addresses; its records stay where they are.

    Which records carry it is then chosen by splitting the tag that took its place. Raises ValidationError if the
    tag was not merged.
    """
    if tag.merged_into is None:
        raise ValidationError(f"“{tag}” has not been merged.")
    with revision(f"Tag “{tag}” brought back from “{tag.merged_into}”", user=user):
        tag, into = locked(tag, tag.merged_into)
        if tag.broader and (tag.broader.merged_into_id or tag.broader.broader_id):
            tag.broader = into if into.is_theme else into.broader
        for label in into.labels.filter(label__iexact=tag.name):
            label.delete()
        tag.merged_into = None
        tag.save()
    return tag


def touch(kind: type[Entry], references: Iterable[str], user: AbstractBaseUser | None) -> None:
    """Say of records whose tags have just changed who changed them and when, and raise what visitors see a version."""
    seen = Q(status__in=[Status.PUBLISHED, Status.WITHDRAWN])
    version = Case(When(seen, then=F("version") + 1), default=F("version"), output_field=IntegerField())
    for some in batched(references):
        kind.objects.filter(pk__in=some).update(
            version=version, updated_at=timezone.now(), updated_by=user.pk if user else None
        )


def locked(*tags: Tag) -> list[Tag]:
    """The tags as they are now, which nobody else can change before this transaction ends.

    Rows that name the tags may be written meanwhile: an import waits for its turn only once it has written its own
    (importing/committing.py), and two who wait for each other would both be stuck.
    """
    wanted = Tag.objects.filter(pk__in=[tag.pk for tag in tags]).order_by("pk")
    rows = {row.pk: row for row in wanted.select_for_update(no_key=True)}
    return [rows[tag.pk] for tag in tags]


def batched(keys: Iterable) -> Iterator[list]:
    """The keys, as many at a time as every database takes in one question."""
    every = list(keys)
    return (every[start : start + AT_A_TIME] for start in range(0, len(every), AT_A_TIME))


def _move_links(kind: type[Entry], old: Tag, into: Tag, user: AbstractBaseUser | None) -> None:
    table = TagLink.model_for(kind)
    carry = dict(table.objects.filter(tag=old).values_list("content_object_id", "pk"))
    have = set(table.objects.filter(tag=into).values_list("content_object_id", flat=True))
    for some in batched(pk for reference, pk in carry.items() if reference in have):
        recording.delete(list(table.objects.filter(pk__in=some)), acts.current_revision())
    for some in batched(pk for reference, pk in carry.items() if reference not in have):
        table.objects.filter(pk__in=some).update(tag=into)
    touch(kind, carry, user)


def _words_that_move(old: Tag, into: Tag) -> list[str]:
    """The old tag's name and other words, without those the other tag already has."""
    has = {into.name.lower(), *(label.label.lower() for label in into.labels.all())}
    words = [old.name, *(label.label for label in old.labels.all())]
    return [word for word in words if word.lower() not in has]


def _move_labels(old: Tag, into: Tag) -> None:
    for label in old.labels.all():
        if label.label.lower() in {into.name.lower(), old.name.lower()}:
            label.delete()
        else:
            label.tag = into
            label.save()
    if old.name.lower() != into.name.lower() and not TagLabel.objects.filter(label__iexact=old.name).exists():
        TagLabel.objects.create(tag=into, label=old.name)

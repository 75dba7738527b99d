"""Splitting a tag: choosing, record by record, which of several tags it carries from now on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from catalogue.models import Entry, Tag, TagLink
from curation.tags.merging import locked, touch
from history.acts import revision

Key = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A record with the tag: the record, and the ids of those of the offered tags that would be ticked."""

    entry: Entry
    ticked: frozenset[int]

    @property
    def key(self) -> str:
        """How the form calls it."""
        return f"{self.entry.kind}/{self.entry.pk}"


def rows(tag: Tag, targets: Collection[Tag], start: int, number: int) -> tuple[list[Row], int]:
    """Some of the records that carry the tag, in order of kind and reference, and how many do in all.

    Ticked are the tags a record carries, and those it carried before they were merged into this one.
    """
    found: list[Row] = []
    total = 0
    for kind in Entry.kinds():
        carry = TagLink.model_for(kind).objects.filter(tag=tag)
        count = carry.count()
        first = max(start - total, 0)
        wanted = max(min(count - first, number - len(found)), 0)
        total += count
        if wanted:
            order = carry.order_by("content_object_id").values_list("content_object_id", flat=True)
            found += _ticked(kind, list(order[first : first + wanted]), tag, targets)
    return found, total


def _ticked(kind: type[Entry], references: list[str], tag: Tag, targets: Collection[Tag]) -> list[Row]:
    wanted = {"tag__in": [target.pk for target in targets], "content_object_id__in": references}
    table = TagLink.model_for(kind)
    carried = set(table.objects.filter(**wanted).values_list("content_object_id", "tag_id"))
    past = table.history.filter(tag_id__in=wanted["tag__in"], content_object_id__in=references)
    carried |= set(past.values_list("content_object_id", "tag_id").distinct())
    entries = kind.objects.in_bulk(references)
    return [
        Row(entries[reference], frozenset({tag.pk} | {pk for owner, pk in carried if owner == reference}))
        for reference in references
    ]


def split(
    tag: Tag, targets: Collection[Tag], chosen: Mapping[Key, Collection[int]], user: AbstractBaseUser | None = None
) -> int:
    """Give each record, named by kind and reference, the tags chosen for it, of the tag itself and its targets.

    Records not named keep the tag. Returns how many records changed. Raises ValidationError, having changed
    nothing, for a record without any of them, one that does not carry the tag, and a tag that is not offered.
    """
    with revision(f"Tag “{tag}” split", user=user):
        tag, *fresh = locked(tag, *targets)
        offered = {each.pk: each for each in (tag, *fresh)}
        if any(target.merged_into_id for target in fresh):
            raise ValidationError("One of the tags has been merged into another meanwhile. Start again.")
        changed = 0
        for kind in Entry.kinds():
            wanted = {reference: set(tags) for (word, reference), tags in chosen.items() if word == kind.kind}
            changed += _split_kind(kind, tag, offered, wanted, user)
    return changed


def _split_kind(
    kind: type[Entry], tag: Tag, offered: dict[int, Tag], wanted: dict[str, set[int]], user: AbstractBaseUser | None
) -> int:
    table = TagLink.model_for(kind)
    links = table.objects.filter(content_object_id__in=wanted, tag__in=offered).select_related("content_object")
    has: dict[str, dict[int, TagLink]] = {}
    for link in links:
        has.setdefault(link.content_object_id, {})[link.tag_id] = link
    changed = []
    for reference, tags in wanted.items():
        now = has.get(reference, {})
        if tag.pk not in now:
            raise ValidationError(f"{reference} no longer carries “{tag}”. Look at the list again.")
        if not tags or not tags <= set(offered):
            raise ValidationError(f"Tick at least one of the tags for {reference}.")
        if _change(table, now, reference, tags, offered):
            changed.append(reference)
    touch(kind, changed, user)
    return len(changed)


def _change(
    table: type[TagLink], now: dict[int, TagLink], reference: str, tags: set[int], offered: dict[int, Tag]
) -> bool:
    """Add and take away links until the record carries exactly these of the offered tags; whether it had to."""
    for pk in tags - set(now):
        table.objects.create(content_object_id=reference, tag=offered[pk])
    for pk in set(now) - tags:
        now[pk].delete()
    return tags != set(now)


def numbers(said: Iterable[str]) -> set[int]:
    """The ids among these words; what is no id is left out."""
    return {int(text) for text in said if text.isascii() and text.isdecimal() and len(text) < 10}


def offered(tag: Tag, wanted: Iterable[str]) -> list[Tag]:
    """The tags in use that have these ids, other than the tag itself."""
    return list(Tag.objects.in_use().filter(pk__in=numbers(wanted) - {tag.pk}))

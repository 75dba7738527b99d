"""Splitting a tag gives each record the tags chosen for it, and never leaves one without any of them."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Change, Tag
from curation.tags import merging, splitting
from lessons.models import Lesson
from tests.cast import KINDS, a_tag, an_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def tags():
    return a_tag("Homes"), a_tag("Care homes"), a_tag("Own homes")


def test_records_get_the_tags_chosen_and_the_others_keep_what_they_have(tags):
    tag, care, own = tags
    records = {kind: [an_entry(kind, tags=[tag]) for _ in range(4)] for kind in KINDS}
    chosen = {}
    for kind, (first, second, third, _) in records.items():
        chosen |= {(kind.kind, first.pk): {care.pk}, (kind.kind, second.pk): {care.pk, own.pk}}
        chosen |= {(kind.kind, third.pk): {tag.pk, own.pk}}
    assert splitting.split(tag, [care, own], chosen) == 3 * len(KINDS)
    for first, second, third, fourth in records.values():
        assert [set(entry.tags.all()) for entry in (first, second, third, fourth)] == [
            {care}, {care, own}, {tag, own}, {tag},
        ]  # fmt: skip


def test_a_record_that_would_lose_its_tags_is_refused_and_nothing_is_changed(tags):
    tag, care, _ = tags
    one, other = an_entry(Lesson, tags=[tag]), an_entry(Lesson, tags=[tag])
    with pytest.raises(ValidationError, match=other.pk):
        splitting.split(tag, [care], {("lessons", one.pk): {care.pk}, ("lessons", other.pk): set()})
    assert list(one.tags.all()) == [tag]


def test_a_record_or_a_tag_that_is_not_offered_is_refused(tags):
    tag, care, own = tags
    entry, stranger = an_entry(Lesson, tags=[tag]), an_entry(Lesson)
    with pytest.raises(ValidationError, match="no longer carries"):
        splitting.split(tag, [care], {("lessons", stranger.pk): {care.pk}})
    with pytest.raises(ValidationError, match="at least one"):
        splitting.split(tag, [care], {("lessons", entry.pk): {own.pk}})
    assert list(entry.tags.all()) == [tag]
    assert not stranger.tags.exists()


def test_a_record_that_stays_as_it_is_is_not_touched(tags):
    tag, care, _ = tags
    entry = an_entry(Lesson, tags=[tag])
    Change.objects.all().delete()
    assert splitting.split(tag, [care], {("lessons", entry.pk): {tag.pk}}) == 0
    assert not Change.objects.exists()
    assert Lesson.objects.get().version == 1


def test_records_are_offered_page_by_page_across_kinds_with_ticks_where_they_had_the_tag_before(tags):
    tag, care, own = tags
    for kind in KINDS:
        an_entry(kind, tags=[care]), an_entry(kind, tags=[tag])
    merging.merge(care, tag)
    merging.bring_back(Tag.objects.get(pk=care.pk))
    everything, total = splitting.rows(tag, [care, own], 0, 100)
    assert total == len(everything) == 2 * len(KINDS)
    assert sum(care.pk in row.ticked for row in everything) == len(KINDS)
    assert not any(own.pk in row.ticked for row in everything)
    pages = [row.key for start in range(0, total, 3) for row in splitting.rows(tag, [care], start, 3)[0]]
    assert pages == [row.key for row in everything]

"""Merging a tag loses no link, no word and no address, and can be taken back."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from catalogue.models import Change, FormerTagSlug, Tag, TagLabel, TagLink
from curation.tags import alike, merging
from lessons.models import Lesson, LessonTag
from tests.cast import KINDS, a_draft, a_tag, a_theme, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db


def links():
    """Every pair of record and tag there is."""
    return {
        (kind.kind, reference, tag)
        for kind in KINDS
        for reference, tag in TagLink.model_for(kind).objects.values_list("content_object_id", "tag__slug")
    }


def found(client, text, **more):
    return listed(client, "/search/", q=text, spelling="as-typed", **more)


def listed(client, address, **more):
    response = client.get(address, more)
    assert response.status_code == 200
    return {card.reference for card in response.context["page"].object_list}


@pytest.fixture
def two_tags():
    return a_tag("Discharges"), a_tag("Hospital discharge")


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_gets_the_tag_that_stays_and_none_has_it_twice(two_tags, kind):
    old, into = two_tags
    only_old, both = an_entry(kind, tags=[old]), an_entry(kind, tags=[old, into])
    draft = a_draft(kind, tags=[old])
    effect = merging.merge(old, into)
    assert (effect.carried, effect.had_both) == ({kind: 3}, {kind: 1})
    assert links() == {(kind.kind, entry.pk, into.slug) for entry in (only_old, both, draft)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(some.lists(some.tuples(some.sampled_from(KINDS), some.sets(some.integers(0, 3), max_size=4)), max_size=6))
def test_whatever_the_records_carry_no_link_is_lost_and_others_do_not_move(db, records):
    Change.objects.all().delete()
    for kind in KINDS:
        kind.objects.all().delete()
    Tag.objects.all().update(merged_into=None)
    TagLabel.objects.all().delete()
    tags = [a_tag("Discharges"), a_tag("Hospital discharge"), a_tag("Home care"), a_theme("Care market")]
    for kind, numbers in records:
        an_entry(kind, tags=[tags[number] for number in numbers])
    before = links()
    merging.merge(tags[0], tags[1])
    assert links() == {(kind, pk, tags[1].slug if tag == tags[0].slug else tag) for kind, pk, tag in before}


def test_the_preview_counts_what_the_merge_then_does_and_changes_nothing(two_tags):
    old, into = two_tags
    old.labels.create(label="Going home")
    an_entry(Lesson, tags=[old])
    an_entry(Lesson, tags=[old, into])
    before = links()
    expected = merging.preview(old, into)
    assert links() == before
    assert expected.labels == ["Discharges", "Going home"]
    assert merging.merge(old, into) == expected


def test_people_who_search_by_the_old_words_find_the_same_records(client, two_tags):
    old, into = two_tags
    old.labels.create(label="D2A", stands_for="discharge to assess")
    records = {an_entry(kind, tags=[old]).pk for kind in KINDS}
    assert found(client, "discharges") == found(client, "D2A") == records
    merging.merge(old, into)
    assert found(client, "discharges") == found(client, "D2A") == found(client, "discharge to assess") == records
    call_command("check_index", stdout=io.StringIO(), stderr=io.StringIO())


def test_the_old_address_leads_on_and_the_old_filter_gives_the_same_list(client, two_tags):
    old, into = two_tags
    entry, other = an_entry(Lesson, tags=[old]), an_entry(Lesson, tags=[into])
    merging.merge(old, into)
    answer = client.get(f"/tags/{old.slug}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/tags/{into.slug}/")
    for slug in (old.slug, into.slug):
        assert listed(client, "/lessons/", tag=slug) == {entry.pk, other.pk}
        assert found(client, "lesson", tag=slug) == {entry.pk, other.pk}
    assert client.get("/lessons/?tag=never-was").status_code == 400


def test_merging_a_theme_moves_its_tags_and_its_address_and_filter_follow(client):
    old, into = a_theme("The market"), a_theme("Care market")
    tag = a_tag("Fees", theme=old)
    entries = {an_entry(Lesson, tags=[old]), an_entry(Lesson, tags=[tag])}
    assert merging.merge(old, into).narrower == ["Fees"]
    assert Tag.objects.get(pk=tag.pk).broader == into
    assert client.get("/themes/the-market/").headers["Location"] == "/themes/care-market/"
    assert client.get("/tags/the-market/").headers["Location"] == "/themes/care-market/"
    for slug in (old.slug, into.slug):
        assert listed(client, "/lessons/", theme=slug) == {entry.pk for entry in entries}
        assert found(client, "lesson", theme=slug) == {entry.pk for entry in entries}
    assert found(client, "the market") == {entry.pk for entry in entries}


def test_chains_of_merges_are_flattened(client):
    first, second, third = a_tag("One thing"), a_tag("Second thing"), a_tag("Third thing")
    entry = an_entry(Lesson, tags=[first])
    merging.merge(first, second)
    merging.merge(Tag.objects.get(pk=second.pk), third)
    assert set(Tag.objects.filter(merged_into=third)) == {first, second}
    assert client.get("/tags/one-thing/").headers["Location"] == "/tags/third-thing/"
    assert listed(client, "/lessons/", tag="one-thing") == {entry.pk}
    assert {label.label for label in third.labels.all()} == {"One thing", "Second thing"}


def test_an_address_a_tag_had_before_it_was_renamed_follows_the_merge(client, two_tags):
    old, into = two_tags
    FormerTagSlug.objects.remember(old, "going-home")
    entry = an_entry(Lesson, tags=[old])
    assert client.get("/tags/going-home/").headers["Location"] == "/tags/discharges/"
    merging.merge(old, into)
    assert client.get("/tags/going-home/").headers["Location"] == "/tags/hospital-discharge/"
    assert listed(client, "/lessons/", tag="going-home") == {entry.pk}
    assert found(client, "lesson", tag="going-home") == {entry.pk}


@pytest.mark.parametrize(
    ("old", "into", "reason"),
    [
        ("Discharges", "Discharges", "into itself"),
        ("Care market", "Home care", "is a tag of the theme"),
        ("Care market", "Money", "with tags under it"),
        ("Gone", "Home care", "already been merged"),
        ("Home care", "Gone", "has itself been merged"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused_with_the_reason(old, into, reason):
    a_tag("Home care"), a_tag("Money", theme=a_theme("Resources"))
    gone, discharges = a_tag("Gone"), a_tag("Discharges")
    merging.merge(gone, discharges)
    tags = {tag.name: tag for tag in Tag.objects.all()}
    before = list(Tag.objects.values_list("name", "merged_into"))
    with pytest.raises(ValidationError, match=reason):
        merging.merge(tags[old], tags[into])
    assert list(Tag.objects.values_list("name", "merged_into")) == before


def test_a_merge_that_fails_half_way_changes_nothing(two_tags, monkeypatch):
    old, into = two_tags
    an_entry(Lesson, tags=[old])
    before, noted = links(), list(Change.objects.values_list("pk", "reference"))

    def broken(*arguments):
        raise RuntimeError

    monkeypatch.setattr(merging, "_move_labels", broken)
    with pytest.raises(RuntimeError):
        merging.merge(old, into)
    assert links() == before
    assert list(Change.objects.values_list("pk", "reference")) == noted


def test_every_public_record_that_changed_is_noted_and_raised_a_version_and_no_other(two_tags, curator):
    old, into = two_tags
    public, both, gone = (
        an_entry(Lesson, tags=[old]),
        an_entry(Lesson, tags=[old, into]),
        a_withdrawn(Lesson, tags=[old]),
    )
    draft, other = a_draft(Lesson, tags=[old]), an_entry(Lesson)
    Change.objects.all().delete()
    merging.merge(old, into, curator)
    noted = Change.objects.filter(kind=Lesson.kind, reference__gt="")
    assert set(noted.values_list("reference", flat=True)) == {public.pk, both.pk, gone.pk}
    versions = dict(Lesson.objects.values_list("pk", "version"))
    assert versions == {public.pk: 2, both.pk: 2, gone.pk: 2, draft.pk: 1, other.pk: 1}
    assert set(Lesson.objects.filter(updated_by=curator)) == {public, both, gone, draft}


def test_the_history_says_what_each_record_carried_and_why_it_changed(two_tags, curator):
    old, into = two_tags
    entry, both = an_entry(Lesson, tags=[old]), an_entry(Lesson, tags=[old, into])
    merging.merge(old, into, curator)
    reason = "Tag “Discharges” merged into “Hospital discharge”"
    moved = LessonTag.history.filter(content_object_id=entry.pk).first()
    assert (moved.tag_id, moved.prev_record.tag_id) == (into.pk, old.pk)
    assert (moved.history_change_reason, moved.history_user) == (reason, curator)
    dropped = LessonTag.history.filter(content_object_id=both.pk, history_type="-").get()
    assert (dropped.tag_id, dropped.history_change_reason) == (old.pk, reason)
    assert Tag.history.filter(id=old.pk).first().history_change_reason == reason


def test_a_merge_asks_the_database_as_much_for_many_records_as_for_few():
    counts = []
    for number in (2, 20):
        old, into = a_tag(f"Old {number}"), a_tag(f"New {number}")
        for _ in range(number):
            an_entry(Lesson, tags=[old])
            an_entry(Lesson, tags=[old, into])
        with CaptureQueriesContext(connection) as captured:
            merging.merge(old, into)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_merged_tag_can_be_brought_back(client, two_tags):
    old, into = two_tags
    entry = an_entry(Lesson, tags=[old])
    merging.merge(old, into)
    back = merging.bring_back(Tag.objects.get(pk=old.pk))
    assert back in Tag.objects.in_use()
    assert not into.labels.exists()
    back.full_clean()
    assert client.get(f"/tags/{old.slug}/").status_code == 200
    assert list(entry.tags.all()) == [into]
    with pytest.raises(ValidationError, match="has not been merged"):
        merging.bring_back(back)


def test_what_comes_to_a_tag_after_its_merge_is_noticed_and_moved_by_merging_again(two_tags):
    old, into = two_tags
    merging.merge(old, into)
    late = an_entry(Lesson, tags=[old])
    assert list(Tag.objects.filter(alike.unfinished())) == [old]
    merging.merge(Tag.objects.get(pk=old.pk), into)
    assert list(late.tags.all()) == [into]
    assert not Tag.objects.filter(alike.unfinished())


def test_the_old_name_may_live_on_as_a_label_but_no_name_in_use_may(two_tags):
    old, into = two_tags
    merging.merge(old, into)
    into.labels.get(label="Discharges").full_clean()
    with pytest.raises(ValidationError, match="already the name of a tag"):
        TagLabel(tag=into, label="hospital discharge").full_clean()
    with pytest.raises(ValidationError):
        Tag(name="Discharges", slug="again", definition="x").full_clean()

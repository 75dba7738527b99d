"""What the keeper of the vocabulary is shown: tags nobody uses and tags that may be one."""

import pytest

from catalogue.models import Tag, TagsApart
from curation.tags import alike
from lessons.models import Lesson
from tests.cast import a_draft, a_tag, a_theme

pytestmark = pytest.mark.django_db


def pairs():
    return {frozenset((pair.one.name, pair.other.name)) for pair in alike.pairs()}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Care home", "Care homes"), ("Wellbeing", "Well-being"), ("Health and care", "Health & care"), ("Safeguarding", "Safegaurding")],
)  # fmt: skip
def test_tags_that_are_nearly_the_same_are_listed(one, other):
    Tag.objects.create(name=one, slug="one", definition="x")
    Tag.objects.create(name=other, slug="other", definition="x")
    assert pairs() == {frozenset((one, other))}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Home care", "Care homes"), ("NHS", "NHT"), ("Day care", "Home care"), ("Staffing", "Testing")],
)
def test_tags_that_only_share_a_word_or_a_few_letters_are_not(one, other):
    Tag.objects.create(name=one, slug="one", definition="x")
    Tag.objects.create(name=other, slug="other", definition="x")
    assert pairs() == set()


def test_other_words_count_too_and_merged_tags_do_not():
    tag = a_tag("Hospital discharge")
    tag.labels.create(label="Going home from hospital")
    a_tag("Going home from hospitals")
    Tag.objects.create(name="Hospital discharges", slug="gone", definition="x", merged_into=tag)
    assert pairs() == {frozenset(("Hospital discharge", "Going home from hospitals"))}


def test_tags_that_are_kept_apart_are_not_listed_again():
    one, other = a_tag("Care home"), a_tag("Care homes")
    TagsApart.objects.create(one=one, other=other)
    assert pairs() == set()


def test_a_tag_is_unused_only_where_no_record_of_any_state_and_no_tag_stands_on_it():
    theme, used, unused = a_theme(), a_tag("Home care"), a_tag("Nobody")
    a_draft(Lesson, tags=[used])
    assert theme.narrower.count() == 2
    assert list(Tag.objects.filter(alike.unused())) == [unused]


def test_the_real_vocabulary_gives_no_silly_pair(content):
    assert pairs() == set()

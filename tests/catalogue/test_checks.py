"""The declarations a kind makes on itself are checked when the site starts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from catalogue.checks import TAKEN, check_kinds, check_numbers
from catalogue.models import Source, SourceSection, Tag
from lessons.models import Lesson


def test_the_kinds_declare_what_they_must():
    assert check_kinds() == []


def test_a_kind_without_its_words_is_refused(monkeypatch):
    monkeypatch.setattr(Lesson, "heading", "")
    assert [error.id for error in check_kinds()] == ["catalogue.E001"]


def test_a_filter_on_a_field_the_kind_lacks_is_refused(monkeypatch):
    monkeypatch.setattr(Lesson, "own_filters", {"mood": "mood"})
    assert [error.id for error in check_kinds()] == ["catalogue.E004"]


def test_a_filter_that_takes_a_common_name_is_refused(monkeypatch):
    monkeypatch.setattr(Lesson, "own_filters", {"tag": "components"})
    assert [error.id for error in check_kinds()] == ["catalogue.E003"]


def test_two_kinds_with_one_word_are_refused(monkeypatch):
    monkeypatch.setattr(Lesson, "kind", "enablers")
    assert {error.id for error in check_kinds()} == {"catalogue.E005"}


def test_no_number_is_taken_that_another_database_could_not_hold(monkeypatch):
    assert check_numbers() == []
    monkeypatch.setattr(Lesson._meta.get_field("number"), "__class__", models.PositiveSmallIntegerField)
    assert [error.id for error in check_numbers()] == ["catalogue.E008"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("record", "column", "most"),
    [
        (Lesson(), "number", 32_767),
        (SourceSection(source=Source()), "position", 2_147_483_647),
        (Tag(), "review_months", 120),
    ],
)
def test_a_number_above_its_limit_is_refused_on_every_database(record, column, most):
    others = [field.name for field in record._meta.fields if field.name != column]
    setattr(record, column, most)
    record.clean_fields(exclude=others)
    setattr(record, column, most + 1)
    with pytest.raises(ValidationError, match=str(most)):
        record.clean_fields(exclude=others)


def test_every_word_in_the_address_of_a_list_is_known_to_be_taken():
    assert {"q", "sort", "page", "format", "spelling", "rows", "layout"} <= TAKEN

"""The declarations a kind makes on itself are checked when the site starts."""

from catalogue.checks import check_kinds
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

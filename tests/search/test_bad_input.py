"""Anything typed is text."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.models import Lesson
from search.query import MAX_WORDS, parse
from search.vocabulary import Vocabulary
from tests.cast import an_entry


class WithoutForms:
    """Words of which the records know no other form."""

    def joined(self, first, second):
        return ""

    def apart(self, word):
        return None


HOSTILE = [
    '"', "'", "*", "(((", ")))", "NEAR(", "AND", "OR", "NOT", "title:x", "../..", "-", "--", '-"', '""', '"-"', "\\", "^2",
    "a AND (b OR", "'; DROP TABLE lessons; --", "😀", "👩‍👩‍👧", "\u202eabc\u202c", "\u200b", "%", "_", "[1 TO 5]", "/x/", "{", "<script>", "~", "+", "testing~2",
    "e\u0301", "ﬁ", "测试", "x" * 1900, "\ud800".encode("utf-8", "replace").decode(), "-a -b -c", "to be or not to be",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/lessons/", "/search/"])
def test_whatever_is_typed_is_answered(client, page):
    an_entry(Lesson, title="Testing visitors")
    assert {typed: client.get(page, {"q": typed}).status_code for typed in HOSTILE} == dict.fromkeys(HOSTILE, 200)


@pytest.mark.django_db
def test_a_character_no_database_holds_is_refused(client):
    assert client.get("/search/?q=a%00b").status_code == 400


@pytest.mark.django_db
def test_ten_thousand_words_are_cut_and_the_page_says_so(client):
    an_entry(Lesson, title="Testing visitors")
    response = client.get("/search/", {"q": "testing " + " ".join(f"word{number}" for number in range(10_000))})
    assert response.status_code == 200
    assert "only its first 64 words" in response.content.decode()
    assert len(response.content) < 200_000


def test_sixty_four_words_count_after_those_that_say_nothing():
    words = [f"word{number}" for number in range(70)]
    parsed = parse(" the ".join(words), Vocabulary(), WithoutForms())
    assert parsed.words == words[:MAX_WORDS]
    assert parsed.is_cut
    assert not parse(" the ".join(words[:MAX_WORDS]), Vocabulary(), WithoutForms()).is_cut


def test_a_word_typed_twice_counts_twice():
    assert [(term.words, term.times) for term in parse("care home care", Vocabulary(), WithoutForms()).terms] == [
        (("care",), 2),
        (("home",), 1),
    ]


def test_words_that_say_nothing_count_where_there_are_no_others():
    assert parse("to be or not to be", Vocabulary(), WithoutForms()).words == ["to", "be", "or", "not"]


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_no_text_is_ever_an_error(text):
    assert Client().get("/search/", {"q": text}).status_code == 200

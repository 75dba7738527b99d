"""What may yet be taken back reaches nobody else: not the index, not the pages and words kept in memory."""

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogue.models import Change, Tag
from catalogue.version import is_uncommitted, present_version
from lessons.models import Lesson
from search import following, index, vocabulary
from search.index import Unavailable
from tests.cast import a_scheduled, an_entry
from tests.search.asking import agrees, found


def files(folder):
    """Every file below a folder, with what it holds."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_transaction_a_test_is_wrapped_in_is_none(db):
    assert not is_uncommitted()
    with transaction.atomic():
        assert is_uncommitted()
        with transaction.atomic():
            assert is_uncommitted()
    assert not is_uncommitted()


def test_an_open_transaction_searches_the_index_as_it_is_and_writes_nothing(client, lesson, settings):
    before, known = files(settings.INDEX_DIR), following.reader()
    with transaction.atomic():
        other = an_entry(Lesson, title="Raspberry")
        state = following.reader()
        assert (state.build, state.last_change) == (known.build, known.last_change)
        read = following.bring_up_to_date(index.current(), present_version(), max_wait=None)
        assert read.holds == known.holds
        assert found(client, "raspberry") == set()
        assert found(client, "gooseberry") == {lesson.pk}
        assert not following.is_up_to_date(present_version())
        assert not following.is_up_to_date(known.holds)
        with pytest.raises(Unavailable):
            following.rebuild()
        assert files(settings.INDEX_DIR) == before
    assert found(client, "raspberry") == {other.pk}
    assert agrees()


def test_an_open_transaction_builds_no_index_where_there_is_none(db, settings):
    with transaction.atomic():
        an_entry(Lesson, title="Raspberry")
        with pytest.raises(Unavailable):
            following.reader()
        with pytest.raises(Unavailable):
            following.rebuild()
    assert not settings.INDEX_DIR.exists()


def test_an_open_transaction_does_not_notice_the_clock(lesson, monkeypatch):
    entry = a_scheduled(Lesson)
    later = entry.published_at.replace(year=entry.published_at.year + 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with transaction.atomic():
        following.reader()
        assert Change.objects.due().exists()
    following.reader()
    assert not Change.objects.due().exists()


def test_names_read_in_an_open_transaction_are_not_kept(client, lesson):
    state = following.reader()
    with transaction.atomic():
        Tag.objects.filter(slug="day-care").update(name="Raspberry")
        assert "raspberry" in vocabulary.current(state).meanings
        transaction.set_rollback(True)
    assert "raspberry" not in vocabulary.current(state).meanings


def test_names_are_read_once_until_the_content_changes(client, lesson):
    state = following.reader()
    first = vocabulary.current(state)
    with CaptureQueriesContext(connection) as captured:
        assert vocabulary.current(state) is first
    assert not len(captured)
    tag = Tag.objects.get(slug="day-care")
    tag.name = "Raspberry"
    tag.save()
    assert "raspberry" in vocabulary.current(following.reader()).meanings


def test_cards_made_in_an_open_transaction_are_not_kept(client, lesson):
    def shown():
        caches["pages"].clear()
        return "".join(card.html for card in client.get("/lessons/").context["page"].object_list)

    with transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(title="Raspberry")
        assert "Raspberry" in shown()
        transaction.set_rollback(True)
    assert "Gooseberry" in shown()


def test_a_page_made_in_an_open_transaction_is_not_kept(client, lesson):
    caches["pages"].clear()
    with transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(title="Raspberry")
        response = client.get(lesson.get_absolute_url())
        assert "Raspberry" in response.content.decode()
        assert not response.has_header("ETag")
        transaction.set_rollback(True)
    assert not caches["pages"]._cache
    assert client.get(lesson.get_absolute_url()).has_header("ETag")


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_is_never_found_and_what_came_after_is(client):
    """On real transactions: the change that came after gets, on SQLite, the very id of what was taken back."""
    lesson = an_entry(Lesson, title="Gooseberry")
    other = an_entry(Lesson, title="Cranberry")
    assert found(client, "gooseberry") == {lesson.pk}
    with transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(title="Raspberry")
        client.get(lesson.get_absolute_url())
        assert found(client, "raspberry") == set()
        transaction.set_rollback(True)
    Lesson.objects.filter(pk=other.pk).update(title="Blackberry")
    assert found(client, "blackberry") == {other.pk}
    assert found(client, "cranberry") == set()
    assert found(client, "raspberry") == set()
    assert found(client, "gooseberry") == {lesson.pk}
    assert agrees()

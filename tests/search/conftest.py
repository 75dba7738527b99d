import pytest

from lessons.models import Lesson
from tests.cast import a_council, a_tag, an_entry
from tests.search.asking import found


@pytest.fixture
def lesson(client, db):
    """A lesson that has been indexed."""
    lesson = an_entry(Lesson, title="Gooseberry", tags=[a_tag("Day care")], councils=[a_council()])
    assert found(client, "gooseberry") == {lesson.pk}
    return lesson

"""How the values of a list's filters are shown."""

from lessons.models import Lesson
from tests.cast import a_tag, an_entry


def test_the_name_of_a_filter_s_value_is_only_text(client, db):
    an_entry(Lesson, title="Testing", tags=[a_tag("Care & <b>support</b>")])
    for address in ("/lessons/", "/search/?q=testing"):
        assert "Care &amp; &lt;b&gt;support&lt;/b&gt; (1)</label>" in client.get(address).content.decode()

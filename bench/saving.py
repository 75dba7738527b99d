"""What following every change costs an editor who saves, and the search that comes next."""

from __future__ import annotations

import argparse
import time
from unittest import mock

from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import setup_test_environment

from bench import corpus, results
from bench.speed import Took, our_search, ratio, spread, timed
from catalogue.changes import AffectedRecords
from catalogue.version import last_change
from lessons.models import Lesson
from search import following


def form_of(client: Client, lesson: Lesson) -> dict:
    """What the browser of an editor sends back when nothing has been changed yet."""
    context = client.get(f"/admin/lessons/lesson/{lesson.pk}/change/").context
    data = {name: value for name, value in context["adminform"].form.initial.items() if value not in (None, "")}
    data["tags"] = [tag.pk for tag in lesson.tags.all()]
    data["councils"] = [council.pk for council in lesson.councils.all()]
    data["summary"] = "A summary."
    for inline in context["inline_admin_formsets"]:
        fields = [*inline.formset.management_form, *(field for form in inline.formset.initial_forms for field in form)]
        data |= {field.html_name: field.value() for field in fields if field.value() is not None}
    return data


def measure(options: argparse.Namespace) -> None:
    """Save in the admin with and without noting changes, in turns; then time the search right after a save."""
    setup_test_environment()
    corpus.synthetic(options.records, options.seed)
    started = time.perf_counter()
    following.rebuild(wait=600)
    rebuilt = time.perf_counter() - started
    user = get_user_model().objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})[
        0
    ]
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    lessons = list(Lesson.objects.order_by("?")[: 4 * options.rounds])
    following_saves: list[Took] = []
    plain_saves: list[Took] = []
    next_searches: list[Took] = []
    usual_searches: list[Took] = []
    our_search("warm")
    # The form of a published record keeps a working copy; what is measured is the save that visitors see.
    seen_at_once = mock.patch("curation.copies.is_edited_as_copy", return_value=False)
    with mock.patch("search.following.update_in_background"), seen_at_once:
        for number, lesson in enumerate(lessons):
            data = form_of(client, lesson) | {"title": f"A new title {number}"}

            def save(lesson: Lesson = lesson, data: dict = data) -> None:
                response = client.post(f"/admin/lessons/lesson/{lesson.pk}/change/", data)
                assert response.status_code == 302, response.context["errors"]

            if number % 2:
                with mock.patch("catalogue.changes.affected_records", return_value=AffectedRecords()):
                    plain_saves.append(timed(save)[0])
            else:
                before = last_change()
                following_saves.append(timed(save)[0])
                assert last_change() > before, "the save changed nothing that visitors see"
                next_searches.append(timed(lambda: our_search("title"))[0])
                usual_searches.append(timed(lambda: our_search("title"))[0])
    numbers = {
        "rebuild_s": round(rebuilt, 1),
        "save_with_changes": spread(following_saves),
        "save_without": spread(plain_saves),
        "ratio_of_medians": ratio(following_saves, plain_saves),
        "search_right_after_a_save": spread(next_searches),
        "search_after_that": spread(usual_searches),
    }
    results.report(options, numbers)

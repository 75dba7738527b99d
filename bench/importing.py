"""How long an import of many rows takes, and how long another editor waits to save while it is written and undone.

The editor is a process of its own, as it is behind a server with several workers, and saves the form of a draft again
and again. What counts is the longest of those saves, and that none fails.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import setup_test_environment

from bench import corpus, results
from bench.another_editor import another_editor
from catalogue.models import Source, Tag
from councils.models import Council
from importing import committing, job, undoing
from importing.models import Import
from lessons.models import Enabler, Lesson, LessonCitation

# What stands in the database before, so that the import is one among others.
STANDING = 1_000
HEADINGS = [
    "reference", "title", "summary", "body", "context", "applies_when", "tags", "enablers", "councils", "source", "locator",
]  # fmt: skip


def measure(options: argparse.Namespace) -> None:
    """Import so many new lessons, then change all of them by a second file; undo both."""
    setup_test_environment()
    corpus.synthetic(STANDING, options.seed)
    user = get_user_model().objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})[
        0
    ]
    enablers = [
        Enabler.objects.get_or_create(
            reference=f"BENCH-E{n}", defaults={"slug": f"bench-e{n}", "title": f"Enabler {n}", "summary": "x"}
        )[0].pk
        for n in range(20)
    ]
    draft = Lesson.objects.get_or_create(
        reference="BENCH-DRAFT", defaults={"slug": "bench-draft", "title": "A draft", "summary": "x"}
    )[0]
    # The form refuses a record without a source.
    LessonCitation.objects.get_or_create(entry=draft, source=Source.objects.get(reference="report-1"))
    numbers: dict[str, Any] = {"database": connection.vendor, "rows": options.records}
    with another_editor(draft.pk) as waits:
        time.sleep(2)
        numbers["editor_alone"] = waits()
        first, numbers["new"] = imported(_file(options.records, options.seed, enablers), user, waits)
        second, numbers["changed"] = imported(_file(options.records, options.seed + 1, enablers), user, waits)
        for name, batch in (("undo_of_changed", second), ("undo_of_new", first)):
            waits()
            took, _ = _timed(lambda batch=batch: undoing.undo(batch, user))
            numbers[name] = {"seconds": took, "editor": waits()}
    results.report(options, numbers)


def imported(content: bytes, user: Any, waits: Callable[[], dict]) -> tuple[Import, dict[str, Any]]:
    """Import a file as the pages do, and tell how long each part took and what the editor met meanwhile."""
    waits()

    def check() -> Import:
        batch = job.begin(Lesson, "list.csv", content, user)
        job.start(batch, job.book_of(batch).sheet(""))
        while batch.state == Import.State.CHECKING:
            job.step(batch)
        return batch

    checked, batch = _timed(check)
    during_check = waits()
    held: list[float] = []
    stock = committing._Commit.write

    def write(writing: Any) -> None:
        held.append(_timed(lambda: stock(writing))[0])

    with mock.patch.object(committing._Commit, "write", write):
        committed, _ = _timed(lambda: committing.commit(batch, user))
    batch.refresh_from_db()
    told = {
        "check_s": checked, "editor_during_check": during_check,
        "commit_s": committed, "transaction_s": held[0], "editor_during_commit": waits(),
    }  # fmt: skip
    return batch, told


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return round(time.perf_counter() - started, 2), answer


def _file(rows: int, seed: int, enablers: list[str]) -> bytes:
    """A list of lessons as a council would send it."""
    chance = random.Random(seed)
    words = corpus.make_up_words(7)[:3_000]
    tags = list(Tag.objects.exclude(broader=None).values_list("name", flat=True))
    councils = list(Council.objects.current().values_list("name", flat=True)[:100])
    sources = list(Source.objects.values_list("title", flat=True))

    def text(length: int) -> str:
        return " ".join(chance.choices(words, k=length)).capitalize() + "."

    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for number in range(rows):
        lists = ("; ".join(chance.sample(some, count)) for some, count in ((tags, 3), (enablers, 2), (councils, 1)))
        said = [f"IMP-{number:05}", f"{text(7)[:-1]} {number}", text(15), text(120), text(60), text(20)]
        writer.writerow([*said, *lists, chance.choice(sources), f"Section {chance.randint(1, 9)}"])
    return file.getvalue().encode()

"""How long the admin's lists take when there are many records, and the form of a record with many rows."""

from __future__ import annotations

import argparse

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import setup_test_environment

from bench import corpus, results
from bench.speed import spread, timed
from lessons.models import Enabler, Lesson, LessonEnabler

LISTS = {
    "list": "",
    "last_page": "?p=500",
    "drafts": "?status__exact=draft",
    "search": "?q=tabe",
}
ROWS = 100


def measure(options: argparse.Namespace) -> None:
    """Open every list some times, then the form and the history of a record with a hundred links."""
    setup_test_environment()
    corpus.synthetic(options.records, options.seed)
    users = get_user_model().objects
    user = users.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})[0]
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    lesson = Lesson.objects.order_by("pk")[0]
    enablers = [
        Enabler(reference=f"BENCH-E{number}", slug=f"bench-e{number}", title=f"Enabler {number}", summary="x")
        for number in range(ROWS)
    ]
    QuerySet(Enabler).bulk_create(enablers, ignore_conflicts=True)
    links = [LessonEnabler(lesson=lesson, enabler=enabler) for enabler in enablers]
    QuerySet(LessonEnabler).bulk_create(links, ignore_conflicts=True)
    pages = {name: f"/admin/lessons/lesson/{query}" for name, query in LISTS.items()}
    pages[f"form_of_{ROWS}_rows"] = f"/admin/lessons/lesson/{lesson.pk}/change/"
    pages["history"] = f"/admin/lessons/lesson/{lesson.pk}/history/"
    pages["deleted"] = "/admin/lessons/lesson/deleted/"
    numbers: dict = {"database": connection.vendor}
    for name, page in pages.items():

        def ask(page: str = page) -> None:
            response = client.get(page)
            assert response.status_code == 200, page

        ask()
        numbers[name] = spread([timed(ask)[0] for _ in range(options.rounds)])
    results.report(options, numbers)

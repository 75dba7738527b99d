"""Somebody else at work: a process of its own that saves the form of a draft again and again.

A process that has not set Django up yet reads this file, so models are imported where they are used.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PAUSE = 0.02


@contextmanager
def another_editor(reference: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """Somebody who saves a draft all the time; ask for the saves since the last time of asking."""
    from django.db import connections

    connections.close_all()
    ours, theirs = multiprocessing.Pipe()
    editor = multiprocessing.get_context("spawn").Process(target=edit, args=(theirs, reference), daemon=True)
    editor.start()
    assert ours.recv() == "ready"

    def waits() -> dict[str, Any]:
        ours.send("tell")
        return ours.recv()

    try:
        yield waits
    finally:
        ours.send("stop")
        editor.join(30)


def edit(pipe: Any, reference: str) -> None:
    """Save the form of a draft until told to stop."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.test.utils import setup_test_environment

    from bench.saving import form_of
    from lessons.models import Lesson

    setup_test_environment()
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="bench"))
    page = f"/admin/lessons/lesson/{reference}/change/"
    saves: list[float] = []
    failed = number = 0
    pipe.send("ready")
    while True:
        if pipe.poll():
            if pipe.recv() == "stop":
                return
            longest = round(1000 * max(saves, default=0))
            pipe.send({"saves": len(saves), "longest_ms": longest, "failed": failed})
            saves, failed = [], 0
        number += 1
        data = form_of(client, Lesson.objects.get(pk=reference)) | {"title": f"A draft {number}"}
        started = time.perf_counter()
        response = client.post(page, data)
        saves.append(time.perf_counter() - started)
        failed += response.status_code != 302
        time.sleep(PAUSE)

"""A room of two hundred: each adds a note every ten seconds for five minutes, some send theirs twice."""

from __future__ import annotations

import argparse
import http.client
import threading
import time
from collections import Counter
from statistics import median
from urllib.parse import urlencode, urlsplit

from django.core.management import call_command
from django.db import connection

from bench import results
from bench.pages import served
from reflection.access import new_link
from reflection.models import AccessLink, Answer, AskedQuestion, Note, TeamSession, Workspace
from reflection.starting import quick_questions

PEOPLE, EVERY = 200, 10
# One note in so many is sent twice, as by a browser that got no answer.
TWICE = 20


def a_session() -> tuple[TeamSession, str]:
    """A session with the quick questions, and the token of the link of its room."""
    workspace = Workspace.objects.create(key="bench")
    asked = [
        AskedQuestion.objects.create(workspace=workspace, position=place, question=question, as_asked=question.title)
        for place, question in enumerate(quick_questions(), start=1)
    ]
    Answer.objects.bulk_create(Answer(question=question) for question in asked)
    session = TeamSession.objects.create(workspace=workspace, number=1)
    return session, new_link(workspace, AccessLink.Power.CONTRIBUTE, session=session)[1]


def measure(options: argparse.Namespace) -> None:
    """Have them all write to a real server, then count what is there."""
    call_command("load_content")
    session, token = a_session()
    questions = list(AskedQuestion.objects.values_list("pk", flat=True))
    took: list[float] = []
    answers: Counter[int | str] = Counter()
    sent: list[str] = []

    def person(number: int, address: str, end: float) -> None:
        host = urlsplit(address).netloc
        headers = {
            "Cookie": f"workspace-contribute={token}; workspace-browser=person-{number}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        time.sleep(EVERY * number / PEOPLE)
        count = 0
        while time.monotonic() < end:
            began = time.monotonic()
            text, question = f"Note {count} of person {number}", questions[count % len(questions)]
            body = urlencode({f"text-{question}": text, f"key-{question}": f"{number}-{count}"})
            for _ in range(2 if count % TWICE == 0 else 1):
                try:
                    line = http.client.HTTPConnection(host, timeout=60)
                    line.request("POST", session.get_absolute_url(), body, headers)
                    answers[line.getresponse().status] += 1
                    line.close()
                except OSError as problem:
                    answers[type(problem).__name__] += 1
                took.append(time.monotonic() - began)
            sent.append(text)
            count += 1
            time.sleep(max(EVERY - (time.monotonic() - began), 0))

    with served("config.wsgi:application") as site:
        end = time.monotonic() + options.minutes * 60
        people = [threading.Thread(target=person, args=(number, site.address, end)) for number in range(PEOPLE)]
        for each in people:
            each.start()
        for each in people:
            each.join()
    kept = Counter(Note.objects.values_list("text", flat=True))
    slowest = sorted(took)
    results.report(
        options,
        {
            "database": connection.vendor,
            "people": PEOPLE,
            "minutes": options.minutes,
            "notes_sent": len(sent),
            "notes_kept_once": sum(kept[text] == 1 for text in sent),
            "answers": {str(status): number for status, number in answers.items()},
            "seconds_median": round(median(took), 3),
            "seconds_at_95_in_100": round(slowest[int(len(slowest) * 0.95)], 3),
            "seconds_at_most": round(slowest[-1], 3),
        },
    )

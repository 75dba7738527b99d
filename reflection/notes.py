"""Notes: put down once however often they are sent, and shown without a trace of who wrote them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from reflection.groups import Group
from reflection.limits import problem_with, typed
from reflection.models import LONGEST_NOTE, AskedQuestion, Note, TeamSession

SMALLEST_GROUP = 3
BATCH_SIZE = 500


@dataclass
class Sent:
    """What came under one question: the words, what is wrong with them, and the key their page made."""

    question: AskedQuestion
    text: str
    key: str
    wrong: str = ""


def add(session: TeamSession, sent: Iterable[Sent], browser: str, group: str = "") -> None:
    """Keep these notes, each once; what comes after the close is kept as late.

    The key is made of that of the page and of the words, so that other words sent from the same page are another note.
    """
    shown_group = group if session.shows == TeamSession.Shows.GROUP and group in Group.values else ""
    rows = [
        Note(
            session=session,
            question=each.question,
            text=each.text,
            size=len(each.text),
            group=shown_group,
            key=sha256(f"{each.key}\n{each.question.pk}\n{each.text}".encode()).hexdigest(),
            browser=browser,
            late=session.state == TeamSession.State.CLOSED,
        )
        for each in sent
    ]
    Note.objects.bulk_create(rows, ignore_conflicts=True)
    # The session may have been closed in this very moment, and what `close` found then was without these.
    written = Note.objects.filter(session=session, key__in=[row.key for row in rows])
    written.filter(session__state=TeamSession.State.CLOSED).update(late=True, browser="", group="")


def sent_under(question: AskedQuestion, text: str, key: str) -> Sent:
    """What somebody sent, checked. Without a key from its page it is a note of its own."""
    text = typed(text)
    return Sent(question, text, key[:64] or secrets.token_urlsafe(16), problem_with(text, LONGEST_NOTE, "Your note"))


def shown(session: TeamSession, question: AskedQuestion | None = None) -> list[Note]:
    """The notes that the room sees once they are revealed, in no order of arrival; of one question, or of all."""
    rows = Note.objects.filter(session=session, hidden_at=None, late=False)
    notes = list(rows.filter(question=question) if question else rows)
    if session.shows == TeamSession.Shows.GROUP:
        large = _large_groups(session)
        for note in notes:
            note.group = note.group if note.group in large or not note.browser else ""
    for note in notes:
        note.from_group = Group(note.group).label if note.group else ""  # type: ignore[attr-defined]
    return notes


def _large_groups(session: TeamSession) -> set[str]:
    """The groups of which enough browsers wrote; notes without a browser count for nobody."""
    rows = Note.objects.filter(session=session).exclude(group="").exclude(browser="").order_by()
    counted = rows.values("group").annotate(browsers=Count("browser", distinct=True))
    return {row["group"] for row in counted if row["browsers"] >= SMALLEST_GROUP}


def asked_in(session: TeamSession) -> list[AskedQuestion]:
    """The questions of a session with how many notes stand under each, and how many and how long all are; one query."""
    ours = Q(notes__session=session)
    visible = ours & Q(notes__hidden_at=None, notes__late=False)
    questions = AskedQuestion.objects.filter(workspace=session.workspace).order_by("position")
    return list(
        questions.annotate(
            shown_notes=Count("notes", filter=visible),
            all_notes=Count("notes", filter=ours),
            letters=Sum("notes__size", filter=ours, default=0),
        )
    )


def close(session: TeamSession) -> None:
    """End a session, and with it every trace of who wrote what. A note that arrives meanwhile is late (see `add`)."""
    TeamSession.objects.filter(pk=session.pk).update(state=TeamSession.State.CLOSED)
    make_anonymous(session, Note.objects.filter(session=session))


def make_anonymous(session: TeamSession, which: QuerySet[Note]) -> None:
    """Take from these notes of a session what tells their writers apart.

    They are written anew in the order of their random keys, so that no row's place tells when it came; small groups,
    browsers and keys are gone for good. What has no browser has been through this before.
    """
    with transaction.atomic():
        large = _large_groups(session)
        found = list(which.order_by("pk"))
        for note in found:
            note.group = note.group if note.group in large or not note.browser else ""
            note.browser, note.key = "", None
        for start in range(0, len(found), BATCH_SIZE):
            Note.objects.filter(pk__in=[note.pk for note in found[start : start + BATCH_SIZE]]).delete()
        Note.objects.bulk_create(found, batch_size=BATCH_SIZE)

"""Agreed answers: one for each question, many who may write it, and no text that is ever lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from reflection.models import Answer, AnswerRevision

State = Answer.State
NO_VERSION = -1


def version_from(word: str) -> int:
    """The version a form says it began from; one that no answer has for what is none."""
    return int(word) if re.fullmatch(r"[0-9]{1,9}", word) else NO_VERSION


@dataclass(frozen=True)
class Saved:
    """What became of a text. `clash` is whether others had written and it was put aside; `before` is what it began as.

    `overtaken` is whether the same person had saved other words since, and it was put aside.
    """

    answer: Answer
    clash: bool = False
    overtaken: bool = False
    before: str = ""


def save(question: int, version: int, text: str, state: str, browser: str, by_itself: bool = False) -> Saved:
    """Make this the answer if nobody else has written since `version`; else put it aside, so that it can be chosen.

    The same words again are no clash, nor are those of the browser that wrote last: a page that saves by itself and a
    button that is pressed meanwhile are one person. What a page sends `by_itself` may arrive after the button,
    and then replaces nothing. A text that is replaced is kept as a revision.
    """
    with transaction.atomic():
        answer = Answer.objects.select_for_update().get(question=question)
        same_words = answer.text == text
        own = bool(browser) and answer.saved_by == browser and not _others_wrote(answer, version, browser)
        if version != answer.version and not same_words and not own:
            _put_aside(answer, version, text)
            return Saved(answer, clash=True, before=_text_at(answer, version))
        if version != answer.version and not same_words and by_itself:
            _put_aside(answer, version, text)
            return Saved(answer, overtaken=True)
        if same_words and version != answer.version and state == State.IN_PROGRESS:
            # What saved itself says nothing of the state.
            state = answer.state
        if not same_words:
            answer.revisions.filter(taken=False, text=text).delete()
            if answer.text:
                answer.revisions.create(version=answer.version, text=answer.text, taken=True, saved_by=answer.saved_by)
        if not same_words or state != answer.state:
            answer.text, answer.state, answer.version = text, state, answer.version + 1
            answer.saved_by, answer.saved_at = browser, timezone.now()
            answer.save()
        return Saved(answer)


def _others_wrote(answer: Answer, version: int, browser: str) -> bool:
    """Whether anybody else wrote a text since a version that has been replaced in the meantime."""
    return answer.revisions.filter(taken=True, version__gt=version).exclude(saved_by=browser).exists()


def _put_aside(answer: Answer, version: int, text: str) -> None:
    """Keep a text that was not taken, once: whoever sends it again has it already."""
    if text and not answer.revisions.filter(text=text).exists():
        answer.revisions.create(version=min(max(version, 0), answer.version), text=text, taken=False)


def _text_at(answer: Answer, version: int) -> str:
    """What the answer said at a version: the text that was replaced first since."""
    replaced = AnswerRevision.objects.filter(answer=answer, taken=True, version__gte=version).order_by("version")
    found = replaced.first()
    return found.text if found else answer.text if version >= answer.version else ""

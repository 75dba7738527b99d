"""The agenda of a session: what is done for how many minutes, and what whoever leads it may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone

Sort = Literal["say", "write", "reveal", "talk", "actions", "read back"]


@dataclass(frozen=True)
class Step:
    """A part of the agenda. `questions` are the positions of those talked about in it."""

    title: str
    minutes: int
    say: str
    sort: Sort
    questions: tuple[int, ...] = ()


FORTY_FIVE = (
    Step(
        "Purpose and ground rules",
        3,
        "We have 45 minutes to say what we learned and to choose what to do with it. We speak of what happened, not of "
        "who is to blame. We name no person who uses our services and no colleague. Say what happens to the notes: who "
        "sees them, and that they are deleted when nobody has used them for long.",
        "say",
    ),
    Step(
        "Write alone",
        10,
        "Open your link, or take a sheet. Write one thought a note, under any of the eight questions, without talking. "
        "Nobody sees the notes of others yet.",
        "write",
    ),
    Step(
        "Reveal",
        2,
        "Now everybody’s notes are shown, in no order. Read for a minute. Which surprises you?",
        "reveal",
    ),
    Step(
        "Good, and differently",
        5,
        "Two questions, five minutes. Ask somebody who has not spoken. Then write down what the room can say together.",
        "talk",
        (1, 2),
    ),
    Step(
        "Helped, and hindered",
        5,
        "What was it that helped, so that we could have it again? What blocked us, and whose is it to move?",
        "talk",
        (3, 4),
    ),
    Step(
        "Changes, and their impact",
        5,
        "First name the changes, then what they did for people, for staff and for cost. How do we know?",
        "talk",
        (5, 6),
    ),
    Step(
        "Keep, and stop",
        5,
        "What would we fight to keep? What did nobody miss? Who would be left out?",
        "talk",
        (7, 8),
    ),
    Step(
        "Choose at most three things to do",
        7,
        "Three at most. Each has a role that does it, not a person’s name, and a date. What we cannot do ourselves is "
        "something to ask of somebody: that is an action too.",
        "actions",
    ),
    Step(
        "Read back",
        3,
        "Read the answers and the actions aloud. Is anything wrong or missing? Then close the session.",
        "read back",
    ),
)
IN_ALL = sum(step.minutes for step in FORTY_FIVE)


# Minutes between two steps on the ruler, so that they can be told apart.
GAP = 0.24


@dataclass(frozen=True)
class Stretch:
    """A step on the ruler: when it starts, how far it is, and where it is drawn."""

    step: Step
    number: int
    starts: int
    done: float

    @property
    def ends(self) -> int:
        return self.starts + self.step.minutes

    @property
    def state(self) -> str:
        """Whether it is done, now or to come, by the clock."""
        return "done" if self.done >= 1 else "now" if self.done > 0 else "to come"

    @property
    def filled(self) -> float:
        """How many minutes of it are over."""
        return round(self.step.minutes * self.done, 2)

    @property
    def inner(self) -> float:
        """How wide it is drawn, with a gap to the next."""
        return round(self.step.minutes - GAP, 2)

    @property
    def over(self) -> float:
        """How wide what is over of it is drawn."""
        return round(self.inner * self.done, 2)

    @property
    def left(self) -> int:
        """Whole minutes left of it, the last one counted until it is over."""
        return -int(-(self.step.minutes - self.filled) // 1)


def minutes_since(began_at: datetime | None) -> float | None:
    """Minutes since the clock was started, whatever happened to the clocks on the wall; nothing if it was not."""
    return max((timezone.now() - began_at).total_seconds() / 60, 0) if began_at else None


def ruler(elapsed: float | None) -> list[Stretch]:
    """The steps to scale, so many minutes after the start."""
    found, starts = [], 0
    for number, step in enumerate(FORTY_FIVE, start=1):
        done = min(max(((elapsed or 0) - starts) / step.minutes, 0), 1)
        found.append(Stretch(step, number, starts, done))
        starts += step.minutes
    return found

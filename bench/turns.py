"""Timing works in turns, so that what else the machine does falls on all alike: the best of the rounds counts.

Beside the seconds that pass stand the seconds of processor: this process’s, its children’s and, where a work returns
a number, those it spent elsewhere, such as in the server of the database.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True)
class Spent:
    """What a work takes, in seconds."""

    seconds: float
    processor: float

    def __truediv__(self, other: Spent) -> dict[str, float]:
        """How many times as much, by the clock and by the processor."""
        return {
            "by_the_clock": round(self.seconds / other.seconds, 2),
            "by_the_processor": round(self.processor / other.processor, 2),
        }

    def kept(self) -> dict[str, float]:
        """As a result says it."""
        return {"seconds": round(self.seconds, 3), "processor": round(self.processor, 3)}


def in_turns(rounds: int, **works: Callable[[], float | None]) -> dict[str, Spent]:
    """The best of so many runs of each."""
    found: dict[str, list[Spent]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(spent(work))
    return {name: best(runs) for name, runs in found.items()}


def best(runs: list[Spent]) -> Spent:
    """The least of each."""
    return Spent(min(each.seconds for each in runs), min(each.processor for each in runs))


def spent(work: Callable[[], float | None]) -> Spent:
    """What one run takes."""
    clock, processor = time.perf_counter(), sum(os.times()[:4])
    elsewhere = work() or 0.0
    return Spent(time.perf_counter() - clock, sum(os.times()[:4]) - processor + elsewhere)


def with_server(work: Callable[[], object]) -> Callable[[], float]:
    """A work that also says what the server of the database spent on it, where it is a process of its own."""

    def counted() -> float:
        connection.ensure_connection()
        server = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
        before = processor_of(server)
        work()
        return processor_of(server) - before

    return counted


def processor_of(process: int) -> float:
    """The seconds of processor another process of this machine has used; none where that cannot be seen."""
    path = Path(f"/proc/{process}/stat")
    return processor_in(path.read_text()) if path.exists() else 0.0


def processor_in(stat: str) -> float:
    """The same from the words the kernel says of a process."""
    words = stat.rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

"""Locks that all processes of one machine share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locked(Exception):
    """Another process holds the lock."""


@contextmanager
def lock(file: Path, wait: float) -> Iterator[None]:
    """Hold the lock that a file stands for. Raises Locked after waiting for `wait` seconds.

    It is an exclusive transaction on an empty SQLite file: every system has it, and it ends with its process. Another
    thread may release it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(file, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            raise Locked(f"Another process holds the {file.stem} lock.") from problem
        yield
    finally:
        lock.close()

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from foundation import locks

# The key of the advisory lock; any fixed number no other lock uses.
LOCK_KEY = 4_801_264_378
AN_HOUR = 3_600


class Command(migrate.Command):
    help = f"{migrate.Command.help} Where another one is at it, wait until that is done."

    def handle(self, *args: Any, database: str, **options: Any) -> None:
        """Take the lock, then do what Django does."""
        if connections[database].vendor == "postgresql":
            lock = _advisory_lock(database)
        else:
            lock = locks.lock(Path(settings.DATA_DIR) / "migrate.lock", wait=AN_HOUR)
        with lock:
            super().handle(*args, database=database, **options)


@contextmanager
def _advisory_lock(database: str) -> Iterator[None]:
    """The lock on this database that all machines share; it ends with its connection."""
    with connections[database].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
    try:
        yield
    finally:
        with connections[database].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])

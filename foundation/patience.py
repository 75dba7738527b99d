"""Not waiting for ever for a PostgreSQL that has stopped answering.

The server ends statements that take too long, and waits for locks, by its own settings. One that is stopped, or whose
machine is gone, ends nothing; the driver would wait until somebody restarts the site. So it calls `wait`, which asks
every few seconds whether the server is there at all.
"""

from __future__ import annotations

import select
import socket
import struct
import time

from django.conf import settings
from psycopg2 import OperationalError, extensions

# After so many seconds without a word the server is asked whether it is there, and given so many to answer.
PATIENCE, TO_ANSWER = 1.5, 1.0
# For how long after it did not answer everybody is quick to give up, so that no page waits again and again.
IMPATIENT_FOR, SHORT = 10.0, 0.3
# Every PostgreSQL answers this request with one byte, before it asks who somebody is.
SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)
_silent_at = float("-inf")


def wait(connection: extensions.connection) -> None:
    """Wait until the server has answered; raises OperationalError where it is gone."""
    connecting_until = time.monotonic() + settings.DATABASE_CONNECT_SECONDS
    while (state := connection.poll()) != extensions.POLL_OK:
        is_impatient = time.monotonic() - _silent_at < IMPATIENT_FOR
        reading = [connection] if state == extensions.POLL_READ else []
        writing = [connection] if state == extensions.POLL_WRITE else []
        if any(select.select(reading, writing, [], SHORT if is_impatient else PATIENCE)):
            continue
        if connection.status == extensions.STATUS_SETUP:
            is_gone = is_impatient or time.monotonic() > connecting_until
        else:
            is_gone = not _answers(connection, SHORT if is_impatient else TO_ANSWER)
        if is_gone:
            _note_silence()
            raise OperationalError("The database server does not answer.")


def _note_silence() -> None:
    global _silent_at
    _silent_at = time.monotonic()


def _answers(connection: extensions.connection, seconds: float) -> bool:
    host, port = connection.info.host, connection.info.port
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(seconds)
                probe.connect(f"{host}/.s.PGSQL.{port}")
                return _is_answered(probe)
        with socket.create_connection((host, port), timeout=seconds) as probe:
            return _is_answered(probe)
    except OSError:
        return False


def _is_answered(probe: socket.socket) -> bool:
    probe.sendall(SSL_REQUEST)
    return bool(probe.recv(1))

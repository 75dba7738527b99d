"""How a line of the log looks, and the request id that joins it to the answer its visitor saw."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from config.measures import FAILURES, this_process

HEADER = "X-Request-ID"
# What a proxy may call a request. Anything else is not repeated, neither to the log nor on a page.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")

Reporter = Callable[[str, BaseException | None, str], object]


def request_id() -> str:
    """The id of the request this thread answers, or answered last; “-” where it answers none."""
    return _request_id.get()


def name_the_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request an id, the proxy's own where it sends one, and send it with the answer.

    It is kept until the thread's next request: Django logs some answers after the last middleware is done.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        _request_id.set(sent if _SANE.fullmatch(sent) else uuid.uuid4().hex)
        response = get_response(request)
        response[HEADER] = request_id()
        return response

    return middleware


class WithRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line, with the id of its request."""
        record.request_id = request_id()
        return True


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """One object on one line; `exception` is there where there was one."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": record.request_id,  # type: ignore[attr-defined]
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class CountFailures(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Count it for /metrics."""
        FAILURES.labels(record.name, this_process()).inc()


class ReportFailures(logging.Handler):
    """Tells the operator's own function (ERROR_REPORTER) of every error: the message, the exception, the request id.

    It never gets the request, which says who asked and for what. If it fails, that is printed and the page is answered.
    """

    def __init__(self, report: Reporter) -> None:
        super().__init__(logging.ERROR)
        self.report = report
        self._is_reporting = False

    def emit(self, record: logging.LogRecord) -> None:
        """Report it, but not what the function itself logs meanwhile. One thread at a time gets here."""
        if self._is_reporting:
            return
        self._is_reporting = True
        try:
            self.report(record.getMessage(), record.exc_info[1] if record.exc_info else None, request_id())
        except Exception:
            self.handleError(record)
        finally:
            self._is_reporting = False

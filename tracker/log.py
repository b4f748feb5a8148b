"""Structured logs: one line for each event, with the id of its request or task."""

from __future__ import annotations

import logging
import logging.config
import re
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

from tracker.log_limits import LinesAMinute
from tracker.outages import OneLineAMinute

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET_PATHS = ("/healthz", "/readyz", "/metrics", "/static/")
_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.StackInfoRenderer(),
]


def set_up(*, log_format: str, level: str, lines_a_minute: int) -> None:
    """Write all logs to standard error, as text (`console`) or as JSON (`json`).

    Of one kind a process writes at most `lines_a_minute`; 0 stands for all.
    """
    shared = [*_PROCESSORS, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    finish: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if log_format == "console":
        # Plain tracebacks: rich ones include local variables, and so secrets.
        plain = structlog.dev.plain_traceback
        shared = [*_PROCESSORS, structlog.processors.TimeStamper(fmt="%H:%M:%S")]
        finish = [structlog.dev.ConsoleRenderer(colors=False, pad_event_to=24, exception_formatter=plain)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    filters = {**_FILTERS, "few lines of one kind": {"()": lambda: LinesAMinute(lines_a_minute)}}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
                },
            },
            "filters": filters,
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "structured",
                    "filters": list(filters),
                },
            },
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "celery": {"level": "WARNING"},
                "celery.worker": {"level": "WARNING"},
                "kombu": {"level": "WARNING"},
                "trafilatura": {"level": "ERROR"},
                "htmldate": {"level": "ERROR"},
                "asyncio": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
            },
        }
    )


def _without_traceback(record: logging.LogRecord) -> bool:
    """Drop the traceback of an invalid request, such as one for an unknown host or with a body that is too large."""
    if record.name.startswith("django.security."):
        record.exc_info = None
    return True


_FILTERS = {
    "one line for bad callers": {"()": lambda: _without_traceback},
    "one line a minute for a server that is away": {"()": OneLineAMinute},
}


class RequestLog:
    """Gives every request an id, returns it in X-Request-ID, and logs one line for each response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.logger = structlog.get_logger("tracker.request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        received_id = request.headers.get("X-Request-ID", "")
        request_id = received_id if _REQUEST_ID.fullmatch(received_id) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if not request.path.startswith(_QUIET_PATHS) and not request.META.get("tracker.is_continued"):
            elapsed = round((time.monotonic() - started) * 1000)
            self.logger.info(
                "request", method=request.method, path=request.path, status=response.status_code, ms=elapsed
            )
        return response

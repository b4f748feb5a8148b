"""Telemetry: traces and metrics of OpenTelemetry, by its own environment variables, where its packages are installed."""

from __future__ import annotations

import os

import structlog

logger = structlog.get_logger(__name__)

_DEFAULTS = {
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",  # that of requirements/telemetry.txt
    "OTEL_LOGS_EXPORTER": "none",  # logs go to the standard output
}


def begin(role: str) -> None:
    """Let OpenTelemetry follow the requests, tasks and statements of this process, if a variable `OTEL_…` is set.

    Call it before the modules that it follows make connections, in a process that forks no other. The service's name is
    "tracker-" and the role, unless OTEL_SERVICE_NAME says otherwise.
    """
    if not any(name.startswith("OTEL_") and value for name, value in os.environ.items()):
        return
    try:
        from opentelemetry.instrumentation.auto_instrumentation import initialize  # noqa: PLC0415 if installed
    except ModuleNotFoundError:
        logger.warning("OpenTelemetry is not installed", remedy="pip install -r requirements/telemetry.txt")
        return
    for name, value in {**_DEFAULTS, "OTEL_SERVICE_NAME": f"tracker-{role}"}.items():
        os.environ.setdefault(name, value)
    initialize()

"""Telemetry begins only if an operator asks for it, and says what is missing."""

from __future__ import annotations

import os
import sys

import pytest
from opentelemetry.instrumentation import auto_instrumentation
from structlog.testing import capture_logs

from tracker import telemetry


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the services for which OpenTelemetry was initialized."""
    names: list[str] = []
    for name in ("OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_LOGS_EXPORTER"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(
        auto_instrumentation, "initialize", lambda: names.append(os.environ["OTEL_SERVICE_NAME"])
    )
    return names


def test_without_a_variable_nothing_is_sent(begun: list[str]) -> None:
    telemetry.begin("web")

    assert begun == []


def test_with_a_variable_the_service_has_the_name_of_its_role(
    begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")

    telemetry.begin("worker")

    assert begun == ["tracker-worker"]


def test_a_service_name_of_the_operator_is_kept(begun: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "claims-eu")

    telemetry.begin("web")

    assert begun == ["claims-eu"]


def test_without_its_packages_a_warning_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.instrumentation.auto_instrumentation", None)

    with capture_logs() as logs:
        telemetry.begin("web")

    assert [line["remedy"] for line in logs] == ["pip install -r requirements/telemetry.txt"]

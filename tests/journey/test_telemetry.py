"""OpenTelemetry: with its variables set, web and worker send their traces to a collector."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.journey.service import running, wait_for

pytestmark = pytest.mark.journey
TASKS = {"run/claims.tasks.capture_due_submissions", "run/claims.tasks.publish_events"}
"""The article is read, and its events get their places in the feed."""


class Collector:
    """An OTLP receiver on loopback. `bodies` has what came, decompressed."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_compressed = self.headers.get("Content-Encoding") == "gzip"
                collector.bodies.append(gzip.decompress(body) if is_compressed else body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self, service_name: str) -> list[Span]:
        """The spans of a service."""
        return [
            span
            for body in list(self.bodies)
            for part in ExportTraceServiceRequest.FromString(body).resource_spans
            if any(
                one.key == "service.name" and one.value.string_value == service_name
                for one in part.resource.attributes
            )
            for scope in part.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


def test_the_trace_of_a_posted_article_goes_on_in_the_worker_and_has_no_secret(
    collector: Collector, tmp_path: Path
) -> None:
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_METRICS_EXPORTER": "none"}
    with running(tmp_path, **settings, OTEL_BSP_SCHEDULE_DELAY="300") as service:
        service.ask(
            "POST", "/articles", {"content": "Heron-1 beats Model-5 on MMLU.", "content_type": "text/plain"}
        )

        def worked() -> set[str]:
            requests = (
                span for span in collector.spans("tracker-web") if span.name == "POST api/v1/articles"
            )
            trace = next((span.trace_id for span in requests), b"")
            names = {span.name for span in collector.spans("tracker-worker") if span.trace_id == trace}
            return {name for name in names if name.startswith("run/")}

        wait_for(lambda: worked() >= TASKS, "the spans of its tasks in the trace of the request")
        key = service.key

    assert not [body for body in collector.bodies if key.encode() in body]

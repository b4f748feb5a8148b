"""Traffic: callers that write and repeat what was not answered, a consumer of the feed, and a receiver of webhooks."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

from tests.journey.service import Service

_TEXT = "# Report {mark}\n\nKestrel-{mark} scores 87.9% on GridReason. It was trained on 12 trillion tokens, says the lab.\n"


class Caller(threading.Thread):
    """A thread that calls the API until it is told to stop."""

    def __init__(self, service: Service, stop: threading.Event, url: str = "") -> None:
        super().__init__(daemon=True)
        self.service, self.stop = service, stop
        self._url = url or service.url
        self._key = service.key

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of the response. Repeats the request until it is answered with less than 500."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json", **headers}
        while True:
            request = urllib.request.Request(f"{self._url}/api/v1{path}", data, sent, method=method)
            try:
                with urllib.request.urlopen(request, timeout=20) as response:
                    return json.loads(response.read())
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 409:  # 409: the request before is still under way
                    raise AssertionError(f"{method} {path}: {error.read().decode()}") from error
            except (OSError, ValueError):
                pass  # no connection, or half of a response
            time.sleep(0.3)


class Writer(Caller):
    """Posts articles and entities, and keeps the ids of what was accepted."""

    def __init__(self, service: Service, stop: threading.Event, number: int, url: str = "") -> None:
        super().__init__(service, stop, url)
        self.number = number
        self.articles: list[str] = []
        self.entities: list[str] = []

    def run(self) -> None:
        """Write until the end."""
        count = 0
        while not self.stop.is_set():
            count += 1
            mark = f"{self.number}-{count}"
            once = {"Idempotency-Key": str(uuid.uuid4())}
            if count % 5:
                article = {
                    "content": _TEXT.format(mark=mark),
                    "content_type": "text/markdown",
                    "title": f"Report {mark}",
                }
                self.articles.append(self.call("POST", "/articles", article, **once)["id"])
            else:
                entity = {"name": f"Laboratory {mark}", "kind": "organisation"}
                self.entities.append(self.call("POST", "/entities", entity, **once)["id"])
            time.sleep(0.5)


class Consumer(Caller):
    """Reads the feed as it grows."""

    def __init__(self, service: Service, stop: threading.Event) -> None:
        super().__init__(service, stop)
        self.seqs: list[int] = []

    def run(self) -> None:
        """Read until the end."""
        while not self.stop.is_set():
            self.read(wait=2)

    def read(self, wait: int = 0) -> list[dict[str, Any]]:
        """The next page."""
        after = self.seqs[-1] if self.seqs else 0
        page: list[dict[str, Any]] = self.call("GET", f"/events?after={after}&wait={wait}&limit=1000")["data"]
        self.seqs += [event["seq"] for event in page]
        return page


class Receiver:
    """Verifies webhooks, and counts them by event. The first request for one event in ten is answered with 503."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()
        self.refused: set[str] = set()
        self.forged = 0
        self.calls = 0
        self._secret = ""
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.receive(body, {name.lower(): value for name, value in self.headers.items()})
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def listen_to(self, service: Service) -> None:
        """Register for all events."""
        url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        self._secret = service.ask("POST", "/webhook-endpoints", {"url": url, "event_types": ["*"]})["secret"]

    def receive(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the response."""
        with self._lock:
            self.calls += 1
            event = headers.get("webhook-id", "")
            if self.calls % 10 == 0 and event not in self.refused:
                self.refused.add(event)
                return 503
            try:
                Webhook(self._secret).verify(body, headers)
                self.received[event] += 1
            except Exception:  # noqa: BLE001 - of any kind: it is counted
                self.forged += 1
            return 204

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

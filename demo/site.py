"""Site: an HTTP server on the loopback interface for the pages and the webhook receiver."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo import pages, receiver
from demo.memory import DemoError, Memory

ADDRESS = "127.0.0.1"
MAX_HOOK_BYTES = 256 * 1024
_FIRST_CHANGE = 1_772_600_000
_MAX_RECEIVED = 1000


class Site(ThreadingHTTPServer):
    """Serves the current variant of each page, and prints received webhooks with `say`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, memory: Memory, say: Callable[[str], None]) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.memory, self.say = memory, say
        self.received: deque[str] = deque(maxlen=_MAX_RECEIVED)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print errors, except for clients that close the connection."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.say(f"the site could not respond: {error!r}")

    def variant_of(self, name: str) -> tuple[str, int]:
        """The current variant of a page, and the time of its change (Unix seconds)."""
        variant, since = self.memory.read().get("variants", {}).get(name, (pages.FIRST, _FIRST_CHANGE))
        return str(variant), int(since)


class _Handler(BaseHTTPRequestHandler):
    """Handles a request; every response has a length, as HTTP/1.1 requires."""

    server: Site
    protocol_version = "HTTP/1.1"
    timeout = 15
    server_version, sys_version = "demo", ""

    def do_GET(self) -> None:
        """Send a page, the list of pages, or robots.txt."""
        name = self.path.partition("?")[0].strip("/")
        try:
            if name in pages.PAGES:
                self._page(name)
            elif name == "robots.txt":
                self._send(HTTPStatus.OK, b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")
            elif name:
                self._send_text(HTTPStatus.NOT_FOUND, "This page does not exist.")
            else:
                self._send(HTTPStatus.OK, self._index())
        except DemoError as error:
            self._send_text(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Receive a webhook."""
        self.close_connection = True
        if self.path != "/hooks":
            self._send_text(HTTPStatus.NOT_FOUND, "Webhooks go to /hooks.")
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 10):
            self._send_text(HTTPStatus.LENGTH_REQUIRED, "Content-Length is missing.")
        elif int(length) > MAX_HOOK_BYTES:
            self._send_text(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_HOOK_BYTES} bytes.")
        else:
            self._hook(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:
        """Do not print requests for pages."""

    def _hook(self, body: bytes) -> None:
        try:
            secret = str(self.server.memory.read().get("secret", ""))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.verify(secret, headers, body, now=time.time())
            event = receiver.describe(body)
        except receiver.RefusedError as error:
            self.server.say(f"a webhook was refused: {error}")
            self._send_text(HTTPStatus.UNAUTHORIZED, str(error))
        except (ValueError, KeyError, TypeError):
            self._send_text(HTTPStatus.BAD_REQUEST, "This is not an event.")
        except DemoError as error:
            self._send_text(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        else:
            # Delivery is at least once: a repeated webhook has the same id.
            is_repeated = headers["webhook-id"] in self.server.received
            self.server.received.append(headers["webhook-id"])
            again = " again" if is_repeated else ""
            self.server.say(f"webhook {event} received{again}, signature verified")
            self._send(HTTPStatus.NO_CONTENT)

    def _page(self, name: str) -> None:
        variant, since = self.server.variant_of(name)
        if variant == pages.GONE:
            self._send_text(HTTPStatus.GONE, "This page was removed permanently.")
            return
        try:
            body = pages.render(name, variant)
        except KeyError:
            body = pages.render(name, pages.FIRST)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        changed_at = datetime.fromtimestamp(since, UTC)
        validators = {
            "ETag": etag,
            "Last-Modified": format_datetime(changed_at, usegmt=True),
            "Cache-Control": "no-cache",
        }
        if self._is_current(etag, changed_at):
            self._send(HTTPStatus.NOT_MODIFIED, headers=validators)
        else:
            self._send(HTTPStatus.OK, body, headers=validators)

    def _is_current(self, etag: str, changed_at: datetime) -> bool:
        """Whether the client has this version; a tag takes precedence over a date (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        try:
            return changed_at <= parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):
            return False

    def _index(self) -> bytes:
        rows = (
            f'<tr><td><a href="/{name}">{escape(page.title)}</a></td><td>{escape(page.publisher)}</td>'
            f"<td>{escape(self.server.variant_of(name)[0])}</td></tr>"
            for name, page in pages.PAGES.items()
        )
        head = "<tr><th>page</th><th>publisher</th><th>current variant</th></tr>"
        table = f"<table>{head}{''.join(rows)}</table>"
        return f"<!doctype html><title>Pages of the demo</title><h1>Pages of the demo</h1>{table}".encode()

    def _send_text(self, status: HTTPStatus, text: str) -> None:
        body = (
            json.dumps({"detail": text}).encode()
            if self.command == "POST"
            else f"<p>{escape(text)}</p>".encode()
        )
        self._send(status, body, "application/json" if self.command == "POST" else "text/html; charset=utf-8")

    def _send(
        self,
        status: HTTPStatus,
        body: bytes = b"",
        content_type: str = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status not in (HTTPStatus.NOT_MODIFIED, HTTPStatus.NO_CONTENT):
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

"""Site: the pages and the webhook receiver, on one port of the loopback."""

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
_SINCE_EVER = 1_772_600_000
_REMEMBERED = 1000


class Site(ThreadingHTTPServer):
    """Serves the variant of each page that the memory names; prints the webhooks that it receives with `say`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, memory: Memory, say: Callable[[str], None]) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.memory, self.say = memory, say
        self.received: deque[str] = deque(maxlen=_REMEMBERED)

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up on us is no news; anything else is."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.say(f"the site could not answer: {error!r}")

    def variant_of(self, name: str) -> tuple[str, int]:
        """The page's variant, and since when it is the one (Unix seconds)."""
        variant, since = self.memory.read().get("variants", {}).get(name, (pages.FIRST, _SINCE_EVER))
        return str(variant), int(since)


class _Handler(BaseHTTPRequestHandler):
    """One request. HTTP/1.1 with a length on every answer."""

    server: Site
    protocol_version = "HTTP/1.1"
    timeout = 15
    server_version, sys_version = "demo", ""

    def do_GET(self) -> None:
        """A page, the list of them, or robots.txt."""
        name = self.path.partition("?")[0].strip("/")
        try:
            if name in pages.PAGES:
                self._page(name)
            elif name == "robots.txt":
                self._answer(HTTPStatus.OK, b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")
            elif name:
                self._say(HTTPStatus.NOT_FOUND, "There is no such page.")
            else:
                self._answer(HTTPStatus.OK, self._index())
        except DemoError as error:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """A webhook."""
        self.close_connection = True
        if self.path != "/hooks":
            self._say(HTTPStatus.NOT_FOUND, "Webhooks go to /hooks.")
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 10):
            self._say(HTTPStatus.LENGTH_REQUIRED, "Say how long the body is.")
        elif int(length) > MAX_HOOK_BYTES:
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_HOOK_BYTES} bytes.")
        else:
            self._hook(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:
        """Pages that are looked at are not worth a line."""

    def _hook(self, body: bytes) -> None:
        try:
            secret = str(self.server.memory.read().get("secret", ""))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.verify(secret, headers, body, now=time.time())
            words = receiver.describe(body)
        except receiver.RefusedError as error:
            self.server.say(f"a webhook was refused: {error}")
            self._say(HTTPStatus.UNAUTHORIZED, str(error))
        except (ValueError, KeyError, TypeError):
            self._say(HTTPStatus.BAD_REQUEST, "This is no event.")
        except DemoError as error:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        else:
            # Delivered at least once: the id tells whether it is new.
            is_known = headers["webhook-id"] in self.server.received
            self.server.received.append(headers["webhook-id"])
            again = " again" if is_known else ""
            self.server.say(f"webhook {words} received{again}, signature verified")
            self._answer(HTTPStatus.NO_CONTENT)

    def _page(self, name: str) -> None:
        variant, since = self.server.variant_of(name)
        if variant == pages.GONE:
            self._say(HTTPStatus.GONE, "This page was taken down for good.")
            return
        try:
            body = pages.render(name, variant)
        except KeyError:
            body = pages.render(name, pages.FIRST)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        changed_at = datetime.fromtimestamp(since, UTC)
        about = {
            "ETag": etag,
            "Last-Modified": format_datetime(changed_at, usegmt=True),
            "Cache-Control": "no-cache",
        }
        if self._has_it(etag, changed_at):
            self._answer(HTTPStatus.NOT_MODIFIED, headers=about)
        else:
            self._answer(HTTPStatus.OK, body, headers=about)

    def _has_it(self, etag: str, changed_at: datetime) -> bool:
        """Whether the caller has this page already; a tag counts for more than a date (RFC 9110, 13.2.2)."""
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
        head = "<tr><th>page</th><th>publisher</th><th>as it is now</th></tr>"
        table = f"<table>{head}{''.join(rows)}</table>"
        return f"<!doctype html><title>The demo's pages</title><h1>The demo's pages</h1>{table}".encode()

    def _say(self, status: HTTPStatus, words: str) -> None:
        body = (
            json.dumps({"detail": words}).encode()
            if self.command == "POST"
            else f"<p>{escape(words)}</p>".encode()
        )
        self._answer(
            status, body, "application/json" if self.command == "POST" else "text/html; charset=utf-8"
        )

    def _answer(
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

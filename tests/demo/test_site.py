"""The site, asked over the loopback."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.pipeline.webhooks.signatures import sign
from demo.memory import Memory
from demo.site import Site

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
BODY = b'{"type":"claim.evidence_changed","severity":4}'
Answer = tuple[int, dict[str, str], bytes]


class Served:
    """A site that runs, its memory, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.memory = Memory(folder / "demo.json")
        self.memory.path.write_text('{"port": 1}')
        self.said: list[str] = []
        self.site = Site(0, self.memory, self.said.append)
        threading.Thread(target=self.site.serve_forever, args=(0.01,), daemon=True).start()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.server_port, timeout=5)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        answer = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        connection.close()
        return answer

    def send(self, timestamp: int, signature: str) -> Answer:
        return self.ask(
            "POST",
            "/hooks",
            BODY,
            webhook_id="event_1",
            webhook_timestamp=str(timestamp),
            webhook_signature=signature,
        )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.site.shutdown()
    served.site.server_close()


def test_page_is_html_with_title_navigation_and_article(served):
    status, headers, body = served.ask("GET", "/gridreason-board")

    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<title>The board | GridReason</title>" in body
    assert b'<nav><a href="/news">News</a>' in body
    assert b"Meridane-3 scores 71.4% on GridReason" in body


def test_current_version_of_the_client_is_a_304(served):
    _, headers, _ = served.ask("GET", "/gridreason-board")

    by_tag = served.ask("GET", "/gridreason-board", If_None_Match=headers["etag"])
    by_date = served.ask("GET", "/gridreason-board", If_Modified_Since=headers["last-modified"])

    assert (by_tag[0], by_tag[1]["etag"], by_tag[2]) == (304, headers["etag"], b"")
    assert by_date[0] == 304


def test_tag_takes_precedence_over_the_date(served):
    _, headers, _ = served.ask("GET", "/gridreason-board")

    status, _, _ = served.ask(
        "GET", "/gridreason-board", If_None_Match='"another"', If_Modified_Since=headers["last-modified"]
    )

    assert status == 200


def test_edit_shows_at_once_with_new_validators(served):
    _, before, _ = served.ask("GET", "/gridreason-board")
    served.memory.change(variants={"gridreason-board": ["edited", 1_800_000_000]})

    status, after, body = served.ask("GET", "/gridreason-board", If_None_Match=before["etag"])

    assert status == 200
    assert b"scores 68.9%" in body
    assert after["etag"] != before["etag"]
    assert after["last-modified"] == "Fri, 15 Jan 2027 08:00:00 GMT"


def test_removed_page_returns_410(served):
    served.memory.change(variants={"help-desk": ["gone", 1_800_000_000]})

    assert served.ask("GET", "/help-desk")[0] == 410
    assert served.ask("GET", "/single-card")[0] == 200


def test_head_has_no_body(served):
    status, headers, body = served.ask("HEAD", "/model-card")

    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_front_page_lists_the_pages_and_robots_are_allowed(served):
    assert b'<a href="/vellmar-archive">The archive reads its letters</a>' in served.ask("GET", "/")[2]
    assert served.ask("GET", "/robots.txt")[2] == b"User-agent: *\nAllow: /\n"
    assert served.ask("GET", "/../secret_key")[0] == 404


def test_signed_webhook_is_accepted_and_printed(served):
    now = int(time.time())
    served.memory.change(secret=SECRET)

    first = served.send(now, sign([SECRET], "event_1", now, BODY))
    second = served.send(now, sign([SECRET], "event_1", now, BODY))

    assert (first[0], second[0]) == (204, 204)
    assert served.said == [
        "webhook claim.evidence_changed (severity 4) received, signature verified",
        "webhook claim.evidence_changed (severity 4) received again, signature verified",
    ]


def test_forged_webhook_is_refused(served):
    served.memory.change(secret=SECRET)

    status, _, body = served.send(int(time.time()), "v1,Zm9yZ2Vk")

    assert (status, body) == (401, b'{"detail": "its signature does not match"}')
    assert served.said == ["a webhook was refused: its signature does not match"]


def test_webhook_is_bounded(served):
    assert served.ask("POST", "/hooks", b"", Content_Length="99999999")[0] == 413
    assert served.ask("POST", "/hooks", None, Content_Length="many")[0] == 411
    assert served.ask("POST", "/elsewhere", b"{}")[0] == 404

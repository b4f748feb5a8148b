"""Bad input, through real processes: a problem that says what to mend, or a failed article that says why; no traceback."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.journey.service import Service, running, wait_for

pytestmark = pytest.mark.journey

HTML = {"Content-Type": "text/html; charset=utf-8"}
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
GZIP = {**HTML, "Content-Encoding": "gzip"}
SENTENCE = "Kestrel-7 was trained on 12 trillion tokens, says Café Müller."
PAGE = f"<html><body><p>{SENTENCE}</p></body></html>"

Answer = tuple[int, dict[str, str], bytes]
PAGES: dict[str, Callable[[], Answer]] = {
    "/missing": lambda: (404, HTML, PAGE.encode()),
    "/broken": lambda: (500, HTML, b""),
    "/circle": lambda: (302, {"Location": "/back"}, b""),
    "/back": lambda: (302, {"Location": "/circle"}, b""),
    "/to-a-private-address": lambda: (302, {"Location": "http://10.0.0.1/"}, b""),
    "/to-a-loopback-address": lambda: (302, {"Location": "http://[::1]/"}, b""),
    "/to-a-disguised-address": lambda: (302, {"Location": "http://2130706433/"}, b""),
    "/to-a-file": lambda: (302, {"Location": "file:///etc/passwd"}, b""),
    "/20-megabytes": lambda: (200, HTML, b"<p>two words</p>\n" * 1_250_000),
    "/bomb": lambda: (200, GZIP, bomb(200_000_000)),
    "/bomb-in-a-bomb": lambda: (200, GZIP, gzip.compress(bomb(50_000_000))),
    "/no-gzip": lambda: (200, GZIP, PAGE.encode()),
    "/unknown-coding": lambda: (200, {**HTML, "Content-Encoding": "br"}, b"\x0b\x02\x80"),
    "/broken-off": lambda: (200, {**HTML, "Content-Length": "1000"}, PAGE.encode()),
    "/pdf": lambda: (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7\n1 0 obj\n"),
    "/pdf-that-says-html": lambda: (200, HTML, b"%PDF-1.7\n1 0 obj\n"),
    "/picture": lambda: (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n"),
    "/empty": lambda: (200, HTML, b""),
    "/only-spaces": lambda: (200, HTML, b"<html><body> &nbsp; <script>let a = 1</script></body></html>"),
    "/brackets": lambda: (200, PLAIN, b"[" * 2_000_000),
    "/nested": lambda: (200, HTML, b"<div>" * 300_000 + b"word"),
    "/latin-1-that-says-utf-8": lambda: (200, HTML, PAGE.encode("latin-1")),
    "/utf-16-that-says-utf-8": lambda: (200, HTML, PAGE.encode("utf-16")),
    "/unknown-encoding": lambda: (200, {"Content-Type": "text/html; charset=x-none"}, PAGE.encode()),
    "/etag-that-is-no-text": lambda: (200, {**HTML, "ETag": '"\xff"', "Last-Modified": "\xe9"}, PAGE.encode()),
}  # fmt: skip


@cache
def bomb(size: int) -> bytes:
    """A bomb of this many zeros, made once for all requests."""
    return gzip.compress(bytes(size), 1)


class Handler(BaseHTTPRequestHandler):
    """Serves hostile pages."""

    def do_GET(self) -> None:
        """The page of this path; no site has a robots.txt."""
        status, fields, body = PAGES.get(self.path, lambda: (404, HTML, b""))()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **fields}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(
            ConnectionError
        ):  # a client that refuses a page of this size closes the connection
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    bomb(200_000_000), bomb(50_000_000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("bad-input")) as service:
        yield service


@pytest.fixture(autouse=True)
def no_traceback(service: Service) -> Iterator[None]:
    """Whatever came in, the service's own output tells of no accident."""
    yield
    assert "Traceback" not in (service.folder / "output.log").read_text()


@pytest.mark.parametrize(
    ("body", "pointer", "code", "status"),
    [
        ({}, "", "required", 422),
        ({"url": "", "content": ""}, "/url", "blank", 400),
        ({"url": "https://example.org/", "content": SENTENCE}, "/content_type", "required", 422),
        ({"content": SENTENCE}, "/content_type", "required", 422),
        ({"content": " \n", "content_type": "text/plain"}, "/content", "blank", 422),
        ({"content": "a" * 5_300_000, "content_type": "text/plain"}, "/content", "too_large", 422),
        ({"url": "http://10.0.0.1/"}, "/url", "address_refused", 422),
        ({"url": "http://[::1]/"}, "/url", "address_refused", 422),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "/url", "address_refused", 422),
        ({"url": "http://2130706433/"}, "/url", "bad_url", 422),
        ({"url": "http://0x7f.1/"}, "/url", "bad_url", 422),
        ({"url": "http://example.org\\@10.0.0.1/"}, "/url", "bad_url", 422),
        ({"url": "http://example.org@10.0.0.1/"}, "/url", "bad_url", 422),
        ({"url": "file:///etc/passwd"}, "/url", "bad_url", 400),
        (b"[" * 2_000_000, "", "malformed_json", 400),
        (b'{"url": "\\u0000"}', "/url", "not_storable", 422),
    ],
    ids=lambda value: str(value)[:40],
)
def test_invalid_input_is_a_problem_that_names_its_place(
    service: Service, body: Any, pointer: str, code: str, status: int
) -> None:
    answer, content_type, problem = post(service, body)

    assert (answer, content_type) == (status, "application/problem+json")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert is_sentence(problem["detail"])
    assert is_sentence(problem["errors"][0]["detail"])


def test_an_unknown_host_is_a_problem(service: Service) -> None:
    status, content_type, problem = post(service, {}, Host="elsewhere.example")

    assert (status, content_type, problem["code"]) == (400, "application/problem+json", "bad_request")
    assert is_sentence(problem["detail"])


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        ("/missing", "http_status"),
        ("/broken", "http_status"),
        ("/circle", "too_many_redirects"),
        ("/to-a-private-address", "address_refused"),
        ("/to-a-loopback-address", "address_refused"),
        ("/to-a-disguised-address", "bad_redirect"),
        ("/to-a-file", "bad_redirect"),
        ("/20-megabytes", "too_large"),
        ("/bomb", "too_large"),
        ("/bomb-in-a-bomb", "unsupported_type"),
        ("/no-gzip", "bad_encoding"),
        ("/unknown-coding", "bad_encoding"),
        ("/broken-off", "bad_response"),
        ("/pdf", "broken"),
        ("/pdf-that-says-html", "broken"),
        ("/picture", "unsupported_type"),
        ("/empty", "empty_page"),
        ("/only-spaces", "empty_page"),
        ("/brackets", "empty_page"),
        ("/nested", "too_deep"),
    ],
)
def test_a_page_that_cannot_be_read_is_a_failed_article_with_its_reason(
    service: Service, site: str, path: str, failure: str
) -> None:
    article = settled(service, {"url": f"{site}{path}"})

    assert (article["state"], article["failure"]) == ("failed", failure)
    assert is_sentence(article["failure_detail"])


def test_a_name_that_does_not_resolve_is_a_failed_article(service: Service) -> None:
    article = settled(
        service, {"url": "http://nobody.onion/"}
    )  # no resolver asks the network for it (RFC 7686)

    assert (article["state"], article["failure"]) == ("failed", "name_not_found")
    assert article["failure_detail"] == "The name nobody.onion does not resolve to a public address."


@pytest.mark.parametrize(
    "path",
    [
        "/latin-1-that-says-utf-8",
        "/utf-16-that-says-utf-8",
        "/unknown-encoding",
        "/etag-that-is-no-text",
    ],
)
def test_a_page_with_wrong_headers_is_read(service: Service, site: str, path: str) -> None:
    article = settled(service, {"url": f"{site}{path}"})

    assert (article["state"], article["failure"]) == ("captured", "")
    assert SENTENCE in text_of(service, article)


def test_content_is_not_fetched_even_if_its_url_is_bad(service: Service, site: str) -> None:
    body = {"url": f"{site}/missing?posted", "content": SENTENCE, "content_type": "text/plain"}

    article = settled(service, body)

    assert (article["state"], article["url"]) == ("captured", f"{site}/missing?posted")
    assert text_of(service, article) == SENTENCE


def test_content_of_brackets_is_a_failed_article(service: Service) -> None:
    article = settled(service, {"content": "[" * 2_000_000, "content_type": "text/markdown"})

    assert (article["state"], article["failure"]) == ("failed", "empty_page")
    assert is_sentence(article["failure_detail"])


def test_emoji_and_right_to_left_marks_are_kept_and_counted_as_characters(service: Service) -> None:
    claim = "\u202bKestrel-8 🚀👩‍👩‍👧\u200f was trained on 9 trillion tokens \u05d0\u05d1\u05d2 🇦🇶\u202c."
    content = f"🪶🪶 \u200fBirds 🪶\n\nNobody knows them all. {claim}"

    article = settled(service, {"content": content, "content_type": "text/plain"})

    seen = service.get(f"/appearances?article={article['id']}&expand=claim")["data"][0]
    text = text_of(service, article)
    assert "🚀👩‍👩‍👧\u200f was trained on 9 trillion tokens \u05d0\u05d1\u05d2 🇦🇶" in seen["quote"]
    assert text[seen["start"] : seen["end"]] == seen["quote"]
    assert "🚀👩‍👩‍👧" in seen["claim"]["text"]


def post(service: Service, body: Any, **more: str) -> tuple[int, str, Any]:
    """Submit an article: status, media type and body of the answer. Bytes are sent as they are."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {service.key}", "Content-Type": "application/json", **more}
    request = urllib.request.Request(f"{service.url}/api/v1/articles", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get_content_type(), json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), json.load(error)


def settled(service: Service, body: Any) -> Any:
    """The article when it is captured or has failed."""
    status, _, article = post(service, body)
    assert status == 202
    return wait_for(lambda: no_longer_pending(service, article["id"]), f"{article['url']} to be settled")


def no_longer_pending(service: Service, article_id: str) -> Any:
    article = service.get(f"/articles/{article_id}")
    return article if article["state"] != "pending" else None


def text_of(service: Service, article: Any) -> Any:
    return service.get(f"/articles/{article['id']}/versions/1")["text"]


def is_sentence(detail: str) -> bool:
    """A few words with a full stop; it may begin with the name of a host or of a member."""
    return detail.endswith(".") and detail.count(" ") > 2

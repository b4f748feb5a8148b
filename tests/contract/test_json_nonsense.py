"""Invalid bodies and queries are a 400 or 422 that names the invalid part, never a 5xx."""

from __future__ import annotations

import pytest

from tests.callers import Caller

NONSENSE = [
    (b"", "invalid"),
    (b"nonsense", "malformed_json"),
    (b'{"url": "https://a.example"', "malformed_json"),
    (b'{"url": "https://a.example",}', "malformed_json"),
    (b'{"url": "https://a.example"} {}', "malformed_json"),
    (b'{"url": "\xff"}', "malformed_json"),
    (b'\xef\xbb\xbf{"url": "https://a.example"}', "malformed_json"),
    (b'{"url": NaN}', "malformed_json"),
    (b'{"url": -Infinity}', "malformed_json"),
    (b'{"url": "a", "url": "b"}', "malformed_json"),
    (b'{"url": "https://a.example/\\u0000"}', "unprocessable"),
    (b'{"url": "https://a.example/\\ud800"}', "unprocessable"),
    (b'{"\\u0000": 1}', "unprocessable"),
    (b'{"\\udfff": 1}', "unprocessable"),
    (b'{"url": 9223372036854775808}', "unprocessable"),
    (b'{"url": ' + b"9" * 5000 + b"}", "malformed_json"),
    (b'{"url": 1e400}', "unprocessable"),
    (b'{"url": ' + b"[" * 33 + b"]" * 33 + b"}", "unprocessable"),
    (b"[" * 100_000, "malformed_json"),
    (b"null", "invalid"),
    (b"[]", "invalid"),
    (b'"https://a.example"', "invalid"),
    (b'{"url": null}', "invalid"),
    (b'{"url": true}', "invalid"),
    (b'{"url": 5}', "invalid"),
    (b'{"url": ["https://a.example"]}', "invalid"),
    (b'{"url": {"a": 1}}', "invalid"),
    (b'{"url": ""}', "invalid"),
    (b'{"url": "not a url"}', "invalid"),
    (b'{"url": "javascript:alert(1)"}', "invalid"),
    (b'{"url": "http://127.0.0.1/"}', "unprocessable"),
    (b'{"url": "http://a.example/' + b"x" * 2000 + b'"}', "invalid"),
    (b'{"url": "http://a.example/\\n"}', "unprocessable"),
    (b'{"url": "http://a.example", "more": 1}', "invalid"),
]


@pytest.mark.parametrize(("body", "code"), NONSENSE)
def test_an_invalid_body_is_refused(body: bytes, code: str, admin: Caller) -> None:
    response = admin.post("/sources", body)

    assert response.status_code == (422 if code == "unprocessable" else 400)
    assert response.json()["code"] == code


def test_the_error_points_at_the_invalid_part(admin: Caller) -> None:
    response = admin.post("/articles", b'{"authors": ["Ada", "Gr\\u0000ace"]}')

    assert response.json()["errors"] == [
        {
            "pointer": "/authors/1",
            "code": "not_storable",
            "detail": "The string contains a NUL character, which cannot be stored.",
        }
    ]


QUERIES = [
    "q=%00",
    "q=%ff",
    "q=" + "x" * 501,
    "article=%00",
    "article=article_zzzzzzzzzzzzzzzzzzzzzzzzzz",
    "created_at.gte=0001-01-01T00:00:00%2B14:00",
    "created_at.gte=9999-12-31T23:59:59-14:00",
    "created_at.gte=yesterday",
    "created_at.gte=2025-01-01T00:00:00",
    "status.in=",
    "status.in=" + ",".join(["accepted"] * 101),
    "limit=1e3",
    "limit=%D9%A3",
    "limit=201",
    "limit=5&limit=6",
    "cursor=" + "x" * 1001,
    "fields=nothing",
    "expand=citations.source.host",
    "%00=1",
    "q.in=a",
]


@pytest.mark.parametrize("query", QUERIES)
def test_an_invalid_query_is_refused_or_finds_nothing(query: str, reader: Caller) -> None:
    response = reader.get(f"/claims?{query}")

    assert (response.status_code, response.json().get("data", [])) in [(400, []), (422, []), (200, [])]


def test_the_largest_seq_is_read_as_a_number(reader: Caller) -> None:
    assert reader.get("/events?after=9223372036854775807").status_code == 409
    assert reader.get("/events?after=9223372036854775808").status_code == 400


def test_a_version_number_of_20_digits_is_not_found(reader: Caller) -> None:
    response = reader.get("/articles/article_01h455vb4pex5vsknk084sn02q/versions/99999999999999999999")

    assert response.status_code == 404

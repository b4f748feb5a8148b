"""Archives: what is asked of the availability API, and what is believed of its answers."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from claims.pipeline.watching.archives import (
    MAX_ANSWER_BYTES,
    ArchivedCopy,
    archived_copy,
    availability_url,
    is_of,
    raw_copy_url,
    saved_copy,
)

API = "https://archive.org/wayback/available"
COPY = "http://web.archive.org/web/20240229235959/https://site.example/news?id=1"


def answer(**changes: object) -> bytes:
    closest = {"available": True, "url": COPY, "timestamp": "20240229235959", "status": "200"} | changes
    return json.dumps({"url": "site.example", "archived_snapshots": {"closest": closest}}).encode()


def test_question_names_the_url_and_the_time_in_utc():
    at = datetime(2024, 3, 1, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))

    assert availability_url(API, "https://site.example/a?b=c&d=é", at) == (
        f"{API}?url=https%3A%2F%2Fsite.example%2Fa%3Fb%3Dc%26d%3D%C3%A9&timestamp=20240229230203"
    )


def test_question_without_a_time_asks_for_the_latest():
    assert availability_url(API, "https://site.example/") == f"{API}?url=https%3A%2F%2Fsite.example%2F"


def test_copy_is_named_with_its_time_over_https():
    assert archived_copy(answer()) == ArchivedCopy(
        "https://web.archive.org/web/20240229235959/https://site.example/news?id=1",
        datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
        200,
    )


def test_copy_of_another_archive_stays_as_it_is_written():
    url = "http://127.0.0.1:8080/web/20240229235959/https://site.example/news"

    copy = archived_copy(answer(url=url))

    assert copy is not None
    assert copy.url == url


@pytest.mark.parametrize(
    "body",
    [
        b'{"archived_snapshots": {}}',
        answer(available=False),
        answer(available="true"),
        answer(status="404"),
        answer(status="301"),
        answer(status=None),
        answer(url="ftp://web.archive.org/web/20240229235959/https://site.example/"),
        answer(url="http://web.archive.org/save/https://site.example/"),
        answer(url="http://web.archive.org/web/2024/https://site.example/"),
        answer(url="http://web.archive.org/web/20241399235959/https://site.example/"),
        answer(url="http://user@web.archive.org/web/20240229235959/https://site.example/"),
        answer(url="javascript:alert(1)"),
        answer(url=7),
        answer(url=None),
        b"",
        b"<html>Service unavailable</html>",
        b"[]",
        b"null",
        b'{"archived_snapshots": null}',
        b'{"archived_snapshots": {"closest": []}}',
        b'{"archived_snapshots": {"closest": "yes"}}',
        b"[" * 100_000,
        b"\xff\xfe{}",
        answer(more="x" * MAX_ANSWER_BYTES),
    ],
)
def test_anything_else_names_no_copy(body):
    assert archived_copy(body) is None


@pytest.mark.parametrize("flag", ["", "id_", "if_"])
def test_raw_copy_is_the_page_as_it_was_sent(flag):
    url = f"https://web.archive.org/web/20240229235959{flag}/https://site.example/web/20200101000000/http://x"

    assert raw_copy_url(url) == (
        "https://web.archive.org/web/20240229235959id_/https://site.example/web/20200101000000/http://x"
    )


def test_url_that_is_no_copy_has_no_raw_form():
    assert raw_copy_url("https://site.example/news") == "https://site.example/news"


@pytest.mark.parametrize(
    ("final_url", "location"),
    [
        ("https://web.archive.org/web/20260104120000/https://birds.example/", ""),
        ("https://web.archive.org/save/https://birds.example/", "/web/20260104120000/https://birds.example/"),
    ],
)
def test_a_save_service_says_where_the_copy_is(final_url, location):
    copy = saved_copy(final_url, location)

    assert copy == ArchivedCopy(
        "https://web.archive.org/web/20260104120000/https://birds.example/",
        datetime(2026, 1, 4, 12, 0, tzinfo=UTC),
        200,
    )
    assert is_of(copy, "https://archive.org/wayback/available")
    assert not is_of(copy, "https://archive.example/save/")


def test_a_response_that_is_no_copy_names_none():
    assert saved_copy("https://web.archive.org/save/https://birds.example/") is None

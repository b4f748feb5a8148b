"""Fetch, the other way: one POST to a receiver, whatever it answers."""

import asyncio

import pytest

from claims.pipeline.fetching.fetch import PostResponse
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import moved, ok, visit


def post(pages, *, body=b"{}", headers=None, seconds=5.0, path="/", **options):
    return visit(
        pages, lambda door, site: door.post(site.url + path, body, headers or {}, seconds), **options
    )


async def take(site, reader, writer):
    site.body = await reader.readexactly(8)
    writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok")
    await writer.drain()


def test_body_and_headers_arrive_as_they_are():
    answer, site = post(
        {"/": take}, body=b'{"a": 1}', headers={"webhook-id": "evt_1", "Content-Type": "application/json"}
    )

    assert isinstance(answer, PostResponse)
    assert (answer.status, answer.head, answer.remote_address) == (202, b"ok", "127.0.0.1")
    assert site.body == b'{"a": 1}'
    assert "webhook-id: evt_1\r\n" in site.asked[0]
    assert "User-Agent: tests/1\r\n" in site.asked[0]


@pytest.mark.parametrize("status", [200, 400, 404, 410, 500, 503])
def test_any_status_is_an_answer(status):
    answer, _ = post({"/": f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n".encode()})

    assert (answer.status, answer.head) == (status, b"")


def test_redirect_is_an_answer_and_is_not_followed():
    answer, site = post({"/": moved("/b", 307), "/b": ok(b"there")})

    assert answer.status == 307
    assert len(site.asked) == 1


def test_wish_to_be_asked_later_is_heard():
    answer, _ = post({"/": b"HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"})

    assert answer.retry_after_seconds == 30


def test_only_the_head_of_an_answer_is_kept():
    answer, _ = post({"/": ok(b"x" * 1_000_000)})

    assert answer.head == b"x" * 1024


def test_answer_whose_body_never_ends_is_still_an_answer():
    async def stall(site, reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
        await asyncio.sleep(30)

    answer, _ = post({"/": stall}, seconds=0.5)

    assert (answer.status, answer.head) == (200, b"hello")


def test_receiver_may_take_longer_than_the_first_byte_of_a_page():
    async def late(site, reader, writer):
        await asyncio.sleep(0.6)
        writer.write(ok(b"done"))
        await writer.drain()

    answer, _ = post({"/": late}, first_byte_seconds=0.2)

    assert (answer.status, answer.head) == (200, b"done")


def test_receiver_that_says_nothing_is_given_up():
    async def silent(site, reader, writer):
        await asyncio.sleep(30)

    problem, _ = post({"/": silent}, seconds=0.3)

    assert (problem.code, problem.detail) == (FetchFailure.TIMED_OUT, "127.0.0.1 did not respond in time.")


@pytest.mark.parametrize(
    ("host", "code"),
    [("127.0.0.1", FetchFailure.ADDRESS_REFUSED), ("localhost", FetchFailure.NAME_NOT_FOUND)],
)
def test_receiver_at_a_refused_address_gets_nothing(host, code):
    problem, site = visit(
        {"/": ok(b"")}, lambda door, site: door.post(f"http://{host}:{site.port}/", b"{}", {}, 5), allow=()
    )

    assert problem.code == code
    assert site.asked == []


def test_confused_url_never_leaves():
    problem, _ = visit({}, lambda door, site: door.post("http://127.0.0.1\\@example.com/", b"{}", {}, 5))

    assert problem.code == FetchFailure.BAD_URL

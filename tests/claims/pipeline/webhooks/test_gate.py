"""A gate lets ten requests to an endpoint through at a time, and none after a failure."""

from __future__ import annotations

import asyncio

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.fetch import PostResponse
from claims.pipeline.webhooks.gate import NOT_SENT, Gate


async def send_all(gate: Gate, statuses: list[int | FetchError]) -> tuple[list[object], int]:
    """The results of requests that end like these, and the most that were under way at a time."""
    under_way = most = 0

    async def request(status: int | FetchError) -> PostResponse:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        if isinstance(status, FetchError):
            raise status
        return PostResponse(status, b"", 1, "127.0.0.1")

    results = await asyncio.gather(
        *(gate.send(lambda status=status: request(status)) for status in statuses),  # type: ignore[misc]
        return_exceptions=True,
    )
    return results, most


def codes(results: list[object]) -> list[object]:
    return [result.code if isinstance(result, FetchError) else result.status for result in results]  # type: ignore[attr-defined]


def test_ten_requests_are_under_way_at_a_time() -> None:
    results, most = asyncio.run(send_all(Gate(), [204] * 35))

    assert (codes(results), most) == ([204] * 35, 10)


@pytest.mark.parametrize("failure", [500, 307, FetchError("No answer.", code="timed_out")])
def test_after_a_failure_those_that_wait_are_not_sent(failure: int | FetchError) -> None:
    results, _ = asyncio.run(send_all(Gate(), [failure, *[204] * 30]))

    code = failure.code if isinstance(failure, FetchError) else failure
    assert codes(results) == [code, *[204] * 9, *[NOT_SENT] * 21]

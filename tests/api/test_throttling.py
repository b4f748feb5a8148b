"""Throttling: the quota of a key, its headers, and Redis unavailable."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from api import throttling
from tests.callers import Caller
from tests.factories import make_key


def test_beyond_the_quota_the_time_to_wait_is_reported() -> None:
    caller = uuid.uuid4().hex

    taken = [throttling.count_request(caller, quota=3) for _ in range(4)]

    assert [allowance.remaining for allowance in taken] == [2, 1, 0, 0]
    assert [allowance.retry_after_seconds > 0 for allowance in taken] == [False, False, False, True]
    assert 15 < taken[3].retry_after_seconds <= 20


def test_concurrent_requests_never_exceed_the_quota() -> None:
    caller = uuid.uuid4().hex

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: throttling.count_request(caller, quota=10), range(40)))

    assert sum(allowance.retry_after_seconds == 0 for allowance in taken) == 10


@pytest.mark.django_db
def test_every_response_reports_what_remains(reader: Caller) -> None:
    response = reader.get("/me")

    assert response["RateLimit-Policy"] == '"default";q=1200;w=60'
    assert response["RateLimit"] == '"default";r=1199;t=1'


@pytest.mark.django_db
def test_requests_beyond_the_quota_are_a_429(settings: object) -> None:
    settings.API_RATE_PER_MINUTE = 2
    caller = Caller(make_key()[1])

    statuses = [caller.get("/me").status_code for _ in range(2)]
    refused = caller.get("/me")

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert refused.json()["code"] == "rate_limited"
    assert 25 <= int(refused["Retry-After"]) <= 30
    assert refused["RateLimit"].startswith('"default";r=0;t=')


@pytest.mark.django_db
def test_each_key_has_its_own_quota(settings: object) -> None:
    settings.API_RATE_PER_MINUTE = 1
    first, second = Caller(make_key()[1]), Caller(make_key()[1])

    assert [first.get("/me").status_code, first.get("/me").status_code] == [200, 429]
    assert second.get("/me").status_code == 200


@pytest.fixture
def redis_unavailable(settings: object) -> Iterator[None]:
    """A port without a server."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    throttling._script.cache_clear()
    yield
    throttling._script.cache_clear()


@pytest.mark.django_db
def test_while_redis_is_unavailable_requests_are_not_limited(redis_unavailable: None) -> None:
    response = Caller(make_key()[1]).get("/me")

    assert response.status_code == 200
    assert "RateLimit" not in response


def test_the_count_of_a_caller_expires(settings: object) -> None:
    caller = uuid.uuid4().hex
    client = redis.Redis.from_url(settings.REDIS_URL)

    throttling.count_request(caller, quota=60)

    assert 0 < client.pttl(f"tracker:rate:{caller}") <= 1000


@pytest.mark.django_db
def test_requests_without_a_key_are_counted_by_address(settings: object) -> None:
    settings.API_RATE_PER_MINUTE = 1
    client = Caller().client
    addresses = ["203.0.113.7", "203.0.113.7", "203.0.113.8"]

    statuses = [client.get("/api/v1/problems", REMOTE_ADDR=address).status_code for address in addresses]

    assert statuses == [200, 429, 200]

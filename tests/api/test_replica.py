"""A replica is read only while it is current, and has what the caller wrote."""

from __future__ import annotations

import threading

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, router
from django.test import RequestFactory
from pytest_django import Settings

from api import replica
from api.models import ApiKey
from api.replica import Progress
from claims import reading
from claims.models import Claim
from claims.reading import ReadRouter


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_replica_that_was_never_seen_is_not_read() -> None:
    assert not Progress(10.0, Clock()).has(None)


def test_a_replica_is_current_while_it_has_what_the_primary_had_a_short_time_ago() -> None:
    clock = Clock()
    progress = Progress(10.0, clock)
    progress.note(1000.0, primary=500, replayed=500)
    for now in (1001.0, 1005.0, 1010.0):  # the primary goes on, the replica does not
        clock.now = now
        progress.note(now, primary=int(now), replayed=500)

    assert progress.has(None)
    clock.now = 1010.1
    assert not progress.has(None)

    progress.note(1011.0, primary=1011, replayed=1005)
    assert progress.has(None)  # what was there at 1005 s


def test_own_writes_are_there_once_their_position_is_replayed() -> None:
    progress = Progress(10.0, Clock())
    progress.note(1000.0, primary=500, replayed=500)

    assert progress.has(500)
    assert not progress.has(501)


def test_a_replica_that_failed_or_became_a_primary_is_not_read_until_it_is_seen_again() -> None:
    progress = Progress(10.0, Clock())
    progress.note(1000.0, primary=500, replayed=500)
    progress.note(1000.0, primary=500, replayed=None)
    assert not progress.has(None)

    progress.note(1000.0, primary=500, replayed=500)
    progress.forget()
    assert not progress.has(None)
    progress.note(1000.0, primary=500, replayed=500)
    assert progress.has(None)


def test_only_tables_of_the_service_are_read_from_the_replica(settings: Settings) -> None:
    settings.DATABASE_ROUTERS = ["claims.reading.ReadRouter"]

    with reading.from_replica():
        assert (router.db_for_read(Claim), router.db_for_read(ApiKey)) == ("replica", "default")
        assert router.db_for_write(Claim) == "default"
    assert router.db_for_read(Claim) == "default"
    assert not ReadRouter().allow_migrate("replica", "claims")


@pytest.fixture
def current(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Progress:
    """There is a replica, and it has everything up to 500."""
    settings.HAS_REPLICA = True
    progress = Progress(1e9)
    progress.note(0.0, primary=500, replayed=500)
    monkeypatch.setattr(replica, "_progress", progress)
    monkeypatch.setattr(replica, "_follow", lambda: None)
    return progress


@pytest.mark.parametrize(
    ("method", "path", "headers", "may"),
    [
        ("GET", "/api/v1/claims", {}, True),
        ("HEAD", "/api/v1/claims", {}, True),
        ("POST", "/api/v1/claims", {}, False),
        ("GET", "/api/v1/events?wait=5", {}, False),
        ("GET", "/api/v1/lookup", {"Prefer": "wait=5"}, False),
    ],
)
def test_requests_that_only_read_and_do_not_wait_are_served(
    current: Progress, method: str, path: str, headers: dict[str, str], may: bool
) -> None:
    assert replica.may_serve(RequestFactory().generic(method, path, headers=headers)) is may


@pytest.mark.django_db
def test_a_caller_that_wrote_is_not_served_until_the_replica_has_it(current: Progress) -> None:
    wrote = RequestFactory().post("/api/v1/claims", headers={"Authorization": "Bearer a"})
    reads = RequestFactory().get("/api/v1/claims", headers={"Authorization": "Bearer a"})
    other = RequestFactory().get("/api/v1/claims", headers={"Authorization": "Bearer b"})
    replica.note_write(wrote)

    assert (replica.may_serve(reads), replica.may_serve(other)) == (False, True)
    current.note(0.0, primary=2**60, replayed=2**60)
    assert replica.may_serve(reads)


def test_nothing_is_served_while_own_writes_are_not_known(current: Progress, settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert not replica.may_serve(RequestFactory().get("/api/v1/claims"))


def test_nothing_is_served_after_a_failure(current: Progress) -> None:
    replica.note_failure(OperationalError("away"))

    assert not replica.may_serve(RequestFactory().get("/api/v1/claims"))


def test_a_request_without_a_free_seat_is_left_to_the_primary(
    current: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "_seats", threading.BoundedSemaphore(1))
    request = RequestFactory().get("/api/v1/claims")

    with replica.seat(request) as first, replica.seat(request) as second:
        assert (first, second) == (True, False)
    with replica.seat(request) as later:
        assert later


def test_without_a_replica_nothing_is_followed() -> None:
    assert list(connections) == [DEFAULT_DB_ALIAS]
    assert not replica.may_serve(RequestFactory().get("/api/v1/claims"))

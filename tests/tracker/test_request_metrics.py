"""Requests are counted by the patterns of their paths, never by the paths."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.counts import counts_of, forget_counts

pytestmark = pytest.mark.django_db
REQUESTS, SECONDS = "tracker_http_requests_total", "tracker_http_request_duration_seconds"
CLAIM = "/api/v1/claims/<str:id>"


@pytest.fixture(autouse=True)
def _from_zero() -> None:
    forget_counts()


def test_requests_are_counted_by_method_route_and_status(client: Client) -> None:
    client.get("/healthz")
    client.get("/api/v1/claims/claim_1")
    client.get("/api/v1/claims/claim_2")
    client.delete("/api/v1/claims/claim_2")

    assert counts_of(REQUESTS) == {
        ("GET", "/healthz", "200"): 1,
        ("GET", CLAIM, "401"): 2,
        ("DELETE", CLAIM, "401"): 1,
    }
    assert counts_of(SECONDS) == {("GET", "/healthz"): 1, ("GET", CLAIM): 2, ("DELETE", CLAIM): 1}


def test_unknown_paths_and_methods_share_a_label(client: Client) -> None:
    for number in range(3):
        client.generic(f"X{number}", f"/missing/{number}")

    assert counts_of(REQUESTS) == {("other", "other", "404"): 3}


def test_requests_that_wait_for_data_are_not_timed(client: Client) -> None:
    client.get("/api/v1/events?after=0&wait=20")
    client.get("/api/v1/events?after=0", headers={"Prefer": "wait=20"})
    client.get("/api/v1/events?after=0")

    assert counts_of(REQUESTS) == {("GET", "/api/v1/events", "401"): 3}
    assert counts_of(SECONDS) == {("GET", "/api/v1/events"): 1}


def test_further_pages_of_a_stream_are_not_counted(client: Client) -> None:
    client.get("/api/v1/events", **{"tracker.is_continued": True})

    assert counts_of(REQUESTS) == {}

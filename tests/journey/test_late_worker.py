"""A worker that is there and does nothing: callers are served, readiness says so, and its work is done when it goes on."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import redis

from tests.journey.service import Service, running, stopped, wait_for

pytestmark = pytest.mark.journey
TEXT = "Kestrel-2 was trained on 12 trillion tokens of curated text."


def readiness(service: Service) -> tuple[int, str]:
    """The status of `/readyz`, and what it says of beat."""
    try:
        with urllib.request.urlopen(f"{service.url}/readyz", timeout=30) as answer:
            return answer.status, json.loads(answer.read())["checks"]["beat"]
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())["checks"]["beat"]


def test_what_callers_post_while_the_worker_is_stopped_is_done_when_it_goes_on(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        given = service.environment()
        with stopped(service.children("celery", "worker")):
            # as if a minute had passed: what the worker noted last is too old, and forgotten after ten minutes
            redis.Redis.from_url(given["REDIS_URL"]).delete("tracker:1:beat_at")
            article = service.ask("POST", "/articles", {"content": TEXT, "content_type": "text/plain"})
            late = readiness(service)
            waiting = service.get(f"/articles/{article['id']}")["state"]

        wait_for(lambda: service.get(f"/articles/{article['id']}")["state"] == "captured", "the article")
        wait_for(lambda: readiness(service) == (200, "ok"), "readiness")
        events = wait_for(lambda: service.get("/events?limit=100")["data"], "events in the feed")

    assert late == (503, "failed: no task of beat has run; are beat and a worker running?")
    assert waiting == "pending"
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))

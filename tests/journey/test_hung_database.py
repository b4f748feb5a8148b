"""A PostgreSQL that is there and says nothing: requests are answered in bounded time, and work goes on when it does."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.journey.service import Service, running, stopped, wait_for

pytestmark = pytest.mark.journey
TEXT = "Kestrel-2 was trained on 12 trillion tokens of curated text."


def problem(service: Service, path: str) -> tuple[int, str, str]:
    """The status, the code and the detail of a refusal."""
    request = urllib.request.Request(
        f"{service.url}/api/v1{path}", headers={"Authorization": f"Bearer {service.key}"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=120)
    body = json.loads(refused.value.read())
    return refused.value.code, body["code"], body["detail"]


def test_requests_are_refused_while_postgresql_hangs_and_work_goes_on_afterwards(tmp_path: Path) -> None:
    with running(tmp_path, WEB_THREADS="2", WEB_QUEUE_SECONDS="1", WEB_RESPONSE_SECONDS="3") as service:
        service.get("/claims")  # each thread has a session
        with stopped(service.children("postgres", program="postgres")), ThreadPoolExecutor(6) as callers:
            answers = list(callers.map(lambda _: problem(service, "/claims"), range(6)))

        assert {(status, code) for status, code, _ in answers} == {(503, "unavailable")}
        details = {detail for _, _, detail in answers}
        assert "No thread was free for 1 seconds." in details
        assert service.get("/claims")["data"] == []

        article = service.ask("POST", "/articles", {"content": TEXT, "content_type": "text/plain"})
        wait_for(lambda: service.get(f"/articles/{article['id']}")["state"] == "captured", "the article")
        events = service.get("/events?limit=100")["data"]
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))

"""Checks: what must hold when the kills are over and all work is done."""

from __future__ import annotations

import json
import math
import re
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.chaos.traffic import Consumer, Receiver, Writer
from tests.journey.service import Service

_STALL_SECONDS = 120
_QUIET_SECONDS = 65  # the numbers of /metrics are up to a minute old
_WAITING = ("tracker_submissions_waiting", "tracker_events_unpublished", "tracker_deliveries_pending")


def settle(service: Service) -> None:
    """Wait until no article, event or delivery has waited for `_QUIET_SECONDS`. Raises TimeoutError if for two minutes no work is done."""
    quiet, least, until = 0, math.inf, time.monotonic() + _STALL_SECONDS
    while quiet < _QUIET_SECONDS:
        waiting = sum(_waiting(service))
        quiet = 0 if waiting else quiet + 1
        if waiting < least or not waiting:
            least, until = waiting or math.inf, time.monotonic() + _STALL_SECONDS
        if time.monotonic() > until:
            raise TimeoutError(
                f"{waiting:.0f} articles, events and deliveries wait, and none of them was handled."
            )
        time.sleep(1)


def broken_promises(
    service: Service, writers: Sequence[Writer], consumer: Consumer, receiver: Receiver
) -> list[str]:
    """What does not hold; prints what was counted."""
    events = _all_events(service)
    while consumer.read():
        pass
    articles = [key for writer in writers for key in writer.articles]
    entities = [key for writer in writers for key in writer.entities]
    created = Counter(
        event["data"]["subject"]["id"]
        for event in events
        if event["type"] in ("article.created", "entity.created")
    )
    read = Counter(
        event["data"]["subject"]["id"]
        for event in events
        if event["type"] in ("article.captured", "article.failed")
    )
    failed = sum(event["type"] == "article.failed" for event in events)
    # The endpoint gets what happened after its own creation.
    start = next(event["seq"] for event in events if event["type"] == "endpoint.created")
    told = {event["id"] for event in events if event["seq"] > start}
    print(
        f"{len(articles)} articles ({failed} failed) and {len(entities)} entities accepted; {len(events)} events;"
        f" {receiver.received.total()} webhooks for {len(receiver.received)} events in {receiver.calls} requests"
    )
    promises = {
        "seq has no gap": [event["seq"] for event in events] == list(range(1, len(events) + 1)),
        "a consumer beside the kills read each event once": consumer.seqs == list(range(1, len(events) + 1)),
        "no event is in the feed twice": len({event["id"] for event in events}) == len(events),
        "what was accepted is in the feed once": all(created[key] == 1 for key in (*articles, *entities)),
        "accepted ids are distinct": len({*articles, *entities}) == len(articles) + len(entities),
        "each article was captured, or failed, once": all(read[key] == 1 for key in articles),
        "all webhooks are verified": receiver.forged == 0,
        "each event reached the receiver": told <= receiver.received.keys(),
    }
    return [promise for promise, holds in promises.items() if not holds]


def _all_events(service: Service) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while page := service.get(f"/events?after={events[-1]['seq'] if events else 0}&limit=1000")["data"]:
        events += page
    return events


def _waiting(service: Service) -> list[float]:
    try:
        with urllib.request.urlopen(f"{service.url}/metrics", timeout=30) as response:
            text = response.read().decode()
    except (OSError, json.JSONDecodeError):
        return [math.inf]
    return [float(re.search(rf"^{name} (\S+)$", text, re.M)[1]) for name in _WAITING]  # type: ignore[index]

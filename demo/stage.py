"""Stage: the actions of the story: change a page, request a check, read the events and deliveries that follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from demo.memory import DemoError, Memory
from demo.service import Service
from demo.site import ADDRESS

Row = Mapping[str, Any]

MIN_SEVERITY = 4
"""Severity of the events that the webhook endpoint receives and the story prints."""

_CHECK_SECONDS = 60
_EVENT_SECONDS = 15
_MAX_CHECKS = 4
_FAILED_STATES = {"altered", "missing", "ambiguous", "unreachable"}


@dataclass(slots=True)
class Stage:
    """The site, through its memory, and the service, through its API. `seq` is the last event that was read."""

    memory: Memory
    service: Service
    say: Callable[[str], None]
    prints_deliveries: bool = False
    seq: int = 0

    @property
    def site(self) -> str:
        """The URL of the pages, without a trailing slash."""
        return f"http://{ADDRESS}:{self.memory.read()['port']}"

    def show(self, name: str, variant: str) -> None:
        """Make the site serve this variant of the page."""
        variants = self.memory.read().get("variants", {})
        self.memory.change(variants=variants | {name: [variant, int(time.time())]})

    def source(self, name: str) -> Row:
        """The page as a source of the service. Raises DemoError if there is none."""
        sources = self.service.get("/sources", url=f"{self.site}/{name}")["data"]
        if not sources:
            raise DemoError(f"the service no longer has the source {self.site}/{name}")
        return dict(sources[0])

    def changed_pages(self, article: str) -> set[str]:
        """The pages cited by the article that are not live, or whose passages have changed."""
        return {
            row["source"]["url"].removeprefix(f"{self.site}/")
            for row in self.service.get("/citations", article=article, limit=100)["data"]
            if row["source"]["link_state"] != "live" or row["passage"]["state"] in _FAILED_STATES
        }

    def check(self, name: str) -> Row:
        """Request a check and wait for it; if the page has changed, wait for the second check as well."""
        before = self.source(name)
        self.service.post(f"/sources/{before['id']}/check")
        after = self.wait_for(
            lambda: self.source(name),
            lambda row: row["checked_at"] != before["checked_at"],
            f"the check of /{name}",
        )
        if not after["unconfirmed_at"]:
            return after
        self.say(
            "   a change was found; it is published once a second check confirms it, which follows by itself"
        )
        return self.wait_for(
            lambda: self.source(name),
            lambda row: row["unconfirmed_at"] is None,
            f"the second check of /{name}",
        )

    def check_until(self, name: str, condition: Callable[[], bool]) -> None:
        """Request checks until the condition is true. Raises DemoError after some checks."""
        for _ in range(_MAX_CHECKS):
            source = self.check(name)
            if condition():
                return
        outcome = source["last_error"] or "it was read"
        raise DemoError(
            f"{_MAX_CHECKS} checks of {self.site}/{name} did not find its present state ({outcome})"
        )

    def wait_for(self, read: Callable[[], Row], condition: Callable[[Row], bool], name: str) -> Row:
        """Read a row until the condition is true for it. Raises DemoError if that takes too long."""
        until = time.monotonic() + _CHECK_SECONDS
        while not condition(row := read()):
            if time.monotonic() > until:
                raise DemoError(f"{name} takes longer than {_CHECK_SECONDS} s; is the worker running?")
            time.sleep(0.5)
        return row

    def catch_up(self) -> None:
        """Skip the events that have been published so far."""
        more = True
        while more:
            answer = self.service.get("/events", after=self.seq, limit=1000, fields="seq")
            self.seq, more = answer["after"], bool(answer["next"])

    def is_silent(self) -> bool:
        """Whether no event with a severity is published within a few seconds."""
        return not self.service.get("/events", after=self.seq, wait=3, severity__gte=1)["data"]

    def events_until(self, event_type: str, endpoint: str = "") -> list[Row]:
        """Read the feed up to an event of this type; print the severe events and wait for their deliveries."""
        events: list[Row] = []
        until = time.monotonic() + _EVENT_SECONDS
        while not any(row["type"] == event_type for row in events) and time.monotonic() < until:
            answer = self.service.get("/events", after=self.seq, wait=5)
            self.seq = answer["after"]
            events += [
                row for row in answer["data"] if row["type"] == event_type or row["severity"] >= MIN_SEVERITY
            ]
        for row in events:
            self.say(f"   event {row['seq']}: {self._describe(row)}")
        for row in events:
            if endpoint and row["severity"] >= MIN_SEVERITY:
                self._wait_for_delivery(row, endpoint)
        return events

    def _describe(self, event: Row) -> str:
        changes, subject = event["data"]["changes"], event["data"]["subject"]["id"]
        match event["type"]:
            case "citation.changed":
                row = self.service.get(f"/citations/{subject}")
                before, after = changes.get("values", ((), ()))
                figures = f", {', '.join(before)} became {', '.join(after)}" if before else ""
                return f"the passage of citation [{row['label']}] is {row['passage']['state']}{figures}"
            case "claim.evidence_changed":
                before, after = changes["evidence_state"]
                text = self.service.get(f"/claims/{subject}")["text"]
                return f'the claim "{text}" is {after} (was {before})'
            case "source.link_changed":
                before, after = changes["link_state"]
                return f"the link is {after} (was {before})"
            case "source.changed":
                return "the page changed where it is cited"
            case kind:
                return f"{kind} (severity {event['severity']})"

    def _wait_for_delivery(self, event: Row, endpoint: str) -> None:
        """Wait until the event is delivered. A replay prints that; otherwise the receiver of this process does."""
        webhook = f"webhook {event['type']} (severity {event['severity']})"
        until = time.monotonic() + _EVENT_SECONDS
        while time.monotonic() < until:
            rows = self.service.get("/webhook-deliveries", endpoint=endpoint, event=event["id"])["data"]
            if any(row["state"] == "delivered" for row in rows):
                if self.prints_deliveries:
                    self.say(f"   {webhook} delivered")
                return
            time.sleep(0.3)
        self.say(f"   {webhook} is not delivered yet; it will be retried")

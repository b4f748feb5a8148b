"""Stage: what the story can do: change a page, have it looked at, hear what is told about it."""

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
"""What the webhook endpoint is told of, and we with it."""

_LOOK_SECONDS = 60
_NEWS_SECONDS = 15
_MOST_LOOKS = 4
_FALLEN = {"altered", "missing", "ambiguous", "unreachable"}


@dataclass(slots=True)
class Stage:
    """The site through its memory, the service through its API. `seen` is our place in the change feed."""

    memory: Memory
    service: Service
    say: Callable[[str], None]
    tells_deliveries: bool = False
    seen: int = 0

    @property
    def site(self) -> str:
        """Where the pages are, without a slash at the end."""
        return f"http://{ADDRESS}:{self.memory.read()['port']}"

    def turn(self, name: str, variant: str) -> None:
        """From now on the site serves this variant of the page."""
        variants = self.memory.read().get("variants", {})
        self.memory.change(variants=variants | {name: [variant, int(time.time())]})

    def source(self, name: str) -> Row:
        """The page as the service knows it. Raises DemoError if it does not."""
        found = self.service.get("/sources", url=f"{self.site}/{name}")["data"]
        if not found:
            raise DemoError(f"the service does not know the source {self.site}/{name} any more")
        return dict(found[0])

    def fallen(self, article: str) -> set[str]:
        """The pages, out of those that the article cites, that are not live or not what they were."""
        return {
            row["source"]["url"].removeprefix(f"{self.site}/")
            for row in self.service.get("/citations", article=article, limit=100)["data"]
            if row["source"]["link_state"] != "live" or row["passage"]["state"] in _FALLEN
        }

    def look(self, name: str) -> Row:
        """Have the page looked at now, and wait until that is done; if it changed, until a second look was, too."""
        before = self.source(name)
        self.service.post(f"/sources/{before['id']}/check")
        seen = self.wait_for(
            lambda: self.source(name),
            lambda row: row["checked_at"] != before["checked_at"],
            f"looking at /{name}",
        )
        if not seen["unconfirmed_at"]:
            return seen
        self.say("   a change was seen; nobody is told before a second look agrees, and that comes by itself")
        return self.wait_for(
            lambda: self.source(name),
            lambda row: row["unconfirmed_at"] is None,
            f"the second look at /{name}",
        )

    def look_until(self, name: str, is_so: Callable[[], bool]) -> None:
        """Look, and look again: what is grave may be believed at the second look only. Raises DemoError in the end."""
        for _ in range(_MOST_LOOKS):
            source = self.look(name)
            if is_so():
                return
        found = source["last_error"] or "it was read"
        raise DemoError(f"{_MOST_LOOKS} looks at {self.site}/{name} did not find what is there now ({found})")

    def wait_for(self, look: Callable[[], Row], is_so: Callable[[Row], bool], what: str) -> Row:
        """Ask until it is so. Raises DemoError if it takes too long."""
        until = time.monotonic() + _LOOK_SECONDS
        while not is_so(row := look()):
            if time.monotonic() > until:
                raise DemoError(f"{what} takes longer than {_LOOK_SECONDS} s; does the worker run?")
            time.sleep(0.5)
        return row

    def catch_up(self) -> None:
        """What happened before now is no news."""
        more = True
        while more:
            answer = self.service.get("/events", after=self.seen, limit=1000, fields="seq")
            self.seen, more = answer["after"], bool(answer["next"])

    def is_silent(self) -> bool:
        """Whether nothing of any weight comes for a few seconds."""
        return not self.service.get("/events", after=self.seen, wait=3, severity__gte=1)["data"]

    def news(self, awaited: str, endpoint: str = "") -> list[Row]:
        """Read the feed until an event of this type is in it; tell what is grave, and see it delivered."""
        news: list[Row] = []
        until = time.monotonic() + _NEWS_SECONDS
        while not any(row["type"] == awaited for row in news) and time.monotonic() < until:
            answer = self.service.get("/events", after=self.seen, wait=5)
            self.seen = answer["after"]
            news += [
                row for row in answer["data"] if row["type"] == awaited or row["severity"] >= MIN_SEVERITY
            ]
        for row in news:
            self.say(f"   event {row['seq']}: {self._in_words(row)}")
        for row in news:
            if endpoint and row["severity"] >= MIN_SEVERITY:
                self._see_delivered(row, endpoint)
        return news

    def _in_words(self, event: Row) -> str:
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

    def _see_delivered(self, event: Row, endpoint: str) -> None:
        """The receiver says so where it runs; a replay, which runs elsewhere, says it here."""
        words = f"webhook {event['type']} (severity {event['severity']})"
        until = time.monotonic() + _NEWS_SECONDS
        while time.monotonic() < until:
            rows = self.service.get("/webhook-deliveries", endpoint=endpoint, event=event["id"])["data"]
            if any(row["state"] == "delivered" for row in rows):
                if self.tells_deliveries:
                    self.say(f"   {words} delivered")
                return
            time.sleep(0.3)
        self.say(f"   {words} is not delivered yet; it is tried again later")

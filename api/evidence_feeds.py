"""Evidence feeds: changes of the evidence of claims as Atom (RFC 4287) and as JSON Feed 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.utils.feedgenerator import Atom1Feed

JSON_FEED: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1", "type": "string"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "url": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_published": {"type": "string", "format": "date-time"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["id", "url", "title", "content_text", "date_published", "tags"],
            },
        },
    },
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
}
MAX_TITLE = 120
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated."""

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: the URL of its event, the claim with its URL and text, and the states before and after."""

    event_url: str
    claim_url: str
    text: str
    before: str
    after: str
    occurred_at: datetime

    @property
    def title(self) -> str:
        """`lost (was standing): Kestrel-2 was trained …`."""
        text = self.text if len(self.text) <= MAX_TITLE else f"{self.text[: MAX_TITLE - 1]}…"
        return f"{self.after} (was {self.before}): {text}"

    @property
    def content(self) -> str:
        """The whole text, and what happened."""
        return f"The evidence of the claim “{self.text}” was {self.before} and is {self.after}."


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, its own URL, the URL of the service, and its entries, the newest first."""

    title: str
    url: str
    home_url: str
    entries: Sequence[Entry]

    @property
    def updated_at(self) -> datetime:
        """When its newest entry occurred."""
        return max((entry.occurred_at for entry in self.entries), default=BEGINNING)

    def to_json(self) -> dict[str, Any]:
        """JSON Feed 1.1."""
        items = [
            {
                "id": entry.event_url,
                "url": entry.claim_url,
                "title": entry.title,
                "content_text": entry.content,
                "date_published": entry.occurred_at.isoformat(),
                "tags": [entry.after],
            }
            for entry in self.entries
        ]
        head = {"title": self.title, "home_page_url": self.home_url, "feed_url": self.url}
        return {"version": "https://jsonfeed.org/version/1.1", **head, "items": items}

    def to_atom(self) -> bytes:
        """Atom. Characters that XML 1.0 cannot hold are left out."""
        feed = _Atom(
            title=self.title,
            link=self.home_url,
            description="",
            feed_url=self.url,
            feed_guid=self.url,
            author_name="Claims tracker",
        )
        for entry in self.entries:
            feed.add_item(
                title=_NOT_XML.sub("", entry.title),
                link=entry.claim_url,
                description=escape(_NOT_XML.sub("", entry.content)),  # a summary is HTML
                unique_id=entry.event_url,
                updateddate=entry.occurred_at,
                pubdate=entry.occurred_at,
                categories=[entry.after],
            )
        return feed.writeString("utf-8").encode()


class _Atom(Atom1Feed):
    """Without entries it was updated at a fixed time, not at that of the request, so that equal feeds have equal ETags."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.num_items() else BEGINNING

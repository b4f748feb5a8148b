"""Tables on a row's page: the newest related rows and events, with links to the full lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.admin import words
from claims.ids import type_id
from claims.models import Event

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, column titles, rows of cells (text, or HTML from format_html), and the URL of the full list."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    more_url: str = ""
    empty: str = "None."

    @property
    def is_cut(self) -> bool:
        """True if the full list may have more rows."""
        return bool(self.more_url) and len(self.rows) >= SHOWN


def list_url(model: type[models.Model], **filters: Any) -> str:
    """Return the URL of a model's list with filters."""
    query = f"?{urlencode(filters)}" if filters else ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def moment(when: Any) -> SafeString | str:
    """Return a time to the second as HTML, "–" for None."""
    if when is None:
        return "–"
    utc = timezone.localtime(when)
    return format_html('<time datetime="{}">{}</time>', utc.isoformat(), f"{utc:%Y-%m-%d %H:%M:%S}")


def history(keys: Iterable[object], more_url: str = "") -> Table:
    """Return the events about rows, the newest first."""
    events = Event.objects.filter(subject_id__in=list(keys)).order_by("-occurred_at", "-id")[:SHOWN]
    return Table(
        "History",
        ("When", "Event", "From → to", "Actor", "Cause"),
        [
            (moment(event.occurred_at), what(event), changes(event), who(event), cause(event))
            for event in events
        ],
        more_url,
        "No events yet.",
    )


def what(event: Event) -> SafeString:
    """Return the event's type, linked to the event, with its severity."""
    severity = f" (severity {event.severity})" if event.severity else ""
    return format_html("{}{}", words.link_to(event, event.type), severity)


def changes(event: Event) -> SafeString | str:
    """Return `field: before → after`, one line per field."""
    lines = [
        (name, words.plain(pair[0]), words.plain(pair[1]))
        for name, pair in event.changes.items()
        if isinstance(pair, list) and len(pair) == 2
    ]
    return format_html_join(SafeString("<br>"), "<b>{}</b>: {} → {}", lines) or "–"


def who(event: Event) -> SafeString | str:
    """Return the actor: a key, a user or a worker's stage."""
    return format_html("{} {}", event.get_actor_type_display(), words.link_to_id(event.actor_id))


def cause(event: Event) -> SafeString | str:
    """Return the check or the request that caused an event, linked if it has a page."""
    if not event.cause_type:
        return "–"
    return format_html("{} {}", event.cause_type, words.link_to_id(event.cause_id))


def subject(event: Event, *, is_short: bool = False) -> SafeString | str:
    """Return the event's subject, linked; in short its noun and the end of its id."""
    name = type_id(event.subject_type, event.subject_id)
    text = f"{event.subject_type} …{name[-6:]}" if is_short else name
    return words.link(words.page_of(event.subject_type, event.subject_id), text)


def related(event: Event) -> SafeString | str:
    """Return the related rows of an event, linked."""
    pairs = [
        (noun, words.link_to_id(str(key)))
        for noun, keys in event.related.items()
        for key in (keys if isinstance(keys, list) else [keys])
    ]
    return format_html_join(SafeString("<br>"), "{}: {}", pairs) or "–"

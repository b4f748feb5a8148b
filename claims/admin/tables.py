"""Tables: related rows and history on a row's page, the newest few of each, all of them one click away."""

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
    """A heading, column titles, rows of cells (text, or HTML made with format_html), and where all of it is."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    more_url: str = ""
    empty: str = "None."

    @property
    def is_cut(self) -> bool:
        """True if there may be more rows than are shown."""
        return bool(self.more_url) and len(self.rows) >= SHOWN


def list_url(model: type[models.Model], **filters: Any) -> str:
    """The address of a model's list, filtered."""
    query = f"?{urlencode(filters)}" if filters else ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def moment(when: Any) -> SafeString | str:
    """A time to the second, for people and for programs; "–" without one."""
    if when is None:
        return "–"
    utc = timezone.localtime(when)
    return format_html('<time datetime="{}">{}</time>', utc.isoformat(), f"{utc:%Y-%m-%d %H:%M:%S}")


def history(keys: Iterable[object], more_url: str = "") -> Table:
    """The events about some rows, the newest first."""
    found = Event.objects.filter(subject_id__in=list(keys)).order_by("-occurred_at", "-id")[:SHOWN]
    return Table(
        "History",
        ("When", "What", "From → to", "Who", "Cause"),
        [
            (moment(event.occurred_at), what(event), changes(event), who(event), cause(event))
            for event in found
        ],
        more_url,
        "Nothing has been recorded yet.",
    )


def what(event: Event) -> SafeString:
    """The event's type, linked to the event, with its severity if it has one."""
    severity = f" (severity {event.severity})" if event.severity else ""
    return format_html("{}{}", words.link_to(event, event.type), severity)


def changes(event: Event) -> SafeString | str:
    """`field: before → after`, a line each."""
    lines = [
        (name, words.plain(pair[0]), words.plain(pair[1]))
        for name, pair in event.changes.items()
        if isinstance(pair, list) and len(pair) == 2
    ]
    return format_html_join(SafeString("<br>"), "<b>{}</b>: {} → {}", lines) or "–"


def who(event: Event) -> SafeString | str:
    """The actor: a key, a user or a worker's stage."""
    return format_html("{} {}", event.get_actor_type_display(), words.link_to_id(event.actor_id))


def cause(event: Event) -> SafeString | str:
    """The check or the request behind an event; checks are linked."""
    if not event.cause_type:
        return "–"
    return format_html("{} {}", event.cause_type, words.link_to_id(event.cause_id))


def subject(event: Event, *, is_short: bool = False) -> SafeString | str:
    """What the event is about, linked; in short, its noun and the end of its id."""
    name = type_id(event.subject_type, event.subject_id)
    text = f"{event.subject_type} …{name[-6:]}" if is_short else name
    return words.link(words.page_of(event.subject_type, event.subject_id), text)


def related(event: Event) -> SafeString | str:
    """The rows that a reader of the event will want next, linked."""
    pairs = [(noun, words.link_to_id(str(key))) for noun, key in event.related.items()]
    return format_html_join(SafeString("<br>"), "{}: {}", pairs) or "–"

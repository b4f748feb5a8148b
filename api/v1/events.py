"""Events: the change feed: dense, in the order of commits, resumable anywhere."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes, waiting
from api.lists import Filter, narrow, page_url
from api.models import ApiKey
from api.parameters import Parameter, Reader, integer, listing, type_id
from api.shapes import Member, Row
from api.views import DetailView, View, key_of, picking
from claims.ids import type_id as write_type_id
from claims.models import Event
from claims.services.events import NOUNS

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100
MOST_SEQ = 2**63 - 1

_SCOPES = {"endpoint": "webhooks", "api_key": "admin"}
_TEXT = {"type": "string"}


def _data(row: Row) -> dict[str, Any]:
    noun = row["subject_type"]
    subject = {
        "object": noun,
        "id": write_type_id(noun, row["subject_id"]),
        "version": row["subject_version"],
    }
    return {"subject": subject, "changes": row["changes"], "related": row["related"]}


_DATA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {
            "type": "object",
            "description": "What changed, and its version since.",
            "properties": {"object": _TEXT, "id": _TEXT, "version": {"type": ["integer", "null"]}},
            "required": ["object", "id", "version"],
        },
        "changes": {
            "type": "object",
            "description": "`{field: [before, after]}`",
            "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2},
        },
        "related": {
            "type": "object",
            "description": "Ids of what a reader will want next, by noun.",
            "additionalProperties": _TEXT,
        },
    },
    "required": ["subject", "changes", "related"],
}


def _by(kind: str) -> Member:
    """Who, or what made them: its type and its id; null if nothing is known."""

    def make(row: Row) -> dict[str, Any] | None:
        found = row[f"{kind}_type"]
        return {"type": found, "id": row[f"{kind}_id"]} if found else None

    schema = {
        "type": ["object", "null"],
        "properties": {"type": _TEXT, "id": _TEXT},
        "required": ["type", "id"],
    }
    return Member(kind, (f"{kind}_type", f"{kind}_id"), make, schema)


# The members are those of `claims.services.events.envelope_of`, so that the feed and the webhooks say the same.
EVENT = shapes.shape(
    "event",
    Event,
    "/events",
    shapes.number("seq", null=True),
    shapes.word("type", Event.Type.values),
    shapes.time("timestamp", "occurred_at"),
    shapes.number("severity"),
    Member("data", ("subject_type", "subject_id", "subject_version", "changes", "related"), _data, _DATA),
    _by("actor"),
    _by("cause"),
    description="Something changed: what, from what to what, and who did it. `seq` is its place in the feed.",
)


_TYPES = [*Event.Type.values, *sorted({f"{value.partition('.')[0]}.*" for value in Event.Type.values})]


def _read_type(given: str) -> str:
    if given not in _TYPES:
        raise ValueError(f"{given[:50]!r} is no event type, nor one such as claim.*")
    return given


def _read_subject(given: str) -> uuid.UUID:
    noun = given.rpartition("_")[0]
    if noun not in NOUNS.values():
        raise ValueError("it must be an id such as claim_01h455vb4pex5vsknk084sn02q")
    key: uuid.UUID = type_id(noun).read(given)
    return key


def _of_types(rows: QuerySet[Event], types: Sequence[str]) -> QuerySet[Event]:
    wanted = Q(type__in=types)
    for pattern in types:
        if pattern.endswith(".*"):
            wanted |= Q(type__startswith=pattern.removesuffix("*"))
    return rows.filter(wanted)


def visible_to(request: Request) -> QuerySet[Event]:
    """The events of what this caller may read: where webhooks go, and who holds keys, is not for every reader."""
    key = cast(ApiKey, request.auth)
    hidden = [noun for noun, scope in _SCOPES.items() if not key.has_scope(scope)]
    return Event.objects.exclude(subject_type__in=hidden)


class EventList(View):
    """The change feed."""

    position = 0
    shape = EVENT
    scopes = {"GET": "read"}
    filters = (
        Filter(
            "types",
            listing(Reader({"type": "string", "enum": _TYPES}, _read_type)),
            "Only these types; `claim.*` is all of a noun.",
            _of_types,
        ),
        Filter(
            "subject",
            Reader({"type": "string", "pattern": "^[a-z_]+_[0-7][0-9a-hjkmnp-tv-z]{25}$"}, _read_subject),
            "Only what happened to this.",
            lambda rows, value: rows.filter(subject_id=value),
        ),
        Filter(
            "severity.gte",
            integer(0, 6),
            "Only what is at least so severe.",
            lambda rows, value: rows.filter(severity__gte=value),
        ),
    )
    parameters = (
        Parameter("after", integer(0, MOST_SEQ), "The seq up to which you have read; 0 if not given."),
        Parameter(
            "wait", integer(0, 3600), "Seconds to wait for something to happen; cut to what is configured."
        ),
        Parameter("limit", integer(1, MAX_LIMIT), f"At most so many; {DEFAULT_LIMIT} if not given."),
        *filters,
        *picking(EVENT, detail=False),
    )
    answers = {
        "GET": {
            200: {
                "type": "object",
                "properties": {
                    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
                    "next": {"type": ["string", "null"], "format": "uri"},
                    "after": {
                        "type": "integer",
                        "description": "Everything up to this seq was looked at: ask for what is after it.",
                    },
                },
                "required": ["data", "next", "after"],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """Read the change feed.

        Events come in the order of their dense `seq`, which follows the order of commits: whoever has read up to n has
        read everything up to n. Ask with `after` of the last answer, and with `wait` to be answered when there is more.
        """
        in_batch = getattr(request._request, "is_in_batch", False)
        seconds = 0 if in_batch else min(self.query.get("wait", 0), settings.API_WAIT_MAX_SECONDS)
        limit = self.query.get("limit", DEFAULT_LIMIT)
        self.position = self.query.get("after", 0)
        rows = waiting.hold(lambda: self.look(limit), enough=bool, seconds=seconds)
        url = None
        if len(rows) > limit:
            rows = rows[:limit]
            self.position = rows[-1]["seq"]
            url = self.next_url()
        headers = {"Link": f'<{url}>; rel="next"'} if url else {}
        answer = {"data": self.wanted().build(rows), "next": url, "after": self.position}
        return Response(answer, headers=headers)

    def look(self, limit: int) -> list[dict[str, Any]]:
        """What is there after the position, and one more; the position is then where was looked up to."""
        after, head = self.position, Event.objects.aggregate(last=Max("seq"))["last"] or 0
        if head <= after:
            return []
        self.position = head
        rows = narrow(visible_to(self.request).filter(seq__gt=after, seq__lte=head), self.filters, self.query)
        return self.wanted().read(rows.order_by("seq")[: limit + 1], "seq")

    def wanted(self) -> shapes.Projection:
        """What the caller wants of an event."""
        return shapes.project(EVENT, fields=self.query.get("fields"))

    def next_url(self) -> str:
        """This request's URL, further on."""
        query = {**self.request.query_params.dict(), "after": str(self.position)}
        return page_url(self.request, query)


class EventDetail(DetailView):
    """One event."""

    shape = EVENT

    def get(self, request: Request, id: str) -> Response:
        """Read an event."""
        return self.show(request, visible_to(request).filter(pk=key_of("event", id)))

"""Events: the change feed, in the order of commits and without gaps; a consumer resumes at any position."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Min, Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, long_poll, parameters, resources
from api.endpoint_access import endpoints_of_key
from api.fields import Field
from api.filters import Filter, filter_queryset
from api.generics import DetailView
from api.models import ApiKey
from api.pagination import page_url
from api.parameters import DATE_TIME, SEQ, ParameterType, QueryParameter, QueryParameters
from api.problems import ApiError, invalid_header
from api.projection import project
from api.selection import selection_parameters
from api.statements import read_ends_of_feed, read_feed
from api.views import ApiView, key_or_404
from claims.ids import parse_type_id
from claims.models import Event
from claims.services.events import NOUNS

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100
LONGEST_TRANSACTION = timedelta(hours=1)

_RESTRICTED = {"endpoint": "webhooks", "api_key": "admin"}
"""The scope that a key needs besides `read` for the events of these subjects."""

_STRING = {"type": "string"}


_SUBJECT_JSON = fields.json_object(
    object="{subject_type}", id="claims_type_id({subject_type}, {subject_id})", version="{subject_version}"
)
_DATA_JSON = fields.json_object(subject=_SUBJECT_JSON, changes="{changes}", related="{related}")
_DATA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {
            "type": "object",
            "description": "The changed object, and its version after the change.",
            "properties": {"object": _STRING, "id": _STRING, "version": {"type": ["integer", "null"]}},
            "required": ["object", "id", "version"],
        },
        "changes": {
            "type": "object",
            "description": "`{field: [before, after]}`",
            "additionalProperties": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2},
        },
        "related": {
            "type": "object",
            "description": "The ids of related objects, by their type; several of a type by its plural.",
            "additionalProperties": {"anyOf": [_STRING, {"type": "array", "items": _STRING}]},
        },
    },
    "required": ["subject", "changes", "related"],
}


def _agent(name: str) -> Field:
    """The type and id of the actor or of the cause; null if it is unknown."""

    json = fields.json_object(type=f"{{{name}_type}}", id=f"{{{name}_id}}")
    schema = {
        "type": ["object", "null"],
        "properties": {"type": _STRING, "id": _STRING},
        "required": ["type", "id"],
    }
    return Field(name, f"CASE WHEN {{{name}_type}} <> '' THEN {json} END", schema)


# The same fields as `claims.services.events.envelope_of` writes for webhooks; a test compares the two.
EVENT = resources.define(
    "event",
    Event,
    "/events",
    fields.integer("seq", null=True),
    fields.choice("type", Event.Type.values),
    fields.date_time("timestamp", "occurred_at"),
    fields.integer("severity"),
    fields.integer("recovers"),
    Field("data", _DATA_JSON, _DATA),
    _agent("actor"),
    _agent("cause"),
    description="One change: of what, from what to what, and by whom. `seq` is its position in the feed.",
)


_ANY_ID = f"^({'|'.join(sorted(NOUNS.values()))})_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"
_TYPES = [*Event.Type.values, *sorted({f"{value.partition('.')[0]}.*" for value in Event.Type.values})]


def _parse_type(text: str) -> str:
    if text not in _TYPES:
        raise ValueError(f"{text[:50]!r} is neither an event type nor a pattern such as claim.*")
    return text


def _parse_subject(text: str) -> uuid.UUID:
    if not re.search(_ANY_ID, text):
        raise ValueError("it must be an id such as claim_01h455vb4pex5vsknk084sn02q")
    return parse_type_id(text.rpartition("_")[0], text)


def _of_types(queryset: QuerySet[Event], types: Sequence[str]) -> QuerySet[Event]:
    """The types are written out: no index serves patterns."""
    prefixes = tuple(pattern.removesuffix("*") for pattern in types if pattern.endswith(".*"))
    return queryset.filter(
        type__in=[
            value
            for value in Event.Type.values
            if value in types or (prefixes and value.startswith(prefixes))
        ]
    )


def visible_to(key: ApiKey | None) -> QuerySet[Event]:
    """The events that a caller may read: those of keys, and of webhook endpoints that are not its own, need scopes."""
    hidden = _hidden_subjects(key)
    events = Event.objects.exclude(subject_type__in=hidden) if hidden else Event.objects.all()
    if key is None or not _sees_own_endpoints(key):
        return events
    return events.exclude(~Q(subject_id__in=endpoints_of_key(key).values("pk")), subject_type="endpoint")


def _hidden_subjects(key: ApiKey | None) -> list[str]:
    return [kind for kind, scope in _RESTRICTED.items() if key is None or not key.has_scope(scope)]


def _sees_own_endpoints(key: ApiKey) -> bool:
    """Whether a caller may read the events of some endpoints, and not those of the others."""
    return key.has_scope(ApiKey.Scope.WEBHOOKS) and not key.has_scope(ApiKey.Scope.ADMIN)


def _seq_before(since: datetime | None) -> int:
    """A seq before which no event occurred at or after this time.

    The order of `seq` is that of commits, which may differ from that of times by as much as a transaction takes.
    """
    if since is None:
        return 0
    published = Event.objects.filter(seq__isnull=False, occurred_at__gte=since)
    first = published.order_by("occurred_at").values_list("occurred_at", flat=True).first()
    if first is None:
        return read_ends_of_feed()[1]
    near = published.filter(occurred_at__lt=first + LONGEST_TRANSACTION)
    return int(near.aggregate(lowest=Min("seq"))["lowest"]) - 1


def newest_seq() -> int:
    """The newest seq, 0 without events. Returns its connection to the pool."""
    try:
        return read_ends_of_feed()[1]
    finally:
        connection.close()


def _last_event_id(request: Request) -> int | None:
    """The seq in the header `Last-Event-ID`, None without it. Raises ApiError for anything but a seq."""
    header = request.headers.get("Last-Event-ID")
    try:
        return None if header is None else int(SEQ.parse(header))
    except ValueError as error:
        raise invalid_header("Last-Event-ID", f"Last-Event-ID: {error}.") from error


def _expired(after: int, oldest: int, newest: int, place: Mapping[str, str]) -> ApiError:
    """Events that the consumer has not read were deleted."""
    detail = f"The events from seq {after + 1} to {oldest - 1} were deleted; the oldest has seq {oldest}."
    error = {**place, "code": "expired", "detail": detail}
    return ApiError("expired", detail, errors=[error], extensions={"oldest": oldest, "newest": newest})


def _beyond_newest(after: int, newest: int, place: Mapping[str, str]) -> ApiError:
    """A consumer is ahead of the feed: the database was restored from a backup, or it is another one."""
    detail = f"The newest event has seq {newest}, which is before {after}: this feed has lost events or is another one."
    error = {**place, "code": "beyond_newest", "detail": detail}
    return ApiError("conflict", detail, errors=[error], extensions={"newest": newest})


class EventList(ApiView):
    """The change feed."""

    position = 0
    given_by: Mapping[str, str] | None = None
    """How the caller named the position, as `errors` name it; None if it did not."""
    resource = EVENT
    scopes = {"GET": "read"}
    filters = (
        Filter(
            "types",
            parameters.array(ParameterType({"type": "string", "enum": _TYPES}, _parse_type)),
            "Only these types; `claim.*` stands for every type of claim events.",
            _of_types,
        ),
        Filter(
            "subject",
            ParameterType({"type": "string", "pattern": _ANY_ID}, _parse_subject),
            "Only events of the object with this id.",
            lambda queryset, value: queryset.filter(subject_id=value),
        ),
        Filter(
            "severity.gte",
            parameters.integer(0, 6),
            "Only events of at least this severity.",
            lambda queryset, value: queryset.filter(severity__gte=value),
        ),
        Filter(
            "since",
            DATE_TIME,
            "Only events that occurred at or after this time. It replaces `after` in the first request of a consumer.",
            lambda queryset, value: queryset.filter(occurred_at__gte=value),
        ),
    )
    request_headers = {"GET": ["Last-Event-ID"]}
    other_media_types = {"text/event-stream": {"type": "string"}}
    query_parameters = (
        QueryParameter("after", SEQ, "Only events after this seq; 0 by default."),
        QueryParameter(
            "wait",
            parameters.integer(0, 3600),
            "Seconds to wait for an event, cut to the configured maximum.",
        ),
        QueryParameter("limit", parameters.integer(1, MAX_LIMIT), f"Page size; {DEFAULT_LIMIT} by default."),
        *filters,
        *selection_parameters(EVENT, detail=False),
    )
    responses = {
        "GET": {
            200: {
                "type": "object",
                "properties": {
                    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
                    "next": {"type": ["string", "null"], "format": "uri"},
                    "after": {
                        "type": "integer",
                        "description": "The position of this page's end: the `after` of the next request.",
                    },
                },
                "required": ["data", "next", "after"],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """Read the change feed.

        Events are in the order of their `seq`, which has no gaps and follows the order of commits: a consumer that has
        read up to n has read every event up to n. Send the `after` of the last response; with `wait` the response is
        delayed until there are further events; without a key there is no delay. An `after` beyond the newest event is a 409 with its seq in `newest`: the
        database was restored from a backup, and the consumer must read again from there. An `after` before events that were
        deleted is a 410 `expired`. Without `after`, the oldest event is the first.

        With `Accept: text/event-stream` the response is a stream of Server-Sent Events that does not end: each has the seq as
        its `id` and the event as its `data`. `Last-Event-ID` continues a stream.
        """
        in_batch = getattr(request._request, "is_in_batch", False)
        seconds = (
            0
            if in_batch or request.auth is None
            else min(self.query.get("wait", 0), settings.API_WAIT_MAX_SECONDS)
        )
        limit = self.query.get("limit", DEFAULT_LIMIT)
        self.position = max(self._named_position(request), _seq_before(self.query.get("since")))
        rows = long_poll.wait_until(lambda: self.read(limit), is_complete=bool, seconds=seconds)
        url = None
        if len(rows) > limit:
            rows = rows[:limit]
            self.position = rows[-1][1]
            url = self.next_url()
        headers = {"Link": f'<{url}>; rel="next"'} if url else {}
        data = [orjson.Fragment(text) for text, _ in rows]
        return Response({"data": data, "next": url, "after": self.position}, headers=headers)

    def _named_position(self, request: Request) -> int:
        """The seq that the caller has read last: `after`, else the header of a stream. Raises ApiError."""
        after, last_event_id = self.query.get("after"), _last_event_id(request)
        if after is not None:
            self.given_by = {"parameter": "after"}
            return int(after)
        if last_event_id is not None:
            self.given_by = {"header": "Last-Event-ID"}
        return last_event_id or 0

    @staticmethod
    def visible_rows(query: QueryParameters, key: ApiKey | None) -> QuerySet[Any]:
        """The numbered events that a caller may read, in their order."""
        return visible_to(key).filter(seq__isnull=False).order_by("seq")

    def read(self, limit: int) -> list[tuple[str, int]]:
        """The JSON and the seq of at most `limit` + 1 events after the position, which then becomes the newest seq. Raises ApiError."""
        after = self.position
        oldest, newest = read_ends_of_feed()
        if newest == after:
            return []
        if after < oldest - 1 and self.given_by:
            raise _expired(after, oldest, newest, self.given_by)
        if newest < after:
            raise _beyond_newest(after, newest, self.given_by or {"parameter": "since"})
        self.position = newest
        key = cast(ApiKey | None, self.request.auth)
        projection = project(EVENT, fields=self.query.get("fields"))
        is_filtered = any(filter_.name in self.query for filter_ in self.filters)
        if not is_filtered and not (key and _sees_own_endpoints(key)):
            return read_feed(projection, after, newest, _hidden_subjects(key), limit + 1)
        events = visible_to(key).filter(seq__gt=after, seq__lte=newest)
        events = filter_queryset(events, self.filters, self.query).order_by("seq")
        return projection.read(events[: limit + 1], "seq")

    def next_url(self) -> str:
        """The URL of this request at the current position."""
        return page_url(self.request, after=str(self.position))


class EventDetail(DetailView):
    """One event."""

    resource = EVENT

    def get(self, request: Request, id: str) -> Response:
        """Read an event."""
        return self.object_response(
            request, visible_to(cast(ApiKey | None, request.auth)).filter(pk=key_or_404("event", id))
        )

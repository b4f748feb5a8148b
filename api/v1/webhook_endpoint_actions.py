"""Actions on webhook endpoints: test, rotate the secret, recover and repeat deliveries, explain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.endpoint_access import endpoint_key_or_404
from api.fields import format_time, id_schema
from api.idempotency import idempotent
from api.models import ApiKey
from api.parameters import QueryParameter
from api.serializers import DateTimeField, StrictSerializer
from api.v1.events import EVENT, visible_to
from api.v1.webhook_endpoints import ENDPOINT, WITH_SECRET, with_secret
from api.views import ApiView, not_found
from claims import tasks
from claims.ids import type_id
from claims.models import Delivery, Endpoint
from claims.services.webhooks import endpoints, explain, redelivery


class RecoverIn(StrictSerializer):
    """The beginning of the period to recover."""

    since = DateTimeField()


class RedeliverIn(StrictSerializer):
    """The period whose events are sent again: from `since` on, and before `until`."""

    since = DateTimeField()
    until = DateTimeField()


_COUNT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "deliveries": {"type": "integer", "description": "The number of deliveries that are sent again."}
    },
    "required": ["deliveries"],
}
_EXPLANATION: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "object": {"const": "explanation", "type": "string"},
        "endpoint": id_schema("endpoint"),
        "event": id_schema("event"),
        "is_match": {
            "type": "boolean",
            "description": "Whether the event would be sent to the endpoint as it is now.",
        },
        "criteria": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "is_met": {"type": "boolean"},
                    "detail": {"type": "string"},
                },
                "required": ["name", "is_met", "detail"],
            },
        },
        "deliveries": {
            "type": "array",
            "description": "The deliveries that were made of it, with their state and the time of their creation.",
            "items": {
                "type": "object",
                "properties": {
                    "id": id_schema("delivery"),
                    "state": {"type": "string", "enum": Delivery.State.values},
                    "created_at": {"type": "string", "format": "date-time"},
                },
                "required": ["id", "state", "created_at"],
            },
        },
    },
    "required": ["object", "endpoint", "event", "is_match", "criteria", "deliveries"],
}


class EndpointAction(ApiView):
    """An action on one webhook endpoint."""

    resource = ENDPOINT
    scopes = {"POST": "webhooks"}


class EndpointTest(EndpointAction):
    """Test one endpoint."""

    resource = EVENT
    responses = {"POST": {202: EVENT}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Send a `webhook.test` event to this endpoint only. The response is that event."""
        self.validated_body(request)
        event = endpoints.send_test(endpoint_key_or_404(request, id), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.attempt_due_deliveries)
        return self.object_response(request, event.pk, status=202)


class EndpointRotateSecret(EndpointAction):
    """Rotate the secret of one endpoint."""

    responses = {"POST": {200: WITH_SECRET}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Create a new secret, which only this response contains. For a time both secrets sign."""
        self.validated_body(request)
        endpoint, secret = endpoints.rotate_secret(
            endpoint_key_or_404(request, id), actor=self.actor(request)
        )
        tasks.ring(tasks.publish_events)
        return with_secret(self.object_response(request, endpoint.pk), secret)


class EndpointRecover(EndpointAction):
    """Recover the deliveries of one endpoint."""

    request_bodies = {"POST": RecoverIn}
    responses = {"POST": {202: _COUNT}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Send again the events that this endpoint has not received since a time."""
        since = self.validated_body(request)["since"]
        count = redelivery.recover(endpoint_key_or_404(request, id), since=since, actor=self.actor(request))
        tasks.ring(tasks.attempt_due_deliveries)
        return Response(orjson.dumps({"deliveries": count}), status=202)


class EndpointRedeliver(EndpointAction):
    """Repeat the deliveries of one endpoint."""

    request_bodies = {"POST": RedeliverIn}
    responses = {"POST": {202: _COUNT}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Send the events of a period again, whether they were received or not. The oldest 10,000 in one call."""
        period = self.validated_body(request)
        count = redelivery.redeliver_period(
            endpoint_key_or_404(request, id), **period, actor=self.actor(request)
        )
        tasks.ring(tasks.attempt_due_deliveries)
        return Response(orjson.dumps({"deliveries": count}), status=202)


class EndpointExplain(ApiView):
    """Explain an event to one endpoint."""

    resource = ENDPOINT
    scopes = {"GET": "webhooks"}
    query_parameters = (QueryParameter("event", parameters.type_id("event"), "The event.", required=True),)
    responses = {"GET": {200: _EXPLANATION}}

    def get(self, request: Request, id: str) -> Response:
        """Explain why an event is sent to this endpoint, or why it is not: state, type, severity and filters.

        The criteria compare the event with the endpoint as it is now; `deliveries` are those that were made of it.
        """
        endpoint = Endpoint.objects.get(pk=endpoint_key_or_404(request, id))
        event = visible_to(cast(ApiKey, request.auth)).filter(pk=self.query.get("event")).first()
        if event is None:
            raise not_found("event")
        explanation = explain.explain(endpoint, event)
        return Response(
            {
                "object": "explanation",
                "endpoint": type_id("endpoint", endpoint.pk),
                "event": type_id("event", event.pk),
                "is_match": explanation.is_match,
                "criteria": [asdict(criterion) for criterion in explanation.criteria],
                "deliveries": [_delivery(row) for row in explanation.deliveries],
            }
        )


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": type_id("delivery", row.pk),
        "state": row.state,
        "created_at": format_time(row.created_at),
    }

"""Actions on webhook endpoints: test, rotate the secret, recover deliveries."""

from __future__ import annotations

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoint_access import endpoint_key_or_404
from api.idempotency import idempotent
from api.serializers import DateTimeField, StrictSerializer
from api.v1.events import EVENT
from api.v1.webhook_endpoints import ENDPOINT, WITH_SECRET, with_secret
from api.views import ApiView
from claims import tasks
from claims.services.webhooks import endpoints, redelivery


class RecoverIn(StrictSerializer):
    """The beginning of the period to recover."""

    since = DateTimeField()


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
        return self.object_response_by_key(request, event.pk, status=202)


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
        return with_secret(self.object_response_by_key(request, endpoint.pk), secret)


class EndpointRecover(EndpointAction):
    """Recover the deliveries of one endpoint."""

    request_bodies = {"POST": RecoverIn}
    responses = {
        "POST": {
            202: {
                "type": "object",
                "properties": {
                    "deliveries": {
                        "type": "integer",
                        "description": "The number of deliveries that are sent again.",
                    }
                },
                "required": ["deliveries"],
            }
        }
    }

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Send again the events that this endpoint has not received since a time."""
        since = self.validated_body(request)["since"]
        count = redelivery.recover(endpoint_key_or_404(request, id), since=since, actor=self.actor(request))
        tasks.ring(tasks.attempt_due_deliveries)
        return Response(orjson.dumps({"deliveries": count}), status=202)

"""Webhook endpoints: who is told of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Input, Text, Texts, Time, Whole, Word
from api.lists import ListView, span, words
from api.v1.events import EVENT
from api.views import DetailView, View, expected_version, key_of
from claims import tasks
from claims.models import Endpoint
from claims.services.webhooks import endpoints

ENDPOINT = shapes.shape(
    "endpoint",
    Endpoint,
    "/webhook-endpoints",
    shapes.text("url"),
    shapes.text("description"),
    shapes.texts("event_types"),
    shapes.number("min_severity"),
    shapes.word("state", Endpoint.State.values),
    shapes.text("disabled_reason"),
    shapes.time("first_failed_at", null=True),
    shapes.time("last_delivered_at", null=True),
    shapes.time("previous_secret_until", null=True),
    shapes.text("owner"),
    shapes.number("version"),
    shapes.time("created_at"),
    description="A webhook subscriber. `url` is where its webhooks go; its API address is `self`.",
)

WITH_SECRET: Mapping[str, Any] = {
    "allOf": [
        {"$ref": "#/components/schemas/Endpoint"},
        {
            "type": "object",
            "properties": {
                "secret": {
                    "type": "string",
                    "description": "What its webhooks are signed with. Shown this once; keep it.",
                }
            },
            "required": ["secret"],
        },
    ]
}


class EndpointIn(Input):
    """A subscriber: where its webhooks go and which events it wants."""

    url = Text(max_length=2000)
    event_types = Texts(
        each=40, min_length=1, max_length=50, help_text="Types such as `claim.accepted`, `claim.*`, `*`."
    )
    description = Text(required=False, allow_blank=True, max_length=200)
    min_severity = Whole(required=False, min_value=0, max_value=6)


class EndpointChange(EndpointIn):
    """What can be changed about a subscriber."""

    state = Word(["active", "paused"], required=False)


class RecoverIn(Input):
    """Since when."""

    since = Time()


class EndpointList(ListView):
    """Webhook endpoints."""

    shape = ENDPOINT
    scopes = {"GET": "webhooks", "POST": "webhooks"}
    bodies = {"POST": EndpointIn}
    answers = {"POST": {201: WITH_SECRET}}
    filters = (*words("state", Endpoint.State.values), *span("created_at"))

    def rows(self) -> QuerySet[Endpoint]:
        """Those that were not deleted."""
        return Endpoint.objects.present()

    def get(self, request: Request) -> Response:
        """List webhook endpoints."""
        return super().get(request)

    @once
    def post(self, request: Request) -> Response:
        """Register a webhook endpoint. Its secret is in this answer and never again."""
        endpoint, secret = endpoints.register_endpoint(**self.body(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        shown = self.show_key(request, endpoint.pk, status=201, Location=self.location(endpoint.pk))
        return _with_secret(shown, secret)


class EndpointDetail(DetailView):
    """One webhook endpoint."""

    shape = ENDPOINT
    scopes = {"GET": "webhooks", "PATCH": "webhooks", "DELETE": "webhooks"}
    bodies = {"PATCH": EndpointChange}

    def get(self, request: Request, id: str) -> Response:
        """Read a webhook endpoint."""
        return self.show(request, Endpoint.objects.present().filter(pk=key_of("endpoint", id)))

    def patch(self, request: Request, id: str) -> Response:
        """Change a webhook endpoint; `state` pauses it or makes it active again."""
        endpoint = endpoints.update_endpoint(
            key_of("endpoint", id),
            changes=self.body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.show_key(request, endpoint.pk)

    def delete(self, request: Request, id: str) -> Response:
        """Delete a webhook endpoint: what is on its way to it is cancelled, its log stays."""
        endpoints.delete_endpoint(
            key_of("endpoint", id), expected_version=expected_version(request), actor=self.actor(request)
        )
        tasks.ring(tasks.publish_events)
        return Response(status=204)


class EndpointAction(View):
    """Something to do with one webhook endpoint."""

    shape = ENDPOINT
    scopes = {"POST": "webhooks"}


class EndpointTest(EndpointAction):
    """Test."""

    shape = EVENT
    answers = {"POST": {202: EVENT}}

    @once
    def post(self, request: Request, id: str) -> Response:
        """Send a `webhook.test` event to this endpoint alone. The answer is that event."""
        self.body(request)
        event = endpoints.send_test(key_of("endpoint", id), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.attempt_due_deliveries)
        return self.show_key(request, event.pk, status=202)


class EndpointRotateSecret(EndpointAction):
    """Rotate."""

    answers = {"POST": {200: WITH_SECRET}}

    @once
    def post(self, request: Request, id: str) -> Response:
        """Make a new secret, in this answer and never again. The old one signs along for a while."""
        self.body(request)
        endpoint, secret = endpoints.rotate_secret(key_of("endpoint", id), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return _with_secret(self.show_key(request, endpoint.pk), secret)


class EndpointRecover(EndpointAction):
    """Recover."""

    bodies = {"POST": RecoverIn}
    answers = {
        "POST": {
            202: {
                "type": "object",
                "properties": {"deliveries": {"type": "integer", "description": "How many are sent again."}},
                "required": ["deliveries"],
            }
        }
    }

    @once
    def post(self, request: Request, id: str) -> Response:
        """Send again what did not arrive at this endpoint since a time."""
        since = self.body(request)["since"]
        count = endpoints.recover(key_of("endpoint", id), since=since, actor=self.actor(request))
        tasks.ring(tasks.attempt_due_deliveries)
        return Response(orjson.dumps({"deliveries": count}), status=202)


def _with_secret(shown: Response, secret: str) -> Response:
    shown.data = orjson.dumps({**orjson.loads(shown.data), "secret": secret})
    return shown

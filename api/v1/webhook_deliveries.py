"""Webhook deliveries: what is on its way to whom, and what came of each try."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.lists import ListView, related, span, words
from api.shapes import Expansion
from api.views import DetailView, View, key_of
from claims import tasks
from claims.models import Attempt, Delivery
from claims.services.webhooks import endpoints

DELIVERY = shapes.shape(
    "delivery",
    Delivery,
    "/webhook-deliveries",
    shapes.reference("endpoint", "endpoint"),
    shapes.reference("event", "event"),
    shapes.text("event_type", "event__type"),
    shapes.word("state", Delivery.State.values),
    shapes.number("attempt_count"),
    shapes.time("next_attempt_at", null=True),
    shapes.time("delivered_at", null=True),
    shapes.reference("redelivery_of", "delivery"),
    shapes.time("created_at"),
    expansions=(
        Expansion("event", "event", "event_id"),
        Expansion("endpoint", "endpoint", "endpoint_id"),
        Expansion(
            "attempts", "attempt", "delivery_id", many=True, order=("number",), included=True, heavy=True
        ),
    ),
    description="One event on its way to one endpoint; its attempts are only in its details.",
)

ATTEMPT = shapes.shape(
    "attempt",
    Attempt,
    "",
    shapes.number("number"),
    shapes.time("started_at"),
    shapes.number("elapsed_ms", null=True),
    shapes.number("status", null=True),
    shapes.text("error"),
    shapes.text("detail"),
    shapes.text("remote_address"),
    shapes.text("response_head"),
    description="One try of a delivery. Neither a status nor an error: it is under way, or was cut short.",
)


class DeliveryList(ListView):
    """Webhook deliveries."""

    shape = DELIVERY
    scopes = {"GET": "webhooks"}
    filters = (
        *related("endpoint", "endpoint"),
        *related("event", "event"),
        *words("state", Delivery.State.values),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List webhook deliveries."""
        return super().get(request)


class DeliveryDetail(DetailView):
    """One webhook delivery."""

    shape = DELIVERY
    scopes = {"GET": "webhooks"}

    def get(self, request: Request, id: str) -> Response:
        """Read a webhook delivery, with its attempts."""
        return super().get(request, id)


class DeliveryRedeliver(View):
    """Redeliver."""

    shape = DELIVERY
    scopes = {"POST": "webhooks"}
    answers = {"POST": {202: DELIVERY}}

    @once
    def post(self, request: Request, id: str) -> Response:
        """Send an event to its endpoint again. The answer is the new delivery."""
        self.body(request)
        delivery = endpoints.redeliver(key_of("delivery", id), actor=self.actor(request))
        tasks.ring(tasks.attempt_due_deliveries)
        return self.show_key(request, delivery.pk, status=202, Location=self.location(delivery.pk))

"""Webhook deliveries: events on their way to endpoints, with the attempts to send them."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.endpoint_access import endpoints_of
from api.filters import choice_filter, range_filter, related_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.resources import Expansion
from api.views import ApiView, key_or_404, not_found
from claims import tasks
from claims.models import Attempt, Delivery
from claims.services.webhooks import redelivery

DELIVERY = resources.define(
    "delivery",
    Delivery,
    "/webhook-deliveries",
    fields.reference("endpoint", "endpoint"),
    fields.reference("event", "event"),
    fields.string("event_type", "event__type"),
    fields.choice("state", Delivery.State.values),
    fields.integer("attempt_count"),
    fields.date_time("next_attempt_at", null=True),
    fields.date_time("delivered_at", null=True),
    fields.reference("redelivery_of", "delivery"),
    fields.date_time("created_at"),
    expansions=(
        Expansion("event", "event", "event_id"),
        Expansion("endpoint", "endpoint", "endpoint_id"),
        Expansion(
            "attempts", "attempt", "delivery_id", many=True, order=("number",), default=True, detail_only=True
        ),
    ),
    description="One event for one endpoint; `attempts` is only in the detail.",
)

ATTEMPT = resources.define(
    "attempt",
    Attempt,
    "",
    fields.integer("number"),
    fields.date_time("started_at"),
    fields.integer("elapsed_ms", null=True),
    fields.integer("status", null=True),
    fields.string("error"),
    fields.string("detail"),
    fields.string("remote_address"),
    fields.string("response_head"),
    description="One attempt to send a delivery. Without `status` and `error` it is in progress, or was interrupted.",
)


class DeliveryList(ListView):
    """The list of webhook deliveries."""

    resource = DELIVERY
    scopes = {"GET": "webhooks"}
    filters = (
        *related_filter("endpoint", "endpoint"),
        *related_filter("event", "event"),
        *choice_filter("state", Delivery.State.values),
        *range_filter("created_at"),
    )

    def get_queryset(self) -> QuerySet[Delivery]:
        """Deliveries to the endpoints of the caller."""
        return _deliveries_of(self.request)

    def get(self, request: Request) -> Response:
        """List webhook deliveries."""
        return super().get(request)


class DeliveryDetail(DetailView):
    """One webhook delivery."""

    resource = DELIVERY
    scopes = {"GET": "webhooks"}

    def get(self, request: Request, id: str) -> Response:
        """Read a webhook delivery, with its attempts."""
        return self.object_response(request, _deliveries_of(request).filter(pk=key_or_404("delivery", id)))


class DeliveryRedeliver(ApiView):
    """Send one delivery again."""

    resource = DELIVERY
    scopes = {"POST": "webhooks"}
    responses = {"POST": {202: DELIVERY}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Send an event to its endpoint again. The response is the new delivery."""
        self.validated_body(request)
        key = key_or_404("delivery", id)
        if not _deliveries_of(request).filter(pk=key).exists():
            raise not_found("delivery")
        delivery = redelivery.redeliver(key, actor=self.actor(request))
        tasks.ring(tasks.attempt_due_deliveries)
        return self.object_response(request, delivery.pk, status=202, Location=self.location(delivery.pk))


def _deliveries_of(request: Request) -> QuerySet[Delivery]:
    return Delivery.objects.filter(endpoint__in=endpoints_of(request).values("pk"))

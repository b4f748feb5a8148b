"""Webhook endpoints: the subscribers of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.endpoint_access import endpoint_key_or_404, endpoints_of, is_operator, new_owner
from api.fields import Field
from api.filters import choice_filter, range_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.serializers import (
    ChoiceField,
    IntegerField,
    StrictSerializer,
    StringField,
    StringListField,
    TypeIdField,
    UrlField,
)
from api.views import expected_version
from claims import tasks
from claims.models import Endpoint
from claims.services.webhooks import endpoints
from claims.services.webhooks.filters import MAX_KEYS
from claims.vocabulary import SignatureScheme

_FILTERS_SQL = """(
    SELECT coalesce(json_object_agg(kind, CASE kind WHEN 'host' THEN keys ELSE (
        SELECT coalesce(jsonb_agg(claims_type_id(kind, key::uuid) ORDER BY position), '[]')
        FROM jsonb_array_elements_text(keys) WITH ORDINALITY AS each_key (key, position)
    ) END), '{{}}')
    FROM jsonb_each({filters}) AS each_kind (kind, keys)
)"""

FILTERS = Field(
    "filters",
    _FILTERS_SQL,
    {
        "type": "object",
        "description": "The ids of objects, or names of hosts, by their kind: an event must concern one of each kind.",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    },
)

ENDPOINT = resources.define(
    "endpoint",
    Endpoint,
    "/webhook-endpoints",
    fields.string("url"),
    fields.string("description"),
    fields.string_list("event_types"),
    fields.integer("min_severity"),
    fields.choice("payload", Endpoint.Payload.values),
    FILTERS,
    fields.choice("signature_scheme", list(SignatureScheme)),
    fields.string("public_key"),
    fields.choice("state", Endpoint.State.values),
    fields.string("disabled_reason"),
    fields.date_time("first_failed_at", null=True),
    fields.date_time("last_delivered_at", null=True),
    fields.date_time("previous_secret_until", null=True),
    fields.string("owner"),
    fields.string("owner_email"),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    description="A webhook subscriber. `url` is where its webhooks are sent; `self` is its URL in this API.",
)

WITH_SECRET: Mapping[str, Any] = {
    "allOf": [
        {"$ref": "#/components/schemas/Endpoint"},
        {
            "type": "object",
            "properties": {
                "secret": {
                    "type": "string",
                    "description": (
                        "The signing secret of the webhooks. It is shown once; keep it. Absent for `ed25519`, whose "
                        "`public_key` verifies them."
                    ),
                }
            },
        },
    ]
}


class FiltersIn(StrictSerializer):
    """What events must concern: one of each kind that is given. An entity includes its descendants."""

    claim = serializers.ListField(child=TypeIdField("claim"), required=False, max_length=MAX_KEYS)
    article = serializers.ListField(child=TypeIdField("article"), required=False, max_length=MAX_KEYS)
    publisher = serializers.ListField(child=TypeIdField("publisher"), required=False, max_length=MAX_KEYS)
    entity = serializers.ListField(child=TypeIdField("entity"), required=False, max_length=MAX_KEYS)
    host = StringListField(item_max_length=253, required=False, max_length=MAX_KEYS)


class EndpointFields(StrictSerializer):
    """The members of a subscriber that can be set at any time."""

    url = UrlField()
    event_types = StringListField(
        item_max_length=40,
        min_length=1,
        max_length=50,
        help_text="Types such as `claim.accepted`, `claim.*`, `*`.",
    )
    description = StringField(required=False, allow_blank=True, max_length=200)
    min_severity = IntegerField(required=False, min_value=0, max_value=6)
    payload = ChoiceField(
        Endpoint.Payload.values,
        required=False,
        help_text="`full` adds `data.objects`: the claims with their texts, articles, entities and evidence.",
    )
    filters = FiltersIn(required=False)
    owner_email = StringField(
        required=False,
        allow_blank=True,
        max_length=254,
        help_text="A mail is sent there when the endpoint is disabled.",
    )


class EndpointIn(EndpointFields):
    """A subscriber: the URL that receives its webhooks, and the events to send."""

    signature_scheme = ChoiceField(list(SignatureScheme), required=False)


class EndpointChange(EndpointFields):
    """The editable members of a subscriber."""

    state = ChoiceField(["active", "paused"], required=False)
    owner = TypeIdField(
        "api_key",
        required=False,
        help_text="The key that manages the endpoint from now on. Changing it needs the scope `admin`.",
    )


class EndpointList(ListView):
    """The list of webhook endpoints."""

    resource = ENDPOINT
    scopes = {"GET": "webhooks", "POST": "webhooks"}
    request_bodies = {"POST": EndpointIn}
    responses = {"POST": {201: WITH_SECRET}}
    sort_columns = {"created_at": "created_at", "updated_at": "updated_at"}
    filters = (
        *choice_filter("state", Endpoint.State.values),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    def get_queryset(self) -> QuerySet[Endpoint]:
        """Endpoints of the caller that are not deleted."""
        return endpoints_of(self.request).present()

    def get(self, request: Request) -> Response:
        """List the webhook endpoints of this key; of every key with the scope `admin`."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Register a webhook endpoint. Only this response contains its secret.

        With the `signature_scheme` `ed25519` there is none: receivers verify with the endpoint's `public_key`.
        """
        endpoint, secret = endpoints.register_endpoint(
            **self.validated_body(request), is_operator=is_operator(request), actor=self.actor(request)
        )
        tasks.ring(tasks.publish_events)
        response = self.object_response(request, endpoint.pk, status=201, Location=self.location(endpoint.pk))
        return with_secret(response, secret)


class EndpointDetail(DetailView):
    """One webhook endpoint."""

    resource = ENDPOINT
    scopes = {"GET": "webhooks", "PATCH": "webhooks", "DELETE": "webhooks"}
    request_bodies = {"PATCH": EndpointChange}

    def get(self, request: Request, id: str) -> Response:
        """Read a webhook endpoint."""
        return self.object_response(request, endpoint_key_or_404(request, id))

    def patch(self, request: Request, id: str) -> Response:
        """Change a webhook endpoint; `state` pauses or activates it."""
        changes, expected = self.validated_body(request), expected_version(request)
        if "owner" in changes:
            changes |= new_owner(request, changes["owner"])
        endpoint = endpoints.update_endpoint(
            endpoint_key_or_404(request, id),
            changes=changes,
            expected_version=expected,
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, endpoint.pk)

    def delete(self, request: Request, id: str) -> Response:
        """Delete a webhook endpoint: its pending deliveries are cancelled, its log remains."""
        expected = expected_version(request)
        key = endpoint_key_or_404(request, id)
        endpoints.delete_endpoint(key, expected_version=expected, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return Response(status=204)


def with_secret(response: Response, secret: str) -> Response:
    """The response with the secret added to its object, if there is one that receivers need."""
    if secret:
        response.data = orjson.dumps({**orjson.loads(response.data), "secret": secret})
    return response
